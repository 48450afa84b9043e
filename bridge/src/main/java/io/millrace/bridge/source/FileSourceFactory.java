package io.millrace.bridge.source;

import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** `millrace-filesystem`: records of files, read one file after the other. */
public final class FileSourceFactory implements DynamicTableSourceFactory {
    @Override
    public String factoryIdentifier() {
        return "millrace-filesystem";
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(SourceOptions.PATH, SourceOptions.FORMAT);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(SourceOptions.CLOCK_SKEW, SourceOptions.RECORD_ID, SourceOptions.RECORD_ID_WITHIN, SourceOptions.ARRIVAL,
                SourceOptions.MONITOR_INTERVAL);
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        helper.validate();
        ReadableConfig options = helper.getOptions();
        RecordTable table = new RecordTable(
                context.getObjectIdentifier().getObjectName(), context.getCatalogTable().getResolvedSchema(), options);
        return new FileRecordSource(
                table, options.get(SourceOptions.PATH), options.getOptional(SourceOptions.MONITOR_INTERVAL).orElse(null), null);
    }
}
