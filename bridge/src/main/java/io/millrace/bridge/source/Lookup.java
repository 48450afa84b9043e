package io.millrace.bridge.source;

import io.millrace.bridge.BridgeException;
import io.millrace.bridge.metrics.TableCounters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.LookupFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the rows of a key in a table that is held in memory; none for a key with a NULL in it. The table is read when the
 * job starts, which fails where it cannot be, and again when a row comes after the interval. What then cannot be read is
 * counted and logged, and the table stays as it was.
 */
public final class Lookup extends LookupFunction {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Lookup.class);

    private final LookupFiles files;
    /** Places of the columns that are looked up by. */
    private final int[] keys;
    /** Null where the table is read once. */
    private final Duration reloadInterval;

    private transient RowData.FieldGetter[] tableKeys;
    private transient RowData.FieldGetter[] givenKeys;
    private transient Map<List<Object>, List<RowData>> rows;
    private transient Object version;
    private transient long readAt;
    transient Counter failedReloads;

    Lookup(LookupFiles files, int[] keys, Duration reloadInterval) {
        this.files = files;
        this.keys = keys;
        this.reloadInterval = reloadInterval;
    }

    @Override
    public void open(FunctionContext context) throws IOException {
        tableKeys = new RowData.FieldGetter[keys.length];
        givenKeys = new RowData.FieldGetter[keys.length];
        for (int i = 0; i < keys.length; i++) {
            tableKeys[i] = RowData.createFieldGetter(files.type.getTypeAt(keys[i]), keys[i]);
            givenKeys[i] = RowData.createFieldGetter(files.type.getTypeAt(keys[i]), i);
        }
        failedReloads = TableCounters.counter(context.getMetricGroup(), files.name, TableCounters.FAILED_RELOADS);
        read();
    }

    @Override
    public Collection<RowData> lookup(RowData key) {
        if (reloadInterval != null && System.nanoTime() - readAt >= reloadInterval.toNanos()) {
            readAgain();
        }
        List<Object> values = key(key, givenKeys);
        return values == null ? List.of() : rows.getOrDefault(values, List.of());
    }

    private void readAgain() {
        try {
            read();
        } catch (IOException | BridgeException failure) {
            failedReloads.inc();
            readAt = System.nanoTime();
            LOG.warn("table '{}' stays as it was, for it could not be read again: {}", files.name, failure.getMessage());
        }
    }

    /** Reads the table unless its files are those that it was read from. */
    private void read() throws IOException {
        Object found = files.version();
        if (!found.equals(version)) {
            Map<List<Object>, List<RowData>> fresh = new HashMap<>();
            for (RowData row : files.read()) {
                List<Object> values = key(row, tableKeys);
                if (values != null) {
                    fresh.computeIfAbsent(values, key -> new ArrayList<>(1)).add(row);
                }
            }
            rows = fresh;
            version = found;
        }
        readAt = System.nanoTime();
    }

    private static List<Object> key(RowData row, RowData.FieldGetter[] getters) {
        List<Object> values = new ArrayList<>(getters.length);
        for (RowData.FieldGetter getter : getters) {
            Object value = getter.getFieldOrNull(row);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return values;
    }
}
