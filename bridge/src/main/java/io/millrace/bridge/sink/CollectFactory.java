package io.millrace.bridge.sink;

import java.util.Set;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkFunctionProvider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.SerializationFormatFactory;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.RowKind;

/** `millrace-collect`: rows and what kind of change each is, kept in this JVM for whoever has asked for the run. */
public final class CollectFactory implements DynamicTableSinkFactory {
    /** Takes upserts: no rows from before an update. */
    private static final ConfigOption<Boolean> UPSERTS = ConfigOptions.key("upserts").booleanType().defaultValue(false);

    @Override
    public String factoryIdentifier() {
        return "millrace-collect";
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(FactoryUtil.FORMAT);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(UPSERTS);
    }

    @Override
    public DynamicTableSink createDynamicTableSink(Context context) {
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        EncodingFormat<SerializationSchema<RowData>> format =
                helper.discoverEncodingFormat(SerializationFormatFactory.class, FactoryUtil.FORMAT);
        helper.validate();
        return new Sink(
                context.getObjectIdentifier().getObjectName(), format,
                context.getCatalogTable().getResolvedSchema().toPhysicalRowDataType(), helper.getOptions().get(UPSERTS));
    }

    private static final class Sink implements DynamicTableSink {
        private final String table;
        private final EncodingFormat<SerializationSchema<RowData>> format;
        private final DataType type;
        private final boolean upserts;

        Sink(String table, EncodingFormat<SerializationSchema<RowData>> format, DataType type, boolean upserts) {
            this.table = table;
            this.format = format;
            this.type = type;
            this.upserts = upserts;
        }

        @Override
        public ChangelogMode getChangelogMode(ChangelogMode requested) {
            if (!upserts) {
                return requested;
            }
            ChangelogMode.Builder mode = ChangelogMode.newBuilder();
            requested.getContainedKinds().stream().filter(kind -> kind != RowKind.UPDATE_BEFORE).forEach(mode::addContainedKind);
            return mode.build();
        }

        @Override
        public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
            SinkFunction<RowData> rows = new Collected(table, format.createRuntimeEncoder(context, type));
            return SinkFunctionProvider.of(rows);
        }

        @Override
        public DynamicTableSink copy() {
            return new Sink(table, format, type, upserts);
        }

        @Override
        public String asSummaryString() {
            return "collected";
        }
    }
}
