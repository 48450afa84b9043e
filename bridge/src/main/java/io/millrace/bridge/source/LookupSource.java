package io.millrace.bridge.source;

import java.time.Duration;
import java.util.Arrays;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.lookup.LookupFunctionProvider;

/** A table that is looked up in by whatever columns a join compares. */
final class LookupSource implements LookupTableSource {
    private final LookupFiles files;
    private final Duration reloadInterval;

    LookupSource(LookupFiles files, Duration reloadInterval) {
        this.files = files;
        this.reloadInterval = reloadInterval;
    }

    @Override
    public LookupRuntimeProvider getLookupRuntimeProvider(LookupContext context) {
        int[] keys = Arrays.stream(context.getKeys()).mapToInt(path -> path[0]).toArray();
        return LookupFunctionProvider.of(new Lookup(files, keys, reloadInterval));
    }

    @Override
    public DynamicTableSource copy() {
        return new LookupSource(files, reloadInterval);
    }

    @Override
    public String asSummaryString() {
        return files.toString();
    }
}
