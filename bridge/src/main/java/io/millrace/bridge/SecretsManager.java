package io.millrace.bridge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.kinesis.shaded.com.amazonaws.AmazonServiceException;
import org.apache.flink.kinesis.shaded.com.amazonaws.ClientConfiguration;
import org.apache.flink.kinesis.shaded.com.amazonaws.DefaultRequest;
import org.apache.flink.kinesis.shaded.com.amazonaws.Request;
import org.apache.flink.kinesis.shaded.com.amazonaws.SdkClientException;
import org.apache.flink.kinesis.shaded.com.amazonaws.auth.AWS4Signer;
import org.apache.flink.kinesis.shaded.com.amazonaws.auth.DefaultAWSCredentialsProviderChain;
import org.apache.flink.kinesis.shaded.com.amazonaws.auth.StaticSignerProvider;
import org.apache.flink.kinesis.shaded.com.amazonaws.http.AmazonHttpClient;
import org.apache.flink.kinesis.shaded.com.amazonaws.http.ExecutionContext;
import org.apache.flink.kinesis.shaded.com.amazonaws.http.HttpMethodName;
import org.apache.flink.kinesis.shaded.com.amazonaws.http.HttpResponse;
import org.apache.flink.kinesis.shaded.com.amazonaws.http.HttpResponseHandler;
import org.apache.flink.kinesis.shaded.com.amazonaws.protocol.json.JsonClientMetadata;
import org.apache.flink.kinesis.shaded.com.amazonaws.protocol.json.JsonErrorResponseMetadata;
import org.apache.flink.kinesis.shaded.com.amazonaws.protocol.json.SdkJsonProtocolFactory;
import org.apache.flink.kinesis.shaded.com.amazonaws.regions.Region;
import org.apache.flink.kinesis.shaded.com.amazonaws.regions.RegionUtils;
import org.apache.flink.kinesis.shaded.com.amazonaws.util.IOUtils;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The one call of AWS Secrets Manager that a job makes.
 *
 * <p>The SDK inside the Kinesis connector (see ScriptStore) has no client for this service, but all that a client is
 * made of: it finds credentials, signs, sends, repeats what was throttled, and reads errors.
 */
final class SecretsManager {
    private static final String SERVICE = "secretsmanager";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> CURES = Map.of(
            "AccessDeniedException", "allow the application's role secretsmanager:GetSecretValue for it"
                    + " (and kms:Decrypt, if its key is one of your own)",
            "ResourceNotFoundException", "there is no such secret in that account and region, or it has no value yet",
            "DecryptionFailure", "allow the application's role kms:Decrypt for its key");

    private final Optional<String> endpoint;

    /** 'secrets.endpoint' and the variables are for emulators. */
    SecretsManager(PropertyGroups groups) {
        endpoint = Stream.of(groups.get(PropertyGroups.JOB).get("secrets.endpoint"), System.getenv("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
                        System.getenv("AWS_ENDPOINT_URL"))
                .filter(given -> given != null && !given.isEmpty())
                .findFirst();
    }

    /** The text of a secret's current version. */
    String read(String arn) {
        String region = SecretReferences.region(arn);
        AmazonHttpClient client = new AmazonHttpClient(new ClientConfiguration());
        try {
            JsonNode secret = client.requestExecutionBuilder()
                    .request(request(arn, region))
                    .executionContext(context(region))
                    .errorResponseHandler(new SdkJsonProtocolFactory(new JsonClientMetadata().withProtocolVersion("1.1")
                                    .withBaseServiceExceptionClass(AmazonServiceException.class))
                            .createErrorResponseHandler(new JsonErrorResponseMetadata()))
                    .execute(new Body())
                    .getAwsResponse();
            if (!secret.path("SecretString").isTextual()) {
                throw new BridgeException("secret " + arn + " holds bytes; only text can be an option's value");
            }
            return secret.path("SecretString").textValue();
        } catch (AmazonServiceException refusal) {
            String cure = CURES.get(refusal.getErrorCode());
            throw new BridgeException("cannot read secret " + arn + ": " + refusal.getErrorCode() + ": " + refusal.getErrorMessage()
                    + (cure == null ? "" : "; " + cure));
        } catch (SdkClientException failure) {
            throw new BridgeException("cannot read secret " + arn + ": " + failure.getMessage());
        } finally {
            client.shutdown();
        }
    }

    private Request<Void> request(String arn, String region) {
        Request<Void> request = new DefaultRequest<>(SERVICE);
        request.setHttpMethod(HttpMethodName.POST);
        request.setEndpoint(URI.create(endpoint.orElseGet(() -> "https://" + SERVICE + "." + region + "." + domain(region))));
        request.addHeader("Content-Type", "application/x-amz-json-1.1");
        request.addHeader("X-Amz-Target", SERVICE + ".GetSecretValue");
        byte[] body = JSON.createObjectNode().put("SecretId", arn).toString().getBytes(StandardCharsets.UTF_8);
        request.addHeader("Content-Length", Integer.toString(body.length));
        request.setContent(new ByteArrayInputStream(body));
        return request;
    }

    private static String domain(String region) {
        Region known = RegionUtils.getRegion(region);
        return known == null ? "amazonaws.com" : known.getDomain();
    }

    private static ExecutionContext context(String region) {
        AWS4Signer signer = new AWS4Signer();
        signer.setServiceName(SERVICE);
        signer.setRegionName(region);
        ExecutionContext context = ExecutionContext.builder().withSignerProvider(new StaticSignerProvider(signer)).build();
        context.setCredentialsProvider(DefaultAWSCredentialsProviderChain.getInstance());
        return context;
    }

    private static final class Body implements HttpResponseHandler<JsonNode> {
        @Override
        public JsonNode handle(HttpResponse response) throws IOException {
            return JSON.readTree(IOUtils.toByteArray(response.getContent()));
        }

        @Override
        public boolean needsConnectionLeftOpen() {
            return false;
        }
    }
}
