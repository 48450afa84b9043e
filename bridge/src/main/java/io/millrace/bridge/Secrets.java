package io.millrace.bridge;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * Takes option values out of text before it leaves the bridge.
 *
 * <p>Flink's own messages list a table's options with their values and mask only some keys; what we did not write
 * ourselves goes through here.
 */
final class Secrets {
    private static final Pattern LISTED_OPTIONS = Pattern.compile("\\s*Table options are:(\\s*'[^'\\n]*'='[^\\n]*')*");
    /** A shorter value is no secret, and taking it out wherever it occurs would make text unreadable. */
    private static final int SHORTEST = 6;

    private final Set<String> values = new ConcurrentSkipListSet<>((a, b) -> a.length() != b.length() ? b.length() - a.length() : a.compareTo(b));

    static Secrets of(PropertyGroups groups) {
        Secrets secrets = new Secrets();
        for (String id : groups.ids()) {
            groups.get(id).forEach((key, value) -> {
                if (isSensitive(key) && value.length() >= SHORTEST) {
                    secrets.add(value);
                }
            });
        }
        groups.secrets().forEach(secrets::add);
        return secrets;
    }

    /** Also as it stands in SQL, in a message that was made one line, and in a log line by line. */
    private void add(String value) {
        values.add(value);
        values.add(value.replace("'", "''"));
        values.add(value.replaceAll("\\s+", " ").trim());
        value.lines().filter(line -> line.length() >= SHORTEST).forEach(values::add);
        values.remove("");
    }

    void addAll(Secrets others) {
        values.addAll(others.values);
    }

    private static boolean isSensitive(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return GlobalConfiguration.isSensitive(key) || lower.contains("key-id") || lower.contains("accesskey")
                || lower.contains("access-key") || lower.contains("credential");
    }

    String hide(String text) {
        String hidden = LISTED_OPTIONS.matcher(text).replaceAll("");
        for (String value : values) {
            hidden = hidden.replace(value, "******");
        }
        return hidden;
    }

    /** The same failure with the same stack traces, its messages made safe: the managed service logs what main throws. */
    Throwable hide(Throwable failure) {
        return failure == null ? null : hide(failure, 0);
    }

    private Throwable hide(Throwable failure, int depth) {
        Throwable cause = failure.getCause() == null || depth > 30 ? null : hide(failure.getCause(), depth + 1);
        String message = failure instanceof BridgeException ? failure.getMessage() : String.valueOf(failure);
        BridgeException safe = new BridgeException(hide(String.valueOf(message)), cause);
        safe.setStackTrace(failure.getStackTrace());
        return safe;
    }
}
