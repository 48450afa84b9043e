package io.millrace.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that speaks just enough S3, since the client is a relocated one that nobody else tests. */
class ScriptStoreTest {
    private static final byte[] SCRIPT = "SET 'a' = 'ü';\n".getBytes(StandardCharsets.UTF_8);

    private HttpServer server;
    private String asked;

    @BeforeEach
    void start() throws Exception {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretKey", "test");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked = exchange.getRequestURI().toString();
            boolean known = asked.startsWith("/bucket/jobs/a.sql");
            byte[] body = known ? SCRIPT : "<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretKey");
    }

    @Test
    void fetchesTheVersionThatWasDeployed() throws Exception {
        assertEquals("SET 'a' = 'ü';\n", store("jobs/a.sql", ScriptStore.sha256(SCRIPT)).script());
        assertEquals("/bucket/jobs/a.sql?versionId=v1", asked);
    }

    @Test
    void refusesAnotherText() {
        String message = assertThrows(BridgeException.class, () -> store("jobs/a.sql", "0".repeat(64)).script()).getMessage();
        assertTrue(message.contains("not the one that was deployed"), message);
    }

    @Test
    void saysWhichObjectIsMissing() {
        String message = assertThrows(BridgeException.class, () -> store("other", "0".repeat(64)).script()).getMessage();
        assertTrue(message.startsWith("cannot read the script s3://bucket/other (version v1): gone"), message);
    }

    @Test
    void fetchesThePlanBesideTheScriptWhereThereIsOne() throws Exception {
        Map<String, String> job = job("jobs/a.sql", ScriptStore.sha256(SCRIPT));
        assertEquals(Optional.empty(), store(job).plan());
        job.putAll(Map.of("plan.key", "jobs/a.sql.plan", "plan.version", "v2", "plan.sha256", ScriptStore.sha256(SCRIPT)));
        assertEquals(Optional.of("SET 'a' = 'ü';\n"), store(job).plan());
        assertEquals("/bucket/jobs/a.sql.plan?versionId=v2", asked);
        job.put("plan.sha256", "0".repeat(64));
        String message = assertThrows(BridgeException.class, () -> store(job).plan()).getMessage();
        assertTrue(message.startsWith("the plan s3://bucket/jobs/a.sql.plan is not the one that was deployed"), message);
        job.remove("plan.sha256");
        message = assertThrows(BridgeException.class, () -> store(job).plan()).getMessage();
        assertEquals("property group 'millrace' has no 'plan.sha256'", message);
    }

    private ScriptStore store(String key, String sha256) {
        return store(job(key, sha256));
    }

    private static ScriptStore store(Map<String, String> job) {
        return new ScriptStore(new PropertyGroups(Map.of(PropertyGroups.JOB, job)));
    }

    private Map<String, String> job(String key, String sha256) {
        Map<String, String> job = new HashMap<>(Map.of("script.bucket", "bucket", "script.key", key, "script.version", "v1"));
        job.put("script.sha256", sha256);
        job.put("script.endpoint", "http://127.0.0.1:" + server.getAddress().getPort());
        return job;
    }
}
