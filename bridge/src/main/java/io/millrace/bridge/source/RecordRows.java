package io.millrace.bridge.source;

import io.millrace.bridge.decode.Fault;
import io.millrace.bridge.decode.RecordDecoder;
import java.io.Serializable;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

/** Makes the row of a record, also of one that cannot be decoded. */
final class RecordRows implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int declared;
    private final int arrivalColumn;

    RecordRows(int declared, int arrivalColumn) {
        this.declared = declared;
        this.arrivalColumn = arrivalColumn;
    }

    /**
     * @param refused why the record was refused before it could be decoded; else null
     * @param arrivalMs when it arrived; null where only a column may tell
     */
    RowData of(byte[] record, Fault refused, RecordDecoder decoder, String shard, String sequence, Long arrivalMs) {
        GenericRowData row = RecordTable.empty(declared);
        Fault fault = refused;
        if (fault == null) {
            fault = decoder.decode(record, arrivalMs, row);
        } else {
            decoder.clear(row);
        }
        if (fault != null) {
            row.setField(declared + RecordTable.ERROR, RecordTable.text(fault.code));
            row.setField(declared + RecordTable.REASON, RecordTable.text(fault.reason));
        }
        row.setField(declared + RecordTable.RAW, record);
        row.setField(declared + RecordTable.SHARD, RecordTable.text(shard));
        row.setField(declared + RecordTable.SEQUENCE, RecordTable.text(sequence));
        boolean isInColumn = arrivalMs == null && arrivalColumn >= 0 && fault == null;
        row.setField(declared + RecordTable.ARRIVAL, isInColumn ? row.getField(arrivalColumn) : RecordTable.time(arrivalMs));
        return row;
    }
}
