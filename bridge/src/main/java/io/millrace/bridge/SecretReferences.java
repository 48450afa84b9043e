package io.millrace.bridge;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Options whose value is {@code secret:<ARN>} or {@code secret:<ARN>#<key of its JSON object>}: what is deployed and
 * displayed names a secret of AWS Secrets Manager, and the job reads it when it starts.
 */
final class SecretReferences {
    private static final String PREFIX = "secret:";
    private static final Pattern REFERENCE =
            Pattern.compile(PREFIX + "(?<arn>arn:[\\w-]+:secretsmanager:(?<region>[\\w-]+):\\d{12}:secret:[\\w/+=.@-]+)(?:#(?<key>.+))?");

    private SecretReferences() {}

    /** The groups with the secrets themselves in place of references to them. */
    static PropertyGroups resolve(PropertyGroups groups) {
        return resolve(groups, new SecretsManager(groups)::read);
    }

    /** @param read gives the text of the secret with the given ARN; it is asked once for each */
    static PropertyGroups resolve(PropertyGroups groups, UnaryOperator<String> read) {
        Map<String, Map<String, String>> resolved = new TreeMap<>();
        Map<String, String> texts = new TreeMap<>();
        Set<String> secrets = new TreeSet<>();
        for (String id : groups.ids()) {
            Map<String, String> options = new TreeMap<>(groups.get(id));
            options.replaceAll((option, value) -> {
                if (!value.startsWith(PREFIX)) {
                    return value;
                }
                try {
                    String secret = resolve(id, value, arn -> texts.computeIfAbsent(arn, read));
                    secrets.add(secret);
                    return secret;
                } catch (BridgeException failure) {
                    throw new BridgeException("option " + Quoting.literal(option) + " of " + describe(id) + ": " + failure.getMessage());
                }
            });
            resolved.put(id, options);
        }
        return new PropertyGroups(resolved, secrets);
    }

    private static String resolve(String group, String value, UnaryOperator<String> read) {
        Matcher reference = REFERENCE.matcher(value);
        if (!reference.matches()) {
            // Not repeated here: it may be a password that happens to begin like this.
            throw new BridgeException("a value that begins with '" + PREFIX + "' must be " + PREFIX + "<ARN of a secret>, or "
                    + PREFIX + "<ARN>#<key of its JSON object>");
        }
        if (!group.startsWith(Bindings.PREFIX)) {
            // Settings are shown by Flink's dashboard.
            throw new BridgeException("only options of tables may be references to secrets");
        }
        String arn = reference.group("arn");
        String text = read.apply(arn);
        String key = reference.group("key");
        String secret = key == null ? text : field(arn, text, key);
        if (secret.isEmpty()) {
            throw new BridgeException("secret " + arn + (key == null ? "" : ", key " + Quoting.literal(key)) + " is empty");
        }
        return secret;
    }

    private static String describe(String group) {
        return group.startsWith(Bindings.PREFIX)
                ? "table " + Quoting.literal(group.substring(Bindings.PREFIX.length()))
                : "property group " + Quoting.literal(group);
    }

    private static String field(String arn, String text, String key) {
        JsonNode object;
        try {
            object = new ObjectMapper().readTree(text);
        } catch (JsonProcessingException malformed) {
            // Not as the cause: its message quotes the text.
            object = null;
        }
        if (object == null || !object.isObject()) {
            throw new BridgeException("secret " + arn + " is not a JSON object, so it has no key " + Quoting.literal(key)
                    + "; leave '#' and the key out to use all of it");
        }
        JsonNode value = object.path(key);
        if (!value.isValueNode() || value.isNull()) {
            throw new BridgeException("secret " + arn + " has no text under key " + Quoting.literal(key));
        }
        return value.asText();
    }

    /** The region that an ARN names. */
    static String region(String arn) {
        return arn.split(":", 5)[3];
    }
}
