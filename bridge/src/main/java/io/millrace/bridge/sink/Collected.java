package io.millrace.bridge.sink;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.serialization.RuntimeContextInitializationContextAdapters;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.functions.sink.RichSinkFunction;
import org.apache.flink.table.data.RowData;

/** Keeps the rows of a table in memory. */
public final class Collected extends RichSinkFunction<RowData> {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Queue<String>> TABLES = new ConcurrentHashMap<>();

    private final String table;
    private final SerializationSchema<RowData> encoder;
    private transient Queue<String> rows;

    Collected(String table, SerializationSchema<RowData> encoder) {
        this.table = table;
        this.encoder = encoder;
    }

    /** What has been collected, by table; it is then forgotten. A row is `+I`, `-U`, `+U` or `-D` and its text. */
    public static Map<String, Queue<String>> take() {
        Map<String, Queue<String>> taken = Map.copyOf(TABLES);
        TABLES.clear();
        return taken;
    }

    @Override
    public void open(Configuration parameters) throws Exception {
        encoder.open(RuntimeContextInitializationContextAdapters.serializationAdapter(getRuntimeContext()));
        rows = TABLES.computeIfAbsent(table, name -> new ConcurrentLinkedQueue<>());
    }

    @Override
    public void invoke(RowData row, Context context) {
        rows.add(row.getRowKind().shortString() + new String(encoder.serialize(row), StandardCharsets.UTF_8));
    }
}
