package io.millrace.bridge.source;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;

/** A table of the records of files. */
final class FileRecordSource extends RecordSource {
    private final List<String> paths;
    private final Duration monitorInterval;

    /** Bounded when there is no interval. */
    FileRecordSource(RecordTable table, List<String> paths, Duration monitorInterval, WatermarkStrategy<RowData> watermarks) {
        super(table, watermarks);
        this.paths = paths;
        this.monitorInterval = monitorInterval;
    }

    @Override
    SingleOutputStreamOperator<RowData> read(
            StreamExecutionEnvironment environment, Optional<String> uid, WatermarkStrategy<RowData> watermarks, TypeInformation<RowData> type) {
        Path[] files = paths.stream().map(Path::new).toArray(Path[]::new);
        FileSource.FileSourceBuilder<RowData> source = FileSource.forBulkFileFormat(new FileRecords(table, type), files)
                .setFileEnumerator(FilesByName::new)
                .setSplitAssigner(FilesInOrder::new);
        if (monitorInterval != null) {
            source.monitorContinuously(monitorInterval);
        }
        // One reader: with more, the order of rows and with it what is late would be a matter of chance.
        DataStreamSource<RowData> rows = environment.fromSource(source.build(), watermarks, table.name, type).setParallelism(1);
        uid.ifPresent(rows::uid);
        return rows;
    }

    @Override
    boolean isBounded() {
        return monitorInterval == null;
    }

    @Override
    public DynamicTableSource copy() {
        return new FileRecordSource(table, paths, monitorInterval, watermarks());
    }

    @Override
    public String asSummaryString() {
        return "files " + String.join(";", paths);
    }
}
