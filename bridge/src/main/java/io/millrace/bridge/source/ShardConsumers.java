package io.millrace.bridge.source;

import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer;
import org.apache.flink.streaming.connectors.kinesis.internals.KinesisDataFetcher;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;
import org.apache.flink.table.data.RowData;

/** Flink's Kinesis consumer with our way of ordering shards and of their watermarks: see {@link ShardFetcher}. */
final class ShardConsumers extends FlinkKinesisConsumer<RowData> {
    private static final long serialVersionUID = 1L;

    private final WatermarkStrategy<RowData> watermarks;
    private final int sequenceColumn;

    ShardConsumers(
            String stream, KinesisDeserializationSchema<RowData> records, Properties consumer, WatermarkStrategy<RowData> watermarks,
            int sequenceColumn) {
        super(stream, records, consumer);
        this.watermarks = watermarks;
        this.sequenceColumn = sequenceColumn;
    }

    @Override
    protected KinesisDataFetcher<RowData> createFetcher(
            List<String> streams, SourceContext<RowData> context, RuntimeContext runtime, Properties consumer,
            KinesisDeserializationSchema<RowData> records) {
        ShardWatermarks output = new ShardWatermarks(context, watermarks, runtime);
        return new ShardFetcher(streams, output, runtime, consumer, records, getShardAssigner(), sequenceColumn);
    }
}
