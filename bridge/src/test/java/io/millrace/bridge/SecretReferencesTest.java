package io.millrace.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretReferencesTest {
    private static final String ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db/login-a1B2c3";

    @Test
    void putsSecretsInPlaceOfReferencesAndAsksForEachOnce() {
        List<String> asked = new ArrayList<>();
        PropertyGroups groups = SecretReferences.resolve(
                group("table.a", Map.of("user", "secret:" + ARN + "#user", "port", "secret:" + ARN + "#port", "path", "/x")), arn -> {
                    asked.add(arn);
                    return "{\"user\":\"ann\",\"port\":5432}";
                });
        assertEquals(Map.of("user", "ann", "port", "5432", "path", "/x"), groups.get("table.a"));
        assertEquals(List.of(ARN), asked);
        assertEquals("login ****** at ******", Secrets.of(groups).hide("login ann at 5432"));
    }

    @Test
    void hidesThemAsTheyStandInSqlAndInOneLine() {
        PropertyGroups groups = SecretReferences.resolve(group("table.a", Map.of("x", "secret:" + ARN)), arn -> "it's\n a key");
        assertEquals("****** ****** ******", Secrets.of(groups).hide("it's\n a key it''s\n a key it's a key"));
        assertEquals("log:******", Secrets.of(groups).hide("log: a key"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret:", "secret:hunter22x", "secret:arn:aws:s3:::hunter22x", "secret:" + ARN + "#"})
    void refusesOtherFormsWithoutRepeatingThem(String value) {
        String refusal = refusal(group("table.a", Map.of("password", value)), "unused");
        assertTrue(refusal.startsWith("option 'password' of table 'a': "), refusal);
        assertTrue(refusal.contains("secret:<ARN>#<key of its JSON object>"), refusal);
        assertFalse(refusal.contains("hunter22x"), refusal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "hunter22x             | is not a JSON object, so it has no key 'user'",
        "[\"hunter22x\"]       | is not a JSON object, so it has no key 'user'",
        "{\"user\": hunter22x} | is not a JSON object, so it has no key 'user'",
        "{\"a\": \"hunter22x\"} | has no text under key 'user'",
        "{\"user\": {\"x\": \"hunter22x\"}} | has no text under key 'user'",
        "{\"user\": \"\", \"x\": \"hunter22x\"} | key 'user' is empty",
    })
    void saysWhatIsWrongWithASecretWithoutTellingIt(String text, String wrong) {
        String refusal = refusal(group("table.a", Map.of("password", "secret:" + ARN + "#user")), text);
        assertTrue(refusal.contains("'password' of table 'a': secret " + ARN), refusal);
        assertTrue(refusal.contains(wrong), refusal);
        assertFalse(refusal.contains("hunter22x"), refusal);
    }

    @Test
    void settingsAreNoPlaceForSecrets() {
        String refusal = refusal(group("millrace.settings", Map.of("s3.secret-key", "secret:" + ARN)), "unused");
        assertEquals("option 's3.secret-key' of property group 'millrace.settings': only options of tables may be references to secrets", refusal);
    }

    private static PropertyGroups group(String id, Map<String, String> options) {
        return new PropertyGroups(Map.of(id, options));
    }

    private static String refusal(PropertyGroups groups, String text) {
        return assertThrows(BridgeException.class, () -> SecretReferences.resolve(groups, arn -> text)).getMessage();
    }
}
