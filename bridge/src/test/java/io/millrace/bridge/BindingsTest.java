package io.millrace.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.apache.flink.configuration.CoreOptions;
import org.junit.jupiter.api.Test;

class BindingsTest {
    private static final String END = "EXECUTE STATEMENT SET\nBEGIN\nINSERT INTO `a` SELECT 1;\nEND;\n";
    private static final Script SCRIPT =
            Script.parse("SET 'parallelism.default' = '1';\nCREATE TEMPORARY TABLE `a` (`x` STRING COMMENT ') WITH (');\n" + END);

    @Test
    void appendsSortedAndQuotedOptions() {
        PropertyGroups groups = groups(Map.of("table.a", Map.of("path", "/it's", "connector", "filesystem", "f.o'o", "")));
        assertEquals(
                "CREATE TEMPORARY TABLE `a` (`x` STRING COMMENT ') WITH (') WITH (\n"
                        + "  'connector' = 'filesystem',\n  'f.o''o' = '',\n  'path' = '/it''s'\n)",
                Bindings.of(SCRIPT, groups).bind(SCRIPT.definitions().get(0)));
    }

    @Test
    void isTotalInBothDirections() {
        assertRefused("table 'a' is not bound: property group 'table.a' with its connector options is missing", Map.of());
        assertRefused("property group 'table.b' belongs to no table of the script, which has 'a'",
                Map.of("table.a", Map.of("connector", "x"), "table.b", Map.of("connector", "x")));
        assertRefused("has no option 'connector'", Map.of("table.a", Map.of("path", "x")));
    }

    @Test
    void refusesOptionsInTheScript() {
        Script script = Script.parse("CREATE TEMPORARY TABLE `a` (`x` INT) WITH ('connector' = 'print');\n" + END);
        Bindings bindings = Bindings.of(script, groups(Map.of("table.a", Map.of("connector", "print"))));
        BridgeException refusal = assertThrows(BridgeException.class, () -> bindings.bind(script.definitions().get(0)));
        assertTrue(refusal.getMessage().contains("not into the script"), refusal.getMessage());
    }

    @Test
    void allowsPartitions() {
        Script script = Script.parse("CREATE TEMPORARY TABLE `a` (`x` INT, `with` DECIMAL(3, 2)) PARTITIONED BY (`x`);\n" + END);
        Bindings bindings = Bindings.of(script, groups(Map.of("table.a", Map.of("connector", "print"))));
        assertTrue(bindings.bind(script.definitions().get(0)).contains("PARTITIONED BY (`x`) WITH (\n"));
    }

    @Test
    void settingsOfTheEnvironmentWinOverTheScripts() {
        PropertyGroups groups = groups(Map.of(
                "table.a", Map.of("connector", "print"), "millrace.settings", Map.of("parallelism.default", "3")));
        assertEquals(3, Job.of(SCRIPT, groups).configuration().get(CoreOptions.DEFAULT_PARALLELISM));
    }

    private static void assertRefused(String message, Map<String, Map<String, String>> groups) {
        BridgeException refusal = assertThrows(BridgeException.class, () -> Bindings.of(SCRIPT, groups(groups)));
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }

    private static PropertyGroups groups(Map<String, Map<String, String>> groups) {
        return new PropertyGroups(groups);
    }
}
