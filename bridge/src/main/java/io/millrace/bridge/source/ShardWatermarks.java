package io.millrace.bridge.source;

import io.millrace.bridge.source.ShardState.Phase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkOutputMultiplexer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.Shard;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.source.SourceFunction.SourceContext;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.clock.RelativeClock;

/**
 * The watermark of a subtask: the least of its shards', by Flink's own rule for a source's splits. A shard counts from
 * when it is first read, whether or not it has given a row, until its children do; except while it is idle, which it is
 * when it is read to its present end and gave no row for the idle timeout.
 *
 * <p>It stands between the fetcher and Flink, since the fetcher calls a subtask idle as soon as its shards are closed.
 */
final class ShardWatermarks implements SourceContext<RowData> {
    /** How often idle shards are looked for when the watermark itself follows every row. */
    private static final long LEAST_INTERVAL_MS = 200;

    private final SourceContext<RowData> context;
    private final WatermarkStrategy<RowData> strategy;
    private final MetricGroup metrics;
    private final ProcessingTimeService timers;
    private final boolean isEveryRow;
    private final long intervalMs;
    private final WatermarkOutputMultiplexer combined;
    private final Map<String, ShardState> shards = new LinkedHashMap<>();
    private long discoveries;
    private boolean isStarted;

    ShardWatermarks(SourceContext<RowData> context, WatermarkStrategy<RowData> strategy, RuntimeContext runtime) {
        this.context = context;
        this.strategy = strategy;
        this.metrics = runtime.getMetricGroup();
        this.timers = ((StreamingRuntimeContext) runtime).getProcessingTimeService();
        long interval = ((StreamingRuntimeContext) runtime).getExecutionConfig().getAutoWatermarkInterval();
        this.isEveryRow = interval == 0;
        this.intervalMs = isEveryRow ? LEAST_INTERVAL_MS : interval;
        this.combined = new WatermarkOutputMultiplexer(new WatermarkOutput() {
            @Override
            public void emitWatermark(org.apache.flink.api.common.eventtime.Watermark watermark) {
                context.emitWatermark(new Watermark(watermark.getTimestamp()));
            }

            @Override
            public void markIdle() {
                context.markAsTemporarilyIdle();
            }

            @Override
            public void markActive() {
                // The next row or watermark does it.
            }
        });
    }

    void start() {
        synchronized (context.getCheckpointLock()) {
            isStarted = true;
            readWhatCanBe();
            emit();
            timers.registerTimer(timers.getCurrentProcessingTime() + intervalMs, this::onTimer);
        }
    }

    /** Shards that ended before the last discovery began have no children that are unknown. */
    void beginDiscovery() {
        synchronized (context.getCheckpointLock()) {
            discoveries++;
            for (ShardState shard : shards.values()) {
                if (shard.phase == Phase.ENDED && shard.endedIn + 2 <= discoveries && hasNoWaitingChild(shard)) {
                    combined.unregisterOutput(shard.id);
                    shard.phase = Phase.RELEASED;
                }
            }
        }
    }

    /** A shard that was found; `isRead` when it was read to its end before a restore. */
    ShardState register(Shard shard, boolean isRead) {
        ShardState state = new ShardState(shard.getShardId(), shard.getParentShardId(), shard.getAdjacentParentShardId(),
                isRead ? Phase.RELEASED : Phase.WAITING);
        synchronized (context.getCheckpointLock()) {
            shards.put(state.id, state);
            // At the start only when all are known: a shard may be listed before its parents.
            if (isStarted) {
                readWhatCanBe();
            }
        }
        return state;
    }

    /** Returns true when the shard can be read, since all of its parents that this subtask knows are; false when stopped before. */
    boolean awaitParents(ShardState shard, BooleanSupplier isStopped) {
        Object lock = context.getCheckpointLock();
        try {
            synchronized (lock) {
                while (shard.phase == Phase.WAITING && !isStopped.getAsBoolean()) {
                    lock.wait(100);
                }
            }
            return !isStopped.getAsBoolean();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A shard was read to its end: it was closed. */
    void end(ShardState shard) {
        synchronized (context.getCheckpointLock()) {
            shard.phase = Phase.ENDED;
            shard.endedIn = discoveries;
            readWhatCanBe();
        }
    }

    /** A row of a shard has been collected. */
    void onRow(ShardState shard, RowData row, long arrivalMs) {
        shard.generator.onEvent(row, arrivalMs, shard.output);
        if (isEveryRow) {
            combined.onPeriodicEmit();
        }
    }

    private boolean isRead(String parent) {
        ShardState shard = parent == null ? null : shards.get(parent);
        return shard == null || shard.phase == Phase.ENDED || shard.phase == Phase.RELEASED;
    }

    private boolean hasNoWaitingChild(ShardState shard) {
        return shards.values().stream().noneMatch(child -> child.phase == Phase.WAITING && child.isChildOf(shard));
    }

    /** Shards count for the watermark from here on, though their threads may take a while to give the first rows. */
    private void readWhatCanBe() {
        for (ShardState shard : shards.values()) {
            if (shard.phase == Phase.WAITING && isRead(shard.parent) && isRead(shard.adjacentParent)) {
                read(shard);
            }
        }
    }

    private void read(ShardState shard) {
        shard.phase = Phase.READING;
        combined.registerNewOutput(shard.id, watermark -> { });
        shard.output = combined.getDeferredOutput(shard.id);
        shard.generator = strategy.createWatermarkGenerator(new WatermarkGeneratorSupplier.Context() {
            @Override
            public MetricGroup getMetricGroup() {
                return metrics;
            }

            @Override
            public RelativeClock getInputActivityClock() {
                return shard;
            }
        });
    }

    /** Time passes for shards only when this gets its turn: a subtask held up by those behind it has no idle shards. */
    private void onTimer(long now) {
        synchronized (context.getCheckpointLock()) {
            shards.values().forEach(shard -> shard.tick(intervalMs));
            emit();
            timers.registerTimer(timers.getCurrentProcessingTime() + intervalMs, this::onTimer);
        }
    }

    private void emit() {
        boolean hasShards = false;
        for (ShardState shard : shards.values()) {
            if (shard.phase == Phase.READING || shard.phase == Phase.ENDED) {
                shard.generator.onPeriodicEmit(shard.output);
            }
            hasShards |= shard.phase != Phase.RELEASED;
        }
        if (hasShards) {
            combined.onPeriodicEmit();
        } else {
            context.markAsTemporarilyIdle();
        }
    }

    @Override
    public void collect(RowData row) {
        context.collect(row);
    }

    @Override
    public void collectWithTimestamp(RowData row, long timestamp) {
        context.collectWithTimestamp(row, timestamp);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        throw new IllegalStateException("watermarks come from the shards");
    }

    @Override
    public void markAsTemporarilyIdle() {
        // Decided by emit() alone.
    }

    @Override
    public Object getCheckpointLock() {
        return context.getCheckpointLock();
    }

    @Override
    public void close() {
        context.close();
    }
}
