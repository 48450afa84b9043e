package io.millrace.bridge.functions;

import org.apache.flink.table.api.TableEnvironment;

/** The functions that scripts may call beside Flink's own. */
public final class Functions {
    private Functions() {}

    public static void register(TableEnvironment tables) {
        tables.createTemporarySystemFunction("COUNTED", Counted.class);
    }
}
