package io.millrace.bridge;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Quiet logging for local runs; the managed service has its own.
 *
 * <p>Must come before the first logger is made, since slf4j-simple reads its properties once.
 */
final class LocalLogging {
    private static final String PREFIX = "org.slf4j.simpleLogger.";
    /**
     * What fails in these fails the job, whose end tells it in one line; they would print its stack trace several times.
     * Their warnings are about files and lengths that local runs don't have.
     */
    private static final List<String> TOLD_BY_THE_RESULT = List.of(
            "org.apache.flink.runtime",
            "org.apache.flink.streaming.runtime",
            "org.apache.flink.connector.base.source.reader",
            "org.apache.flink.metrics",
            "org.apache.pekko");

    private LocalLogging() {}

    static void configure(boolean verbose) {
        set("defaultLogLevel", "warn");
        set("showThreadName", "false");
        if (!verbose) {
            for (String logger : TOLD_BY_THE_RESULT) {
                set("log." + logger, "off");
            }
        }
        // The AWS SDK inside the Kinesis connector logs through java.util.logging.
        Logger.getLogger("").setLevel(Level.WARNING);
    }

    private static void set(String key, String value) {
        if (System.getProperty(PREFIX + key) == null) {
            System.setProperty(PREFIX + key, value);
        }
    }
}
