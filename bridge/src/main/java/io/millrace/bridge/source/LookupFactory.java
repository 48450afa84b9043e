package io.millrace.bridge.source;

import io.millrace.bridge.BridgeException;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.catalog.UniqueConstraint;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** `millrace-lookup`: a table of files that is held in memory and looked up in by equal columns. */
public final class LookupFactory implements DynamicTableSourceFactory {
    @Override
    public String factoryIdentifier() {
        return "millrace-lookup";
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(SourceOptions.PATH, SourceOptions.FORMAT);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(SourceOptions.RELOAD_INTERVAL);
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        helper.validate();
        ReadableConfig options = helper.getOptions();
        String name = context.getObjectIdentifier().getObjectName();
        ResolvedSchema schema = context.getCatalogTable().getResolvedSchema();
        UniqueConstraint key = schema.getPrimaryKey()
                .orElseThrow(() -> new BridgeException("table '" + name + "': a table to look up in needs a PRIMARY KEY"));
        LookupFiles files = new LookupFiles(
                name, schema.toPhysicalRowDataType().getLogicalType(), key.getColumns(), options.get(SourceOptions.PATH),
                options.get(SourceOptions.FORMAT) == SourceOptions.Format.CSV);
        return new LookupSource(files, options.getOptional(SourceOptions.RELOAD_INTERVAL).orElse(null));
    }
}
