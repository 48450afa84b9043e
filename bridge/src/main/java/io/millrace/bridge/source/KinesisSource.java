package io.millrace.bridge.source;

import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.connectors.kinesis.table.DefaultShardAssignerFactory;
import org.apache.flink.streaming.connectors.kinesis.table.UniformShardAssignerFactory;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;

/** A table of a Kinesis stream's records, with a watermark per shard. */
final class KinesisSource extends RecordSource {
    private final String stream;
    private final Properties consumer;
    private final String assigner;

    KinesisSource(RecordTable table, String stream, Properties consumer, String assigner, WatermarkStrategy<RowData> watermarks) {
        super(table, watermarks);
        this.stream = stream;
        this.consumer = consumer;
        this.assigner = assigner;
    }

    @Override
    SingleOutputStreamOperator<RowData> read(
            StreamExecutionEnvironment environment, Optional<String> uid, WatermarkStrategy<RowData> watermarks, TypeInformation<RowData> type) {
        KinesisRecords records = new KinesisRecords(table, type);
        ShardConsumers source = new ShardConsumers(stream, records, consumer, watermarks, table.fixed() + RecordTable.SEQUENCE);
        source.setShardAssigner(assigner.equals("uniform")
                ? new UniformShardAssignerFactory().getShardAssigner()
                : new DefaultShardAssignerFactory().getShardAssigner());
        DataStreamSource<RowData> rows = environment.addSource(source, stream, type);
        uid.ifPresent(rows::uid);
        return rows;
    }

    @Override
    boolean isBounded() {
        return false;
    }

    @Override
    public DynamicTableSource copy() {
        return new KinesisSource(table, stream, consumer, assigner, watermarks());
    }

    @Override
    public String asSummaryString() {
        return "Kinesis stream " + stream;
    }
}
