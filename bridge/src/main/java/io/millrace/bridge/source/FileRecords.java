package io.millrace.bridge.source;

import io.millrace.bridge.decode.RecordDecoder;
import io.millrace.bridge.decode.RecordFraming;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.ArrayResultIterator;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.table.data.RowData;

/** Reads a file record by record. The position in a file is the number of records before it. */
final class FileRecords implements BulkFormat<RowData, FileSourceSplit> {
    private static final long serialVersionUID = 1L;
    private static final int BATCH = 1000;

    private final RecordTable table;
    private final TypeInformation<RowData> type;

    FileRecords(RecordTable table, TypeInformation<RowData> type) {
        this.table = table;
        this.type = type;
    }

    @Override
    public Reader<RowData> createReader(Configuration configuration, FileSourceSplit split) throws IOException {
        return new FileReader(split, 0);
    }

    @Override
    public Reader<RowData> restoreReader(Configuration configuration, FileSourceSplit split) throws IOException {
        return new FileReader(split, split.getReaderPosition().map(CheckpointedPosition::getRecordsAfterOffset).orElse(0L));
    }

    @Override
    public boolean isSplittable() {
        return false;
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return type;
    }

    private final class FileReader implements Reader<RowData> {
        private final FSDataInputStream in;
        private final RecordFraming framing;
        private final RecordDecoder decoder;
        private final RecordRows rows = table.rows();
        private final String file;
        private long count;

        FileReader(FileSourceSplit split, long skipped) throws IOException {
            Path path = split.path();
            file = FilesByName.name(path);
            in = path.getFileSystem().open(path);
            try {
                framing = table.isCsv ? RecordFraming.csv(in) : RecordFraming.json(in);
                decoder = table.decoder(table.isCsv ? framing.header(file) : null);
                count = framing.skip(skipped);
            } catch (IOException | RuntimeException failure) {
                in.close();
                throw failure;
            }
        }

        @Override
        public RecordIterator<RowData> readBatch() throws IOException {
            RowData[] batch = new RowData[BATCH];
            int size = 0;
            while (size < BATCH) {
                RecordFraming.Record record = framing.next();
                if (record == null) {
                    break;
                }
                batch[size++] = rows.of(record.bytes, record.fault, decoder, file, Long.toString(record.line), null);
            }
            if (size == 0) {
                return null;
            }
            ArrayResultIterator<RowData> iterator = new ArrayResultIterator<>();
            iterator.set(batch, size, CheckpointedPosition.NO_OFFSET, count);
            count += size;
            return iterator;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
