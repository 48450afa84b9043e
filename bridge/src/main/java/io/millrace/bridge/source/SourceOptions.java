package io.millrace.bridge.source;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of our sources that are not the stock connectors' own. */
final class SourceOptions {
    enum Format { JSON, CSV }

    static final ConfigOption<Format> FORMAT = ConfigOptions.key("format").enumType(Format.class).noDefaultValue()
            .withDescription("How records are spelled.");
    static final ConfigOption<Duration> CLOCK_SKEW = ConfigOptions.key("time.clock-skew").durationType().noDefaultValue()
            .withDescription("How much later than its arrival a row's time may be; later ones are errors.");
    static final ConfigOption<List<String>> RECORD_ID = ConfigOptions.key("record-id").stringType().asList().noDefaultValue()
            .withDescription("The columns that identify a record, joined by ';'.");
    static final ConfigOption<Duration> RECORD_ID_WITHIN = ConfigOptions.key("record-id.within").durationType().noDefaultValue()
            .withDescription("Rows with the same id whose times are at most this apart are repeats.");
    static final ConfigOption<String> ARRIVAL = ConfigOptions.key("arrival").stringType().noDefaultValue()
            .withDescription("The column that tells when a row of a file arrived.");
    static final ConfigOption<List<String>> PATH = ConfigOptions.key("path").stringType().asList().noDefaultValue()
            .withDescription("Files, and folders that stand for their files by name, joined by ';' in the order of reading.");
    static final ConfigOption<Duration> MONITOR_INTERVAL = ConfigOptions.key("source.monitor-interval").durationType().noDefaultValue()
            .withDescription("How often to look for new files; without it the source ends with the last file.");
    static final ConfigOption<Duration> RELOAD_INTERVAL = ConfigOptions.key("reload-interval").durationType().noDefaultValue()
            .withDescription("How long after it was read a lookup table is read again; without it it is read once.");
    static final ConfigOption<String> STREAM = ConfigOptions.key("stream").stringType().noDefaultValue()
            .withDescription("The Kinesis stream's name.");
    static final ConfigOption<String> SHARD_ASSIGNER = ConfigOptions.key("scan.shard-assigner").stringType().defaultValue("default")
            .withDescription("Which subtask reads a shard: by 'default' its id's hash decides, by 'uniform' its range of hash keys.");

    private SourceOptions() {}
}
