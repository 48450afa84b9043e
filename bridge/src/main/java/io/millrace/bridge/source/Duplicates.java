package io.millrace.bridge.source;

import io.millrace.bridge.metrics.TableCounters;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.UpdatableRowData;
import org.apache.flink.util.Collector;

/**
 * Marks a row as a repeat when the row before it with the same id, kept or not, has a time at most `within` away, and is
 * not forgotten: that it is when the watermark reaches its time + `within`.
 */
final class Duplicates extends KeyedProcessFunction<String, RowData, RowData> {
    private static final long serialVersionUID = 1L;
    private static final StringData CODE = StringData.fromString("DUPLICATE_RECORD");

    private final String table;
    private final int fixed;
    private final int timeColumn;
    private final long withinMs;
    private transient StringData reason;
    private transient Counter duplicates;
    /** The time of the last row with this id. */
    private transient ValueState<Long> last;

    Duplicates(String table, int fixed, int timeColumn, long withinMs) {
        this.table = table;
        this.fixed = fixed;
        this.timeColumn = timeColumn;
        this.withinMs = withinMs;
    }

    @Override
    public void open(OpenContext context) {
        duplicates = TableCounters.counter(getRuntimeContext().getMetricGroup(), table, TableCounters.DUPLICATES);
        reason = StringData.fromString(
                "a record with the same record id came before, and their times are at most " + withinMs + " ms apart");
        last = getRuntimeContext().getState(new ValueStateDescriptor<>("last", Types.LONG));
    }

    @Override
    public void processElement(RowData row, Context context, Collector<RowData> out) throws Exception {
        if (RecordTable.isError(row, fixed)) {
            out.collect(row);
            return;
        }
        long watermark = context.timerService().currentWatermark();
        long time = row.getTimestamp(timeColumn, 3).getMillisecond();
        Long before = last.value();
        boolean isRepeat = before != null && watermark < before + withinMs && Math.abs(time - before) <= withinMs;
        if (watermark < time + withinMs) {
            last.update(time);
            context.timerService().registerEventTimeTimer(time + withinMs);
        } else {
            last.clear();
        }
        out.collect(isRepeat ? marked(row) : row);
    }

    private RowData marked(RowData row) {
        duplicates.inc();
        UpdatableRowData marked = new UpdatableRowData(row, row.getArity());
        marked.setField(fixed + RecordTable.ERROR, CODE);
        marked.setField(fixed + RecordTable.REASON, reason);
        return marked;
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<RowData> out) throws Exception {
        Long time = last.value();
        // Older rows with this id had timers, too.
        if (time != null && time + withinMs <= timestamp) {
            last.clear();
        }
    }
}
