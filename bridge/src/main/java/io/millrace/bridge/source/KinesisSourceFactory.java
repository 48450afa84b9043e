package io.millrace.bridge.source;

import io.millrace.bridge.BridgeException;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants;
import org.apache.flink.streaming.connectors.kinesis.table.KinesisConsumerOptionsUtil;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** `millrace-kinesis`: records of a Kinesis stream; with the options of Flink's own `kinesis` table connector. */
public final class KinesisSourceFactory implements DynamicTableSourceFactory {
    private static final String SCAN = "scan.";
    private static final String AWS = "aws.";
    private static final Set<String> AWS_KEYS = Set.of("aws.region", "aws.endpoint", "aws.trust.all.certificates",
            "aws.http.protocol.version", "aws.http-client.max-concurrency", "aws.http-client.read-timeout");
    private static final String CREDENTIALS = "aws.credentials.";
    private static final Set<String> ASSIGNERS = Set.of("default", "uniform");

    @Override
    public String factoryIdentifier() {
        return "millrace-kinesis";
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(SourceOptions.STREAM, SourceOptions.FORMAT);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(SourceOptions.CLOCK_SKEW, SourceOptions.RECORD_ID, SourceOptions.RECORD_ID_WITHIN, SourceOptions.SHARD_ASSIGNER);
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        helper.validateExcept(AWS, SCAN);
        ReadableConfig options = helper.getOptions();
        String name = context.getObjectIdentifier().getObjectName();
        Map<String, String> given = context.getCatalogTable().getOptions();
        checkKeys(name, given.keySet());
        if (!ASSIGNERS.contains(options.get(SourceOptions.SHARD_ASSIGNER))) {
            throw new BridgeException("table '" + name + "': 'scan.shard-assigner' must be one of " + new TreeSet<>(ASSIGNERS));
        }
        String stream = options.get(SourceOptions.STREAM);
        RecordTable table = new RecordTable(name, context.getCatalogTable().getResolvedSchema(), options);
        Properties consumer = new KinesisConsumerOptionsUtil(given, stream).getValidatedConfigurations();
        // So that children of a reshard are found soon; Flink's default is 10 s.
        consumer.putIfAbsent(ConsumerConfigConstants.SHARD_DISCOVERY_INTERVAL_MILLIS, "1000");
        return new KinesisSource(table, stream, consumer, options.get(SourceOptions.SHARD_ASSIGNER), null);
    }

    /** The stock connector lets any key with these prefixes pass; a misspelt one would silently have no effect. */
    private static void checkKeys(String table, Set<String> given) {
        Set<String> known = new TreeSet<>(AWS_KEYS);
        known.addAll(scanKeys());
        for (String key : given) {
            boolean isOurs = key.startsWith(SCAN) || key.startsWith(AWS) && !key.startsWith(CREDENTIALS);
            boolean isOfStream = key.startsWith("scan.stream.efo.consumerarn.") || key.startsWith("scan.shard.consumer.error.recoverable[");
            if (isOurs && !isOfStream && !known.contains(key)) {
                throw new BridgeException("table '" + table + "' has the unknown option '" + key + "'; known are " + String.join(", ", known));
            }
        }
    }

    private static Set<String> scanKeys() {
        Set<String> keys = new TreeSet<>(Set.of(SourceOptions.SHARD_ASSIGNER.key()));
        try {
            for (Field constant : ConsumerConfigConstants.class.getFields()) {
                Object value = constant.getType() == String.class ? constant.get(null) : null;
                if (value != null && value.toString().startsWith("flink.")) {
                    keys.add(SCAN + value.toString().substring("flink.".length()).replace("initpos.timestamp", "initpos-timestamp")
                            .replace("timestamp.format", "timestamp-format"));
                }
            }
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
        return keys;
    }
}
