package io.millrace.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptTest {
    private static final String SET_OF_ONE = "EXECUTE STATEMENT SET\nBEGIN\nINSERT INTO `b` SELECT * FROM `a`;\nEND;\n";

    @Test
    void cutsAtLinesThatEndWithASemicolon() {
        Script script = Script.parse("-- head\n\nSET 'a' = 'x;y';\nCREATE TEMPORARY TABLE `a;` (\n-- between\n  `x` STRING\n  -- isn't (it);\n);\r\n"
                + "CREATE TEMPORARY VIEW `v` AS SELECT ';' AS s,\n 1 AS n FROM `a;`;\n" + SET_OF_ONE);
        assertEquals(Map.of("a", "x;y"), script.settings());
        assertEquals(Set.of("a;"), script.tables());
        assertEquals(2, script.definitions().size());
        assertEquals("CREATE TEMPORARY TABLE `a;` (\n\n  `x` STRING\n\n)", script.definitions().get(0).sql);
        assertEquals(List.of(4, 9), List.of(script.definitions().get(0).line, script.definitions().get(1).line));
        assertEquals("INSERT INTO `b` SELECT * FROM `a`", script.inserts().get(0).sql);
    }

    @Test
    void keepsPositions() {
        Script script = Script.parse("-- head\n" + SET_OF_ONE);
        assertEquals("\n\n\nINSERT", script.inserts().get(0).atItsLine("INSERT"));
    }

    @Test
    void undoublesQuotesAndTheLastSettingWins() {
        Script script = Script.parse("SET 'pipeline.name' = 'first';\nSET 'pipeline.name' = 'it''s';\n"
                + "CREATE TEMPORARY TABLE `na``me` (`x` INT);\n" + SET_OF_ONE);
        assertEquals(Map.of("pipeline.name", "it's"), script.settings());
        assertEquals(Set.of("na`me"), script.tables());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "SET 'a' = 'b'                                                    | no closing semicolon",
        "SET 'a' = 'b';                                                   | no complete statement set",
        "INSERT INTO `b` SELECT 1;                                        | between BEGIN and END",
        "BEGIN                                                            | BEGIN is out of place",
        "EXECUTE STATEMENT SET~BEGIN~END;                                 | has no INSERT",
        "EXECUTE STATEMENT SET~BEGIN~SET 'a' = 'b';                       | before the statement set",
        "DROP TABLE `a`;                                                  | line 1 of the script: expected",
        "CREATE TABLE `a` (`x` INT);                                      | line 1 of the script: expected",
    })
    void refusesWhatItWasNotMadeFor(String text, String message) {
        BridgeException refusal = assertThrows(BridgeException.class, () -> Script.parse(text.replace('~', '\n')));
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }
}
