package io.millrace.bridge;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Plans scripts on the Flink of its class path: of each line of standard input, `{"name", "script"}`, it writes a line
 * `{"name", "flink", "ok", "explain" or "error"}`. Every table is a stub, so nothing of where tables live is looked at.
 *
 * <p>In the bridge's package, since it reads and plans a script with the bridge's own classes.
 */
public final class PlanScripts {
    private PlanScripts() {}

    public static void main(String[] arguments) throws Exception {
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode request = json.readTree(line);
                ObjectNode verdict = json.createObjectNode().put("name", request.get("name").asText());
                verdict.put("flink", EnvironmentInformation.getVersion());
                try {
                    Script script = Script.parse(request.get("script").asText());
                    Job job = Job.of(script, stubs(json, script.tables()));
                    String plan = job.explain(StreamExecutionEnvironment.getExecutionEnvironment(job.configuration()));
                    verdict.put("ok", true).put("explain", plan);
                } catch (Exception | LinkageError failure) {
                    verdict.put("ok", false).put("error", Failures.explain(failure));
                }
                System.out.println(json.writeValueAsString(verdict));
            }
        }
    }

    private static PropertyGroups stubs(ObjectMapper json, Set<String> tables) {
        ArrayNode groups = json.createArrayNode();
        for (String table : tables) {
            ObjectNode group = groups.addObject().put("PropertyGroupId", Bindings.PREFIX + table);
            group.putObject("PropertyMap").put("connector", StubFactory.IDENTIFIER);
        }
        return PropertyGroups.ofJson(groups);
    }
}
