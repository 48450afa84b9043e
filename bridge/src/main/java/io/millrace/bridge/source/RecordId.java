package io.millrace.bridge.source;

import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/** A row's id as one text. A record that cannot be decoded has none, and goes by its place in the stream. */
final class RecordId implements KeySelector<RowData, String> {
    private static final long serialVersionUID = 1L;

    private final int fixed;
    private final RowData.FieldGetter[] columns;

    RecordId(RecordTable table) {
        RowType row = (RowType) table.type.getLogicalType();
        fixed = table.fixed();
        columns = new RowData.FieldGetter[table.idColumns.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = RowData.createFieldGetter(row.getTypeAt(table.idColumns[i]), table.idColumns[i]);
        }
    }

    @Override
    public String getKey(RowData row) {
        if (RecordTable.isError(row, fixed)) {
            return row.getString(fixed + RecordTable.SHARD) + " " + row.getString(fixed + RecordTable.SEQUENCE);
        }
        StringBuilder key = new StringBuilder();
        for (RowData.FieldGetter column : columns) {
            String value = String.valueOf(column.getFieldOrNull(row));
            // With its length, so that no two lists of values give the same text.
            key.append(value.length()).append(':').append(value);
        }
        return key.toString();
    }
}
