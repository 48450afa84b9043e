package io.millrace.bridge.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.connectors.kinesis.KinesisShardAssigner;
import org.apache.flink.streaming.connectors.kinesis.internals.KinesisDataFetcher;
import org.apache.flink.streaming.connectors.kinesis.internals.ShardConsumer;
import org.apache.flink.streaming.connectors.kinesis.internals.publisher.RecordPublisher;
import org.apache.flink.streaming.connectors.kinesis.metrics.ShardConsumerMetricsReporter;
import org.apache.flink.streaming.connectors.kinesis.model.KinesisStreamShardState;
import org.apache.flink.streaming.connectors.kinesis.model.SentinelSequenceNumber;
import org.apache.flink.streaming.connectors.kinesis.model.SequenceNumber;
import org.apache.flink.streaming.connectors.kinesis.model.StreamShardHandle;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;

/**
 * Flink's fetcher, with two differences. A shard is read after its parents, so that a reshard keeps the order of a key's
 * records. And watermarks are combined by {@link ShardWatermarks}: Flink's own fetcher forgets shards that have not given
 * a row yet, so whichever shard is read first makes the others' rows late.
 *
 * <p>Both hold among the shards that one subtask reads.
 */
final class ShardFetcher extends KinesisDataFetcher<RowData> {
    private final ShardWatermarks output;
    private final int sequenceColumn;
    /** In the order of registration, as Flink numbers them. */
    private final List<ShardState> shards = new ArrayList<>();
    private volatile boolean isStopped;

    ShardFetcher(
            List<String> streams, ShardWatermarks output, RuntimeContext runtime, Properties consumer,
            KinesisDeserializationSchema<RowData> records, KinesisShardAssigner assigner, int sequenceColumn) {
        super(streams, output, runtime, consumer, records, assigner, null, null);
        this.output = output;
        this.sequenceColumn = sequenceColumn;
    }

    @Override
    public void runFetcher() throws Exception {
        output.start();
        super.runFetcher();
    }

    @Override
    public List<StreamShardHandle> discoverNewShardsToSubscribe() throws InterruptedException {
        output.beginDiscovery();
        return super.discoverNewShardsToSubscribe();
    }

    @Override
    public int registerNewSubscribedShardState(KinesisStreamShardState state) {
        synchronized (output.getCheckpointLock()) {
            int index = super.registerNewSubscribedShardState(state);
            boolean isRead = state.getLastProcessedSequenceNum().equals(SentinelSequenceNumber.SENTINEL_SHARD_ENDING_SEQUENCE_NUM.get());
            shards.add(output.register(state.getStreamShardHandle().getShard(), isRead));
            return index;
        }
    }

    @Override
    protected void emitRecordAndUpdateState(RowData row, long arrivalMs, int index, SequenceNumber sequence) {
        if (sequence.isAggregated()) {
            // Which part of the aggregate it is: the deserializer is told only the whole's number.
            String part = sequence.getSequenceNumber() + ":" + sequence.getSubSequenceNumber();
            ((GenericRowData) row).setField(sequenceColumn, StringData.fromString(part));
        }
        synchronized (output.getCheckpointLock()) {
            super.emitRecordAndUpdateState(row, arrivalMs, index, sequence);
            output.onRow(shard(index), row, arrivalMs);
        }
    }

    @Override
    protected ShardConsumer<RowData> createShardConsumer(
            Integer index, StreamShardHandle handle, SequenceNumber last, MetricGroup metrics,
            KinesisDeserializationSchema<RowData> records) throws InterruptedException {
        ShardState shard = shard(index);
        RecordPublisher publisher = createRecordPublisher(last, getConsumerConfiguration(), metrics, handle);
        RecordPublisher watched = consumer -> {
            RecordPublisher.RecordPublisherRunResult result = publisher.run(batch -> {
                SequenceNumber reached = consumer.accept(batch);
                shard.setBehind(batch.getMillisBehindLatest());
                return reached;
            });
            if (result == RecordPublisher.RecordPublisherRunResult.COMPLETE) {
                output.end(shard);
            }
            return result;
        };
        ShardConsumerMetricsReporter reporter = new ShardConsumerMetricsReporter(metrics);
        return new ShardConsumer<>(this, watched, index, handle, last, reporter, records) {
            @Override
            public void run() {
                if (output.awaitParents(shard, () -> isStopped)) {
                    super.run();
                }
            }
        };
    }

    @Override
    public void shutdownFetcher() {
        isStopped = true;
        super.shutdownFetcher();
    }

    private ShardState shard(int index) {
        synchronized (output.getCheckpointLock()) {
            return shards.get(index);
        }
    }
}
