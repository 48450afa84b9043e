package io.millrace.bridge.metrics;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Keeps the counters of local jobs beyond the jobs' ends, when Flink forgets them. They are summed over operators and
 * subtasks; a task that is restarted counts again from 0, which is added to what it had counted before. Where Flink plans
 * a split of late rows twice, as under a subquery, both operators count the same rows, and one of them is taken.
 */
public final class FinalCounters implements MetricReporter {
    private static final String LATE_DROPPED = "numLateRecordsDropped";
    private static final Set<String> OURS = Set.of(TableCounters.READ, TableCounters.MALFORMED, TableCounters.DUPLICATES,
            TableCounters.ON_TIME, TableCounters.LATE, TableCounters.FAILED_RELOADS);
    private static final int JOBS_KEPT = 100;

    /** By job id; the eldest goes first. */
    private static final Map<String, Job> JOBS = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Job> eldest) {
            return size() > JOBS_KEPT;
        }
    };

    /** How local clusters are told of it. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new FinalCounters();
        }
    }

    private static final class Job {
        /** Of counters that are gone. */
        private final Map<String, Long> sums = new HashMap<>();
        private final Map<Counter, String> counters = new HashMap<>();

        /** By what they count. */
        private Map<String, Long> all() {
            Map<String, Long> byOperator = new HashMap<>(sums);
            counters.forEach((counter, key) -> byOperator.merge(key, counter.getCount(), Long::sum));
            Map<String, Long> all = new TreeMap<>();
            byOperator.forEach((key, count) -> all.merge(key.substring(key.indexOf(' ') + 1), count, Math::max));
            return all;
        }
    }

    /** The counters of a job as JSON: `tables`, by name, and `numLateRecordsDropped`. */
    public static String json(JobID id) {
        synchronized (JOBS) {
            Job found = JOBS.get(id.toString());
            ObjectNode json = new ObjectMapper().createObjectNode();
            ObjectNode tables = json.putObject("tables");
            Map<String, Long> counters = found == null ? Map.of() : found.all();
            counters.forEach((key, count) -> {
                int slash = key.lastIndexOf('/');
                if (slash >= 0) {
                    String table = key.substring(0, slash);
                    ObjectNode known = (ObjectNode) tables.get(table);
                    (known == null ? tables.putObject(table) : known).put(key.substring(slash + 1), count);
                }
            });
            return json.put(LATE_DROPPED, counters.getOrDefault(LATE_DROPPED, 0L)).toString();
        }
    }

    @Override
    public void open(MetricConfig config) {
        // Nothing to configure.
    }

    @Override
    public void close() {
        // What was counted outlives the cluster.
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        String key = key(metric, name, group);
        if (key != null) {
            synchronized (JOBS) {
                job(group).counters.put((Counter) metric, key);
            }
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        String key = key(metric, name, group);
        if (key != null) {
            synchronized (JOBS) {
                Job job = job(group);
                job.counters.remove((Counter) metric);
                job.sums.merge(key, ((Counter) metric).getCount(), Long::sum);
            }
        }
    }

    /** `table/counter`, after the operator where another one may count the same rows, or the counter's name alone; null for what is not kept. */
    private static String key(Metric metric, String name, MetricGroup group) {
        if (!(metric instanceof Counter)) {
            return null;
        }
        String table = group.getAllVariables().get("<" + TableCounters.TABLE + ">");
        if (table != null && OURS.contains(name)) {
            boolean isSplit = name.equals(TableCounters.ON_TIME) || name.equals(TableCounters.LATE);
            return (isSplit ? group.getAllVariables().get("<operator_id>") + " " : "") + table + "/" + name;
        }
        return name.equals(LATE_DROPPED) ? name : null;
    }

    private static Job job(MetricGroup group) {
        return JOBS.computeIfAbsent(group.getAllVariables().get("<job_id>"), id -> new Job());
    }
}
