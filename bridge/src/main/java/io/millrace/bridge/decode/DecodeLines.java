package io.millrace.bridge.decode;

import io.millrace.bridge.BridgeException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

/**
 * Says what becomes of each record of stdin, a line each, to be compared with the local readers:
 *
 * <pre>DecodeLines json|csv records|file|file:LIMIT COLUMN TYPE … [--time COLUMN SKEW_MS ARRIVAL_COLUMN]</pre>
 *
 * `records` are prefixed by their length (four bytes, big-endian); `file` is cut by RecordFraming, and each line then has
 * the record's line and bytes, too; LIMIT is then the greatest length of a record.
 */
public final class DecodeLines {
    private DecodeLines() {}

    public static void main(String[] args) throws IOException {
        List<Column> columns = new ArrayList<>();
        int i = 2;
        for (; i + 1 < args.length && !args[i].equals("--time"); i += 2) {
            columns.add(new Column(args[i], LogicalTypeParser.parse(args[i + 1], DecodeLines.class.getClassLoader())));
        }
        boolean isCsv = args[0].equals("csv");
        BufferedInputStream in = new BufferedInputStream(System.in, 1 << 16);
        try (OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)) {
            if (args[1].startsWith("file")) {
                RecordFraming framing = isCsv ? RecordFraming.csv(in) : RecordFraming.json(in);
                if (args[1].startsWith("file:")) {
                    framing = framing.withLimit(Integer.parseInt(args[1].substring("file:".length())));
                }
                RecordDecoder decoder = isCsv
                        ? RecordDecoder.csv(columns, framing.header("stdin")) : RecordDecoder.json(columns);
                file(framing, timed(decoder, columns, args, i), columns, out);
            } else {
                RecordDecoder decoder = isCsv ? RecordDecoder.csv(columns, null) : RecordDecoder.json(columns);
                records(new DataInputStream(in), timed(decoder, columns, args, i), columns, out);
            }
        }
    }

    private static RecordDecoder timed(RecordDecoder decoder, List<Column> columns, String[] args, int at) {
        if (at + 3 >= args.length) {
            return decoder;
        }
        return decoder.withTime(place(columns, args[at + 1]), Long.parseLong(args[at + 2]), place(columns, args[at + 3]));
    }

    private static int place(List<Column> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new BridgeException("there is no column '" + name + "'");
    }

    private static void file(RecordFraming framing, RecordDecoder decoder, List<Column> columns, OutputStream out) throws IOException {
        GenericRowData row = new GenericRowData(columns.size());
        for (RecordFraming.Record record = framing.next(); record != null; record = framing.next()) {
            Fault fault = record.fault != null ? record.fault : decoder.decode(record.bytes, row);
            String raw = new String(record.bytes, StandardCharsets.ISO_8859_1);
            write(out, record.line + "\t" + Text.quote(raw) + "\t" + verdict(fault, row, columns));
        }
    }

    private static void records(DataInputStream in, RecordDecoder decoder, List<Column> columns, OutputStream out) throws IOException {
        GenericRowData row = new GenericRowData(columns.size());
        for (;;) {
            byte[] record;
            try {
                record = new byte[in.readInt()];
            } catch (EOFException end) {
                return;
            }
            in.readFully(record);
            write(out, verdict(decoder.decode(record, row), row, columns));
        }
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String verdict(Fault fault, GenericRowData row, List<Column> columns) {
        if (fault != null) {
            return fault.code + "\t" + Text.quote(fault.reason);
        }
        String[] values = new String[row.getArity()];
        Arrays.setAll(values, i -> text(row.getField(i), columns.get(i)));
        return "row\t" + String.join("\t", values);
    }

    /** Doubles by their bits, timestamps up to milliseconds by these, bytes by characters, and all others as JSON has them. */
    private static String text(Object value, Column column) {
        if (value == null) {
            return "null";
        }
        switch (column.kind) {
            case FLOAT:
                return Long.toHexString(Double.doubleToLongBits((Float) value));
            case DOUBLE:
                return Long.toHexString(Double.doubleToLongBits((Double) value));
            case BYTES:
            case BINARY:
            case VARBINARY:
                return Text.quote(new String((byte[]) value, StandardCharsets.ISO_8859_1));
            case TIMESTAMP:
            case TIMESTAMP_LTZ:
                return LogicalTypeChecks.getPrecision(column.type) <= 3
                        ? String.valueOf(((TimestampData) value).getMillisecond()) : Text.quote(timestamp(value, column));
            case STRING:
            case CHAR:
            case VARCHAR:
            case DATE:
            case TIME:
                return json(value, column);
            case DECIMAL:
            case ARRAY:
            case MAP:
            case ROW:
                return Text.quote(json(value, column));
            default:
                return String.valueOf(value);
        }
    }

    /** As Flink's JSON format writes it; members of a MAP sorted. */
    private static String json(Object value, Column column) {
        if (value == null) {
            return "null";
        }
        List<String> members = new ArrayList<>();
        switch (column.kind) {
            case STRING:
            case CHAR:
            case VARCHAR:
                return Text.quote(value.toString());
            case BYTES:
            case BINARY:
            case VARBINARY:
                return Text.quote(Base64.getEncoder().encodeToString((byte[]) value));
            case DECIMAL:
                return ((DecimalData) value).toBigDecimal().toPlainString();
            case DATE:
                return Text.quote(LocalDate.ofEpochDay((Integer) value).toString());
            case TIME:
                return Text.quote(LocalTime.ofSecondOfDay((Integer) value / 1000).format(DateTimeFormatter.ISO_LOCAL_TIME));
            case TIMESTAMP:
                return Text.quote(timestamp(value, column));
            case TIMESTAMP_LTZ:
                return Text.quote(timestamp(value, column) + "Z");
            case ARRAY:
                for (Object element : ((GenericArrayData) value).toObjectArray()) {
                    members.add(json(element, column.parts.get(0)));
                }
                return "[" + String.join(",", members) + "]";
            case MAP:
                TreeMap<String, String> sorted = new TreeMap<>();
                ArrayData keys = ((GenericMapData) value).keyArray();
                for (int i = 0; i < keys.size(); i++) {
                    StringData key = keys.getString(i);
                    sorted.put(key.toString(), json(((GenericMapData) value).get(key), column.parts.get(1)));
                }
                sorted.forEach((key, member) -> members.add(Text.quote(key) + ":" + member));
                return "{" + String.join(",", members) + "}";
            case ROW:
                for (int i = 0; i < column.parts.size(); i++) {
                    Column field = column.parts.get(i);
                    members.add(Text.quote(field.name) + ":" + json(((GenericRowData) value).getField(i), field));
                }
                return "{" + String.join(",", members) + "}";
            default:
                return String.valueOf(value);
        }
    }

    private static String timestamp(Object value, Column column) {
        TimestampData time = (TimestampData) value;
        String digits = String.format("%06d", time.getNanoOfMillisecond());
        String all = Timestamps.format(time.getMillisecond()) + digits;
        int precision = LogicalTypeChecks.getPrecision(column.type);
        return all.substring(0, precision == 0 ? 19 : 20 + precision);
    }
}
