package io.millrace.bridge.functions;

import io.millrace.bridge.metrics.TableCounters;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;

/** `COUNTED(label, isLate)` returns isLate, with NULL as FALSE, and counts the rows that are late and those on time. */
public final class Counted extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    private transient MetricGroup group;
    private transient Map<StringData, Counter[]> counters;
    private transient StringData lastLabel;
    private transient Counter[] last;

    @Override
    public void open(FunctionContext context) {
        group = context.getMetricGroup();
        counters = new HashMap<>();
    }

    @DataTypeHint("BOOLEAN NOT NULL")
    public Boolean eval(@DataTypeHint(value = "STRING", bridgedTo = StringData.class) StringData label, Boolean isLate) {
        boolean late = isLate != null && isLate;
        // A label is a literal, so nearly always the very same object.
        if (label != lastLabel) {
            last = counters.computeIfAbsent(label, this::register);
            lastLabel = label;
        }
        last[late ? 1 : 0].inc();
        return late;
    }

    private Counter[] register(StringData label) {
        String table = label.toString();
        return new Counter[] {
            TableCounters.counter(group, table, TableCounters.ON_TIME), TableCounters.counter(group, table, TableCounters.LATE),
        };
    }

    /** Neither computed once for all rows, nor twice for one. */
    @Override
    public boolean isDeterministic() {
        return false;
    }
}
