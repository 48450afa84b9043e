package io.millrace.bridge.source;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsWatermarkPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/**
 * A source of a table of records. It pushes no projection down, so that all readers of the table share one scan: two
 * scans would be two watermarks.
 */
abstract class RecordSource implements ScanTableSource, SupportsWatermarkPushDown {
    final RecordTable table;
    private WatermarkStrategy<RowData> watermarks;

    RecordSource(RecordTable table, WatermarkStrategy<RowData> watermarks) {
        this.table = table;
        this.watermarks = watermarks;
    }

    /** The source alone, with the uid given, whose watermarks are those of the strategy. */
    abstract SingleOutputStreamOperator<RowData> read(
            StreamExecutionEnvironment environment, Optional<String> uid, WatermarkStrategy<RowData> watermarks, TypeInformation<RowData> type);

    abstract boolean isBounded();

    /** The strategy that was pushed down, for copies. */
    final WatermarkStrategy<RowData> watermarks() {
        return watermarks;
    }

    @Override
    public final void applyWatermark(WatermarkStrategy<RowData> strategy) {
        watermarks = strategy;
    }

    @Override
    public final ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }

    @Override
    public final ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        TypeInformation<RowData> type = context.createTypeInformation(table.type);
        return new DataStreamScanProvider() {
            @Override
            public DataStream<RowData> produceDataStream(ProviderContext provider, StreamExecutionEnvironment environment) {
                // The planner gives a uid of its own to what it gets: here to an edge, since operators need to keep theirs.
                return produce(provider, environment, type).forward();
            }

            @Override
            public boolean isBounded() {
                return RecordSource.this.isBounded();
            }
        };
    }

    private DataStream<RowData> produce(ProviderContext provider, StreamExecutionEnvironment environment, TypeInformation<RowData> type) {
        boolean isEveryRow = environment.getConfig().getAutoWatermarkInterval() == 0;
        WatermarkStrategy<RowData> strategy = watermarks == null
                ? WatermarkStrategy.noWatermarks()
                : new RecordWatermarks(watermarks, table.fixed(), isEveryRow);
        SingleOutputStreamOperator<RowData> source = read(environment, provider.generateUid("source"), strategy, type);
        SingleOutputStreamOperator<RowData> records = source
                .transform("records of " + table.name, type, new Records(table.name, table.fixed()))
                .setParallelism(source.getParallelism());
        provider.generateUid("records").ifPresent(records::uid);
        if (table.idColumns.length == 0) {
            return records;
        }
        SingleOutputStreamOperator<RowData> unique = records
                .keyBy(new RecordId(table), Types.STRING)
                .process(new Duplicates(table.name, table.fixed(), table.timeColumn, table.withinMs), type)
                .name("duplicates of " + table.name);
        // With other columns it is another operator: what was seen under the old ids means nothing for the new.
        String id = IntStream.of(table.idColumns).mapToObj(DataType.getFieldNames(table.type)::get).collect(Collectors.joining(";"));
        provider.generateUid("duplicates-" + letters(id.hashCode())).ifPresent(unique::uid);
        return unique;
    }

    /** A number as Flink allows one in the name of an operator: digits are no part of one. */
    private static String letters(int number) {
        return Integer.toHexString(number).chars()
                .mapToObj(digit -> String.valueOf((char) ('a' + Character.digit(digit, 16)))).collect(Collectors.joining());
    }
}
