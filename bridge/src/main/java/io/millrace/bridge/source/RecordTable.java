package io.millrace.bridge.source;

import io.millrace.bridge.BridgeException;
import io.millrace.bridge.decode.Column;
import io.millrace.bridge.decode.RecordDecoder;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.catalog.WatermarkSpec;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** A table of records: the declared columns, and behind them the fixed ones. */
final class RecordTable implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The fixed columns, in this order, with their types as Flink spells them. */
    private static final String[][] FIXED = {
        {"_error", "STRING"}, {"_reason", "STRING"}, {"_raw", "BYTES NOT NULL"}, {"_shard", "STRING NOT NULL"},
        {"_sequence", "STRING NOT NULL"}, {"_arrival", "TIMESTAMP(3)"},
    };
    static final int ERROR = 0;
    static final int REASON = 1;
    static final int RAW = 2;
    static final int SHARD = 3;
    static final int SEQUENCE = 4;
    static final int ARRIVAL = 5;

    final String name;
    final DataType type;
    /** The declared columns alone. */
    final List<Column> columns;
    /** Places of the columns of the record id; none where the table has no id. */
    final int[] idColumns;
    final long withinMs;
    final boolean isCsv;
    /** The place of the time attribute; -1 where there is none. */
    final int timeColumn;
    private final int arrivalColumn;
    private final Long clockSkewMs;

    RecordTable(String name, ResolvedSchema schema, ReadableConfig options) {
        this.name = name;
        this.type = schema.toPhysicalRowDataType();
        RowType row = (RowType) type.getLogicalType();
        int declared = row.getFieldCount() - FIXED.length;
        checkFixed(row, declared);
        this.columns = row.getFields().subList(0, declared).stream()
                .map(field -> new Column(field.getName(), field.getType())).collect(Collectors.toList());
        this.timeColumn = timeColumn(schema, row);
        this.isCsv = options.get(SourceOptions.FORMAT) == SourceOptions.Format.CSV;
        this.clockSkewMs = options.getOptional(SourceOptions.CLOCK_SKEW).map(Duration::toMillis).orElse(null);
        String arrival = options.getOptional(SourceOptions.ARRIVAL).orElse(null);
        this.arrivalColumn = arrival == null ? -1 : declaredColumn(row, arrival, SourceOptions.ARRIVAL.key());
        this.idColumns = options.getOptional(SourceOptions.RECORD_ID).orElse(List.of()).stream()
                .mapToInt(id -> declaredColumn(row, id, SourceOptions.RECORD_ID.key())).toArray();
        this.withinMs = options.getOptional(SourceOptions.RECORD_ID_WITHIN).map(Duration::toMillis).orElse(0L);
        check(row, options);
    }

    /** The place of the first fixed column. */
    int fixed() {
        return columns.size();
    }

    /** What decodes this table's records; `header` as {@link RecordDecoder#csv} takes it. */
    RecordDecoder decoder(List<String> header) {
        RecordDecoder decoder = isCsv ? RecordDecoder.csv(columns, header) : RecordDecoder.json(columns);
        return clockSkewMs == null ? decoder : decoder.withTime(timeColumn, clockSkewMs, arrivalColumn);
    }

    /** What makes rows of this table's records. */
    RecordRows rows() {
        return new RecordRows(columns.size(), arrivalColumn);
    }

    private void check(RowType row, ReadableConfig options) {
        if (timeColumn >= 0 && row.getTypeAt(timeColumn).isNullable()) {
            throw error("time attribute '" + row.getFieldNames().get(timeColumn)
                    + "' must be NOT NULL: Flink fails a job that meets a row without a time");
        }
        boolean hasId = idColumns.length > 0;
        if (hasId != options.getOptional(SourceOptions.RECORD_ID_WITHIN).isPresent()) {
            throw error("'record-id' and 'record-id.within' need each other");
        }
        if (hasId && withinMs <= 0) {
            throw error("'record-id.within' must be longer than 0 ms");
        }
        if (timeColumn < 0 && (hasId || clockSkewMs != null)) {
            throw error("'" + (hasId ? "record-id" : "time.clock-skew") + "' needs a time attribute; declare a WATERMARK");
        }
        for (int id : idColumns) {
            if (row.getTypeAt(id).isNullable()) {
                throw error("column '" + row.getFieldNames().get(id) + "' is part of the record id and must be NOT NULL");
            }
        }
    }

    private void checkFixed(RowType row, int declared) {
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < FIXED.length; i++) {
            expected.add(FIXED[i][0] + " " + FIXED[i][1]);
            if (declared >= 1) {
                LogicalType type = row.getTypeAt(declared + i);
                found.add(row.getFieldNames().get(declared + i) + " " + type.asSummaryString());
            }
        }
        if (!found.equals(expected)) {
            throw error("declared columns must be followed by " + String.join(", ", expected));
        }
    }

    private int timeColumn(ResolvedSchema schema, RowType row) {
        if (schema.getWatermarkSpecs().isEmpty()) {
            return -1;
        }
        WatermarkSpec watermark = schema.getWatermarkSpecs().get(0);
        return declaredColumn(row, watermark.getRowtimeAttribute(), "WATERMARK");
    }

    private int declaredColumn(RowType row, String column, String option) {
        int place = row.getFieldNames().indexOf(column);
        if (place < 0 || place >= fixed()) {
            throw error("'" + option + "' names '" + column + "', which is no declared column");
        }
        return place;
    }

    private BridgeException error(String message) {
        return new BridgeException("table '" + name + "': " + message);
    }

    static StringData text(String text) {
        return text == null ? null : StringData.fromString(text);
    }

    static TimestampData time(Long millis) {
        return millis == null ? null : TimestampData.fromEpochMillis(millis);
    }

    static boolean isError(RowData row, int fixed) {
        return !row.isNullAt(fixed + ERROR);
    }

    /** A row of this many declared columns. */
    static GenericRowData empty(int declared) {
        return new GenericRowData(declared + FIXED.length);
    }
}
