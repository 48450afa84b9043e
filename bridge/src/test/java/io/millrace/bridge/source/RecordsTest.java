package io.millrace.bridge.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.Test;

// What close() throws ends the test, as it should.
@SuppressWarnings("try")
class RecordsTest {
    private static OneInputStreamOperatorTestHarness<RowData, RowData> harness(int subtasks, int subtask) throws Exception {
        return new OneInputStreamOperatorTestHarness<>(new Records("metrics", 2), subtasks, subtasks, subtask);
    }

    private static OperatorSubtaskState snapshot(int subtask, long watermark, boolean isIdle) throws Exception {
        try (OneInputStreamOperatorTestHarness<RowData, RowData> harness = harness(2, subtask)) {
            harness.open();
            harness.processWatermark(watermark);
            if (isIdle) {
                harness.processWatermarkStatus(WatermarkStatus.IDLE);
            }
            return harness.snapshot(1, 1);
        }
    }

    /** The watermarks that it sends, when two subtasks left these states. */
    private static List<Long> restored(OperatorSubtaskState first, OperatorSubtaskState second, long... watermarks) throws Exception {
        try (OneInputStreamOperatorTestHarness<RowData, RowData> harness = harness(1, 0)) {
            harness.initializeState(AbstractStreamOperatorTestHarness.repackageState(first, second));
            harness.open();
            for (long watermark : watermarks) {
                harness.processWatermark(watermark);
            }
            return harness.getOutput().stream().map(mark -> ((Watermark) mark).getTimestamp()).collect(Collectors.toList());
        }
    }

    @Test
    void goesOnWithTheLeastWatermarkAndNeverBack() throws Exception {
        assertEquals(List.of(50L, 60L), restored(snapshot(0, 100, false), snapshot(1, 50, false), 10, 50, 60));
    }

    @Test
    void idleSubtasksDoNotCountUnlessAllAre() throws Exception {
        assertEquals(List.of(100L), restored(snapshot(0, 100, false), snapshot(1, 50, true)));
        assertEquals(List.of(100L), restored(snapshot(0, 100, true), snapshot(1, 50, true)));
    }

    @Test
    void theEndOfInputIsNoWatermarkToGoOnFrom() throws Exception {
        OperatorSubtaskState drained = snapshot(0, Long.MAX_VALUE, false);
        assertEquals(List.of(), restored(drained, drained));
    }
}
