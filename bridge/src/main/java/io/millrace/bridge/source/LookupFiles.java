package io.millrace.bridge.source;

import io.millrace.bridge.BridgeException;
import io.millrace.bridge.decode.Column;
import io.millrace.bridge.decode.Fault;
import io.millrace.bridge.decode.RecordDecoder;
import io.millrace.bridge.decode.RecordFraming;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** The files of a lookup table, which together are taken or refused: one bad record or a key that comes twice refuses all. */
final class LookupFiles implements Serializable {
    private static final long serialVersionUID = 1L;

    final String name;
    final RowType type;
    private final List<Column> columns;
    private final List<String> primaryKey;
    private final List<String> paths;
    private final boolean isCsv;

    LookupFiles(String name, LogicalType type, List<String> primaryKey, List<String> paths, boolean isCsv) {
        this.name = name;
        this.type = (RowType) type;
        this.columns = this.type.getFields().stream()
                .map(field -> new Column(field.getName(), field.getType())).collect(Collectors.toList());
        this.primaryKey = List.copyOf(primaryKey);
        this.paths = List.copyOf(paths);
        this.isCsv = isCsv;
    }

    /** Equal for as long as the files are the same, by their names, lengths and times. */
    Object version() throws IOException {
        return list().stream().map(file -> List.of(file.path().toString(), file.fileModificationTime(), file.length()))
                .collect(Collectors.toList());
    }

    /** All rows. Throws a BridgeException that says which record of which file is wrong. */
    List<RowData> read() throws IOException {
        List<RowData> rows = new ArrayList<>();
        Map<List<Object>, String> places = new HashMap<>();
        for (FileSourceSplit file : list()) {
            read(file.path(), rows, places);
        }
        return rows;
    }

    private List<FileSourceSplit> list() throws IOException {
        return FilesByName.list(paths.stream().map(Path::new).toArray(Path[]::new));
    }

    private void read(Path path, List<RowData> rows, Map<List<Object>, String> places) throws IOException {
        String file = FilesByName.name(path);
        try (FSDataInputStream in = path.getFileSystem().open(path)) {
            RecordFraming framing = isCsv ? RecordFraming.csv(in) : RecordFraming.json(in);
            RecordDecoder decoder = isCsv
                    ? RecordDecoder.csv(columns, framing.header(file), file)
                    : RecordDecoder.json(columns);
            for (RecordFraming.Record record = framing.next(); record != null; record = framing.next()) {
                GenericRowData row = new GenericRowData(columns.size());
                Fault fault = record.fault == null ? decoder.decode(record.bytes, row) : record.fault;
                String place = file + ", line " + record.line;
                if (fault != null) {
                    throw refused(place + ": " + fault);
                }
                String other = places.putIfAbsent(key(row), place);
                if (other != null) {
                    throw refused(place + ": its key (" + String.join(", ", primaryKey) + ") = " + key(row) + " is also that of " + other
                            + "; keep one of the two");
                }
                rows.add(row);
            }
        }
    }

    private List<Object> key(GenericRowData row) {
        return primaryKey.stream().map(column -> row.getField(type.getFieldIndex(column))).collect(Collectors.toList());
    }

    private BridgeException refused(String what) {
        return new BridgeException("lookup table '" + name + "': " + what);
    }

    @Override
    public String toString() {
        return "files " + String.join(";", paths) + " in memory";
    }
}
