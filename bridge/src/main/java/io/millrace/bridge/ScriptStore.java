package io.millrace.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.kinesis.shaded.com.amazonaws.SdkClientException;
import org.apache.flink.kinesis.shaded.com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import org.apache.flink.kinesis.shaded.com.amazonaws.regions.DefaultAwsRegionProviderChain;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.s3.AmazonS3;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.s3.AmazonS3ClientBuilder;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.s3.model.GetObjectRequest;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.s3.model.S3Object;
import org.apache.flink.kinesis.shaded.com.amazonaws.util.IOUtils;

/**
 * Fetches the script, and the plan compiled from it if there is one, from their bucket and proves that they are those
 * that were deployed.
 *
 * <p>The S3 client is the one inside the Kinesis connector: it finds credentials and region as the connector does, and
 * a second SDK would add 20 MB to the JAR for one GET.
 */
final class ScriptStore {
    private static final String REGION_IF_UNKNOWN = "us-east-1";

    private final PropertyGroups groups;

    ScriptStore(PropertyGroups groups) {
        this.groups = groups;
    }

    String script() throws IOException {
        return fetch("script");
    }

    Optional<String> plan() throws IOException {
        boolean any = groups.get(PropertyGroups.JOB).keySet().stream().anyMatch(key -> key.startsWith("plan."));
        return any ? Optional.of(fetch("plan")) : Optional.empty();
    }

    private String fetch(String what) throws IOException {
        String bucket = groups.require(PropertyGroups.JOB, "script.bucket");
        String key = groups.require(PropertyGroups.JOB, what + ".key");
        String expected = groups.require(PropertyGroups.JOB, what + ".sha256");
        String version = groups.get(PropertyGroups.JOB).get(what + ".version");
        AmazonS3 s3 = client(groups);
        byte[] text;
        try (S3Object object = s3.getObject(new GetObjectRequest(bucket, key, version))) {
            text = IOUtils.toByteArray(object.getObjectContent());
        } catch (SdkClientException failure) {
            throw new BridgeException("cannot read the " + what + " s3://" + bucket + "/" + key
                    + (version == null ? "" : " (version " + version + ")") + ": " + failure.getMessage(), failure);
        } finally {
            s3.shutdown();
        }
        return verified(text, expected, "the " + what + " s3://" + bucket + "/" + key);
    }

    private static String verified(byte[] text, String expected, String name) {
        String actual = sha256(text);
        if (!actual.equals(expected.toLowerCase(Locale.ROOT))) {
            throw new BridgeException(name + " is not the one that was deployed: its SHA-256 is " + actual
                    + ", expected " + expected);
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    static String sha256(byte[] bytes) {
        try {
            StringBuilder hex = new StringBuilder();
            for (byte b : MessageDigest.getInstance("SHA-256").digest(bytes)) {
                hex.append(String.format("%02x", b));
            }
            return hex.toString();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** 'script.region' and 'script.endpoint' are for buckets elsewhere and for emulators; the service needs neither. */
    private static AmazonS3 client(PropertyGroups groups) {
        String endpoint = groups.get(PropertyGroups.JOB).get("script.endpoint");
        String region = groups.get(PropertyGroups.JOB).get("script.region");
        if (endpoint != null) {
            return AmazonS3ClientBuilder.standard()
                    .withPathStyleAccessEnabled(true)
                    .withEndpointConfiguration(new EndpointConfiguration(endpoint, region == null ? REGION_IF_UNKNOWN : region))
                    .build();
        }
        // With global access S3 itself says where a bucket is when the region is not its own.
        return AmazonS3ClientBuilder.standard()
                .withForceGlobalBucketAccessEnabled(true)
                .withRegion(region == null ? regionHere() : region)
                .build();
    }

    private static String regionHere() {
        try {
            String region = new DefaultAwsRegionProviderChain().getRegion();
            return region == null ? REGION_IF_UNKNOWN : region;
        } catch (SdkClientException unknown) {
            return REGION_IF_UNKNOWN;
        }
    }
}
