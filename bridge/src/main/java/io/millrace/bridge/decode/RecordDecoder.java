package io.millrace.bridge.decode;

import io.millrace.bridge.BridgeException;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.TimestampData;

/**
 * Decodes records into rows by the decode contract: the local readers give the same values, and the same code and reason
 * for what is refused. Not for several threads at once.
 */
public abstract class RecordDecoder implements Serializable {
    private static final long serialVersionUID = 1L;

    final Column[] columns;
    private int timeColumn = -1;
    private int arrivalColumn = -1;
    private long clockSkewMs;

    RecordDecoder(List<Column> columns) {
        this.columns = columns.toArray(new Column[0]);
    }

    /** A decoder of JSON objects, a record each. */
    public static RecordDecoder json(List<Column> columns) {
        return new JsonRecordDecoder(columns);
    }

    /**
     * A decoder of CSV records (RFC 4180), with or without a line end. `header` has the names of the fields; where it is
     * null the fields are the declared columns. Throws a BridgeException when the header lacks a NOT NULL column or names
     * a column twice.
     */
    public static RecordDecoder csv(List<Column> columns, List<String> header) {
        return new CsvRecordDecoder(columns, header, "the header");
    }

    /** As the other one, for the header of a file that messages name. */
    public static RecordDecoder csv(List<Column> columns, List<String> header, String file) {
        return new CsvRecordDecoder(columns, header, "the header of " + file);
    }

    /**
     * Refuses from now on rows whose time is later than their arrival plus the clock skew in milliseconds; returns this.
     * Columns are places from 0; arrivalColumn is -1 where the arrival comes with the record only.
     */
    public RecordDecoder withTime(int timeColumn, long clockSkewMs, int arrivalColumn) {
        demandTimestamp(timeColumn);
        if (arrivalColumn >= 0) {
            demandTimestamp(arrivalColumn);
        }
        if (clockSkewMs < 0) {
            throw new BridgeException("a clock skew of " + clockSkewMs + " ms is negative; give 0 or more");
        }
        this.timeColumn = timeColumn;
        this.clockSkewMs = clockSkewMs;
        this.arrivalColumn = arrivalColumn;
        return this;
    }

    /** As the other one, for a record without an arrival of its own. */
    public Fault decode(byte[] record, GenericRowData row) {
        return decode(record, null, row);
    }

    /**
     * Sets the first fields of the row to the record's values. Returns null, or why the record is refused: its NOT NULL
     * columns are then zero values and the others null. Never throws, whatever the bytes.
     *
     * @param arrivalMs when the record arrived, in milliseconds since 1970; null where only a column may tell
     */
    public Fault decode(byte[] record, Long arrivalMs, GenericRowData row) {
        Fault fault = read(record, row);
        if (fault == null && timeColumn >= 0) {
            fault = checkTime(arrivalMs, row);
        }
        if (fault != null) {
            clear(row);
        }
        return fault;
    }

    /** Sets the fields of a row for a record that was refused before it was decoded, such as one that is too long. */
    public void clear(GenericRowData row) {
        for (int i = 0; i < columns.length; i++) {
            row.setField(i, columns[i].isNullable ? null : Values.zero(columns[i]));
        }
    }

    abstract Fault read(byte[] record, GenericRowData row);

    private Fault checkTime(Long arrivalMs, GenericRowData row) {
        TimestampData time = (TimestampData) row.getField(timeColumn);
        Long arrival = arrivalMs;
        if (arrival == null && arrivalColumn >= 0 && row.getField(arrivalColumn) != null) {
            arrival = ((TimestampData) row.getField(arrivalColumn)).getMillisecond();
        }
        if (time == null || arrival == null || time.getMillisecond() - arrival <= clockSkewMs) {
            return null;
        }
        return Contract.fault("TIME_IN_FUTURE", "timeInFuture", "column", columns[timeColumn].name,
                "time", Timestamps.format(time.getMillisecond()), "arrival", Timestamps.format(arrival), "skew", clockSkewMs);
    }

    private void demandTimestamp(int place) {
        if (!columns[place].isMilliseconds()) {
            throw new BridgeException("column '" + columns[place].name + "' is " + columns[place].sql()
                    + ", and a row's time and arrival are TIMESTAMP(3) or TIMESTAMP_LTZ(3)");
        }
    }
}
