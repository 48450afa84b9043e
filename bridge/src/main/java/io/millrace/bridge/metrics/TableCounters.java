package io.millrace.bridge.metrics;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The counters of what becomes of a table's records. */
public final class TableCounters {
    public static final String READ = "read";
    public static final String MALFORMED = "malformed";
    public static final String DUPLICATES = "duplicates";
    public static final String ON_TIME = "onTime";
    public static final String LATE = "late";
    /** Of a lookup table: how often it could not be read again. */
    public static final String FAILED_RELOADS = "failedReloads";

    /** The managed service sends to CloudWatch what is in this group. */
    static final String GROUP = "kinesisanalytics";
    static final String TABLE = "Table";

    private TableCounters() {}

    public static Counter counter(MetricGroup group, String table, String name) {
        return group.addGroup(GROUP).addGroup(TABLE, table).counter(name);
    }
}
