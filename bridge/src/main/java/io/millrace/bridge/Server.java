package io.millrace.bridge;

import io.millrace.bridge.metrics.FinalCounters;
import io.millrace.bridge.sink.Collected;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.TableResult;

/**
 * Runs job after job on one warm cluster, a request and an answer a line.
 *
 * <p>Most of a small job's time is the JVM's start and the planner's warming up; tests that compare engines on
 * thousands of small jobs pay it once. Requests are worked on in order, so answers come in order too.
 */
final class Server {
    static final int SLOTS = 8;
    /** The cluster remembers every finished job for its dashboard; a new one forgets them. */
    private static final int JOBS_PER_CLUSTER = 500;

    private static final String END = "";
    /** Modes that need secrets; the others only plan. */
    private static final Set<String> EXECUTING = Set.of("run", "start");

    private final ObjectMapper json = new ObjectMapper();
    private final PrintStream answers;
    private final boolean verbose;
    /** Those of all requests: what a job logs may come late. */
    private final Secrets logged = new Secrets();
    private LocalCluster cluster;
    private int jobs;

    Server(PrintStream answers, boolean verbose) {
        this.answers = answers;
        this.verbose = verbose;
        GuardedOutput.guardErrors(logged);
    }

    void serve(InputStream requests) throws Exception {
        cluster = LocalCluster.start(new Configuration(), SLOTS, 0);
        BlockingQueue<String> queue = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(requests, queue), "requests");
        reader.setDaemon(true);
        reader.start();
        try {
            for (String line = queue.take(); !line.equals(END); line = queue.take()) {
                answers.println(answer(line));
                answers.flush();
            }
        } finally {
            cluster.close();
        }
    }

    private static void read(InputStream requests, BlockingQueue<String> queue) {
        // Asked before the end of input: afterwards an orphan's parent is another process.
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    queue.add(line);
                }
            }
        } catch (IOException closed) {
            // The same as the end of input.
        }
        queue.add(END);
        // What was asked is still answered, but nobody waits for it once the parent is gone, and a job may be endless.
        try {
            while (parent.isPresent() && parent.get().isAlive()) {
                Thread.sleep(100);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        System.exit(0);
    }

    private String answer(String line) throws IOException {
        ObjectNode answer = json.createObjectNode();
        Secrets secrets = new Secrets();
        try {
            JsonNode request = json.readTree(line);
            answer.set("id", request.get("id"));
            PropertyGroups groups = PropertyGroups.ofJson(request.path("properties"));
            secrets = Secrets.of(groups);
            if (EXECUTING.contains(request.path("mode").asText())) {
                groups = SecretReferences.resolve(groups);
                secrets = Secrets.of(groups);
            }
            logged.addAll(secrets);
            long start = System.nanoTime();
            work(request, groups, secrets, answer);
            answer.put("ok", true).put("millis", (System.nanoTime() - start) / 1_000_000);
        } catch (JsonProcessingException malformed) {
            answer.put("ok", false).put("error", "a request must be one JSON object a line");
        } catch (Exception | AssertionError | StackOverflowError | LinkageError failure) {
            if (verbose) {
                secrets.hide(failure).printStackTrace();
            }
            answer.put("ok", false).put("error", secrets.hide(Failures.explain(failure)));
        }
        return json.writeValueAsString(answer);
    }

    private void work(JsonNode request, PropertyGroups groups, Secrets secrets, ObjectNode answer) throws Exception {
        String mode = request.path("mode").asText();
        if (mode.equals("ping")) {
            return;
        }
        if (++jobs % JOBS_PER_CLUSTER == 0) {
            cluster.close();
            cluster = LocalCluster.start(new Configuration(), SLOTS, 0);
        }
        Job job = Job.of(Script.parse(request.path("script").asText()), groups);
        Optional<String> plan = Optional.ofNullable(request.path("plan").textValue());
        StreamExecutionEnvironment environment = cluster.environment(job.configuration());
        switch (mode) {
            case "explain":
                answer.put("explain", secrets.hide(job.explain(environment)));
                return;
            case "compile":
                answer.put("plan", job.compile(environment));
                return;
            case "run":
                Collected.take();
                TableResult result = job.execute(environment, plan);
                result.await();
                answer.set("counters", json.readTree(FinalCounters.json(result.getJobClient().orElseThrow().getJobID())));
                answer.set("collected", json.valueToTree(Collected.take()));
                return;
            case "start":
                // For jobs that do not end: from here on it is controlled through Flink's own REST API.
                String id = job.execute(environment, plan).getJobClient().orElseThrow().getJobID().toString();
                answer.put("job", id).put("dashboard", cluster.dashboard());
                return;
            default:
                throw new BridgeException(
                        "mode must be 'run', 'start', 'compile', 'explain' or 'ping', not " + Quoting.literal(mode));
        }
    }
}
