package io.millrace.bridge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.catalog.Column.MetadataColumn;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.lookup.LookupFunctionProvider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.functions.LookupFunction;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/** `stub`: a table for planning only, which can be scanned, looked up in and written, whatever its columns. */
public final class StubFactory implements DynamicTableSourceFactory, DynamicTableSinkFactory {
    static final String IDENTIFIER = "stub";

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of();
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        return new Source(context.getCatalogTable().getResolvedSchema());
    }

    @Override
    public DynamicTableSink createDynamicTableSink(Context context) {
        return new Sink();
    }

    private static final class Source implements ScanTableSource, LookupTableSource, SupportsReadingMetadata {
        private final ResolvedSchema schema;
        private DataType produced;

        private Source(ResolvedSchema schema) {
            this.schema = schema;
            this.produced = schema.toPhysicalRowDataType();
        }

        @Override
        public ChangelogMode getChangelogMode() {
            return ChangelogMode.insertOnly();
        }

        @Override
        public Map<String, DataType> listReadableMetadata() {
            Map<String, DataType> keys = new HashMap<>();
            schema.getColumns().forEach(column -> {
                if (column instanceof MetadataColumn) {
                    keys.put(((MetadataColumn) column).getMetadataKey().orElse(column.getName()), column.getDataType());
                }
            });
            return keys;
        }

        @Override
        public void applyReadableMetadata(List<String> keys, DataType producedDataType) {
            produced = producedDataType;
        }

        @Override
        public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
            DataType type = produced;
            return new DataStreamScanProvider() {
                @Override
                public boolean isBounded() {
                    return false;
                }

                @Override
                public DataStream<RowData> produceDataStream(ProviderContext provider, StreamExecutionEnvironment environment) {
                    return environment
                            .fromSource(new NumberSequenceSource(0, 0), WatermarkStrategy.noWatermarks(), IDENTIFIER)
                            .map(number -> (RowData) null)
                            .returns(InternalTypeInfo.of((RowType) type.getLogicalType()));
                }
            };
        }

        @Override
        public LookupRuntimeProvider getLookupRuntimeProvider(LookupContext context) {
            return LookupFunctionProvider.of(new NothingFound());
        }

        @Override
        public DynamicTableSource copy() {
            Source copy = new Source(schema);
            copy.produced = produced;
            return copy;
        }

        @Override
        public String asSummaryString() {
            return IDENTIFIER;
        }
    }

    /** Public, since generated code calls it. */
    public static final class NothingFound extends LookupFunction {
        private static final long serialVersionUID = 1L;

        @Override
        public java.util.Collection<RowData> lookup(RowData key) {
            return List.of();
        }
    }

    private static final class Sink implements DynamicTableSink {
        @Override
        public ChangelogMode getChangelogMode(ChangelogMode requested) {
            return requested;
        }

        @Override
        public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
            return SinkV2Provider.of(new DiscardingSink<>());
        }

        @Override
        public DynamicTableSink copy() {
            return this;
        }

        @Override
        public String asSummaryString() {
            return IDENTIFIER;
        }
    }
}
