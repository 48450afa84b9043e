package io.millrace.bridge.decode;

import io.millrace.bridge.BridgeException;
import io.millrace.bridge.decode.Contract.Form;
import java.util.List;
import org.apache.flink.table.data.GenericRowData;

/** CSV records, their fields by the names of a header. */
final class CsvRecordDecoder extends RecordDecoder {
    private static final long serialVersionUID = 1L;

    /** By column, its field; -1 where the header does not have it. */
    private final int[] places;
    private final int width;
    private final boolean hasHeader;
    private transient CsvFields fields;

    CsvRecordDecoder(List<Column> columns, List<String> header, String headerName) {
        super(columns);
        hasHeader = header != null;
        places = new int[this.columns.length];
        width = header == null ? places.length : header.size();
        for (int i = 0; i < places.length; i++) {
            if (!this.columns[i].parts.isEmpty()) {
                throw new BridgeException("column \"" + this.columns[i].name + "\" is " + this.columns[i].plainSql()
                        + ", and a field of CSV is no such thing; read the table from JSON");
            }
            places[i] = header == null ? i : place(this.columns[i], header, headerName);
        }
    }

    private static int place(Column column, List<String> header, String headerName) {
        int place = header.indexOf(column.name);
        if (place != header.lastIndexOf(column.name)) {
            throw new BridgeException(headerName + " names column \"" + column.name + "\" twice; name it once");
        }
        if (place < 0 && !column.isNullable) {
            throw new BridgeException(headerName + " has no column \"" + column.name + "\", which the table declares NOT NULL; it has \""
                    + String.join("\", \"", header) + "\": name the column in the file, or declare it nullable");
        }
        return place;
    }

    @Override
    Fault read(byte[] record, GenericRowData row) {
        if (fields == null) {
            fields = new CsvFields();
        }
        String reason = fields.split(record, 0, Lines.withoutEnd(record));
        if (reason != null) {
            return Contract.fault("INVALID_CSV", reason);
        }
        if (fields.count() != width) {
            return Contract.fault("WRONG_FIELD_COUNT", "fieldCount", "found", fields.count(), "expected", width,
                    "where", hasHeader ? "in the header" : "declared");
        }
        Fault fault = null;
        for (int i = 0; i < columns.length && fault == null; i++) {
            fault = set(row, i);
        }
        return fault;
    }

    private Fault set(GenericRowData row, int i) {
        Column column = columns[i];
        boolean isEmpty = places[i] < 0 || fields.length(places[i]) == 0;
        if (isEmpty && column.isNullable) {
            row.setField(i, null);
            return null;
        }
        if (isEmpty && !column.kind.isCharacter()) {
            return Contract.missing(column.name, column, "an empty field");
        }
        String text = isEmpty ? "" : fields.text(places[i]);
        return text == null
                ? Contract.fault("INVALID_UTF8", "fieldNotUtf8", "column", column.name)
                : Values.set(row, i, column, Form.FIELD, text);
    }
}
