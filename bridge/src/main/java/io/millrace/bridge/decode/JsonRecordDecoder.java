package io.millrace.bridge.decode;

import io.millrace.bridge.decode.Contract.Form;
import java.util.List;
import org.apache.flink.table.data.GenericRowData;

/** JSON objects, a record each: syntax first, then the columns in their order. */
final class JsonRecordDecoder extends RecordDecoder {
    private static final long serialVersionUID = 1L;

    private transient JsonParser parser;

    JsonRecordDecoder(List<Column> columns) {
        super(columns);
    }

    @Override
    Fault read(byte[] record, GenericRowData row) {
        if (parser == null) {
            parser = new JsonParser(columns);
        }
        Fault fault = parser.parse(record);
        for (int i = 0; i < columns.length && fault == null; i++) {
            Form form = parser.form(i);
            if (form != null && form != Form.NULL) {
                fault = Values.set(row, i, columns[i], form, parser.text(i));
            } else if (columns[i].isNullable) {
                row.setField(i, null);
            } else {
                fault = Contract.missing(columns[i].name, columns[i], form == null ? "no value" : "null");
            }
        }
        return fault;
    }
}
