package io.millrace.bridge.functions;

import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.functions.ScalarFunction;

/** The SQL functions that the bridge brings. */
public final class Functions {
    private Functions() {}

    public static void register(TableEnvironment tables) {
        tables.createTemporarySystemFunction("COUNTED", Counted.class);
    }

    /** COUNTED(label, isLate): isLate, with NULL as false. */
    public static final class Counted extends ScalarFunction {
        private static final long serialVersionUID = 1L;

        public Boolean eval(String label, Boolean isLate) {
            return isLate != null && isLate;
        }

        @Override
        public boolean isDeterministic() {
            return false;
        }
    }
}
