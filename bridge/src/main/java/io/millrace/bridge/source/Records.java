package io.millrace.bridge.source;

import io.millrace.bridge.metrics.TableCounters;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.table.data.RowData;

/**
 * Counts the records that a source has read, and goes on after a restore with the watermark that there was.
 *
 * <p>Flink's sources start without a watermark again, but its windows remember theirs: rows that are late would for a
 * while not be split off as late, and yet be dropped by a window.
 */
final class Records extends AbstractStreamOperator<RowData> implements OneInputStreamOperator<RowData, RowData> {
    private static final long serialVersionUID = 1L;

    private final String table;
    private final int fixed;
    private transient Counter read;
    private transient Counter malformed;
    /** Each subtask's watermark, and whether it was idle. */
    private transient ListState<Tuple2<Long, Boolean>> kept;
    private transient long watermark;
    private transient boolean isIdle;

    Records(String table, int fixed) {
        this.table = table;
        this.fixed = fixed;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        kept = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("watermark", Types.TUPLE(Types.LONG, Types.BOOLEAN)));
        watermark = restored(kept.get());
    }

    /** What operators behind the source saw: the least of the subtasks that were not idle. */
    private static long restored(Iterable<Tuple2<Long, Boolean>> subtasks) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (Tuple2<Long, Boolean> subtask : subtasks) {
            greatest = Math.max(greatest, subtask.f0);
            least = subtask.f1 ? least : Math.min(least, subtask.f0);
        }
        return least == Long.MAX_VALUE ? greatest : least;
    }

    @Override
    public void open() throws Exception {
        super.open();
        read = TableCounters.counter(getMetricGroup(), table, TableCounters.READ);
        malformed = TableCounters.counter(getMetricGroup(), table, TableCounters.MALFORMED);
        if (watermark != Long.MIN_VALUE) {
            output.emitWatermark(new Watermark(watermark));
        }
    }

    @Override
    public void processElement(StreamRecord<RowData> element) {
        read.inc();
        if (RecordTable.isError(element.getValue(), fixed)) {
            malformed.inc();
        }
        output.collect(element);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() <= watermark) {
            return;
        }
        // The last one is of the end of input, and no state to go on from.
        watermark = mark.getTimestamp() == Long.MAX_VALUE ? watermark : mark.getTimestamp();
        super.processWatermark(mark);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        isIdle = status.isIdle();
        super.processWatermarkStatus(status);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        kept.clear();
        kept.add(Tuple2.of(watermark, isIdle));
    }
}
