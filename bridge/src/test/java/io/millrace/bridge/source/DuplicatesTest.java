package io.millrace.bridge.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalSerializers;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DuplicatesTest {
    private static final int DECLARED = 2;
    private static final long WITHIN = 10;
    private static final RowType TYPE = (RowType) DataTypes.ROW(DataTypes.STRING(), DataTypes.TIMESTAMP(3), DataTypes.STRING(),
            DataTypes.STRING(), DataTypes.BYTES(), DataTypes.STRING(), DataTypes.STRING(), DataTypes.TIMESTAMP(3)).getLogicalType();

    private KeyedOneInputStreamOperatorTestHarness<String, RowData, RowData> harness;

    @BeforeEach
    void open() throws Exception {
        harness = harness();
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, RowData, RowData> harness() throws Exception {
        Duplicates duplicates = new Duplicates("metrics", DECLARED, 1, WITHIN);
        KeyedOneInputStreamOperatorTestHarness<String, RowData, RowData> harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(duplicates), row -> row.getString(0).toString(), Types.STRING);
        harness.setup(InternalSerializers.create(TYPE));
        return harness;
    }

    /** What becomes of a row: "kept", or its error. */
    private String on(String id, long time) throws Exception {
        GenericRowData row = RecordTable.empty(DECLARED);
        row.setField(0, StringData.fromString(id));
        row.setField(1, TimestampData.fromEpochMillis(time));
        return process(row);
    }

    private String process(RowData row) throws Exception {
        int before = harness.extractOutputValues().size();
        harness.processElement(row, 0);
        List<RowData> output = harness.extractOutputValues();
        assertEquals(before + 1, output.size());
        RowData out = output.get(before);
        assertEquals(row.getString(0), out.getString(0));
        assertEquals(row.getTimestamp(1, 3), out.getTimestamp(1, 3));
        return out.isNullAt(DECLARED + RecordTable.ERROR) ? "kept" : out.getString(DECLARED + RecordTable.ERROR).toString();
    }

    @Test
    void repeatsAreWithinTheTimeOnEitherSide() throws Exception {
        List<String> found = new ArrayList<>();
        for (long time : new long[] {100, 110, 121, 111, 100}) {
            found.add(on("a", time));
        }
        assertEquals(List.of("kept", "DUPLICATE_RECORD", "kept", "DUPLICATE_RECORD", "kept"), found);
        assertEquals("kept", on("b", 100));
    }

    @Test
    void aRepeatIsItselfWhatTheNextIsComparedWith() throws Exception {
        assertEquals("kept", on("a", 100));
        assertEquals("DUPLICATE_RECORD", on("a", 108));
        assertEquals("DUPLICATE_RECORD", on("a", 116));
    }

    @Test
    void theWatermarkForgets() throws Exception {
        assertEquals("kept", on("a", 100));
        harness.processWatermark(109);
        assertEquals("DUPLICATE_RECORD", on("a", 100));
        assertEquals(1, harness.numKeyedStateEntries());
        harness.processWatermark(110);
        assertEquals(0, harness.numKeyedStateEntries());
        assertEquals(0, harness.numEventTimeTimers());
        assertEquals("kept", on("a", 100));
        // A row that is forgotten at once leaves nothing behind, and what was there is no longer the last.
        assertEquals(0, harness.numKeyedStateEntries());
        assertEquals("kept", on("a", 105));
        assertEquals("kept", on("a", 94));
        assertEquals(0, harness.numKeyedStateEntries());
    }

    @Test
    void anOlderRowsTimerForgetsNoLaterOne() throws Exception {
        assertEquals("kept", on("a", 100));
        assertEquals("DUPLICATE_RECORD", on("a", 108));
        harness.processWatermark(112);
        assertEquals("DUPLICATE_RECORD", on("a", 113));
    }

    @Test
    void malformedRecordsPassAndAreNotRemembered() throws Exception {
        GenericRowData row = RecordTable.empty(DECLARED);
        row.setField(0, StringData.fromString("a"));
        row.setField(1, TimestampData.fromEpochMillis(0));
        row.setField(DECLARED + RecordTable.ERROR, StringData.fromString("INVALID_JSON"));
        assertEquals("INVALID_JSON", process(row));
        assertEquals("INVALID_JSON", process(row));
        assertEquals(0, harness.numKeyedStateEntries());
        assertEquals("kept", on("a", 0));
    }

    @Test
    void isRememberedInASnapshot() throws Exception {
        assertEquals("kept", on("a", 100));
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness();
        harness.initializeState(snapshot);
        harness.open();
        assertEquals("DUPLICATE_RECORD", on("a", 100));
    }
}
