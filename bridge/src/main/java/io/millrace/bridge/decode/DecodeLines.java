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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;

/**
 * Says what becomes of each record of stdin, a line each, to be compared with the local readers:
 *
 * <pre>DecodeLines json|csv records|file|file:LIMIT COLUMN TYPE[?] … [--time COLUMN SKEW_MS ARRIVAL_COLUMN]</pre>
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
            boolean isNullable = args[i + 1].endsWith("?");
            String kind = args[i + 1].replace("?", "");
            columns.add(new Column(args[i], type(kind).copy(isNullable)));
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
                file(framing, timed(decoder, columns, args, i), columns.size(), out);
            } else {
                RecordDecoder decoder = isCsv ? RecordDecoder.csv(columns, null) : RecordDecoder.json(columns);
                records(new DataInputStream(in), timed(decoder, columns, args, i), columns.size(), out);
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

    private static void file(RecordFraming framing, RecordDecoder decoder, int width, OutputStream out) throws IOException {
        GenericRowData row = new GenericRowData(width);
        for (RecordFraming.Record record = framing.next(); record != null; record = framing.next()) {
            Fault fault = record.fault != null ? record.fault : decoder.decode(record.bytes, row);
            String raw = new String(record.bytes, StandardCharsets.ISO_8859_1);
            write(out, record.line + "\t" + Text.quote(raw) + "\t" + verdict(fault, row));
        }
    }

    private static void records(DataInputStream in, RecordDecoder decoder, int width, OutputStream out) throws IOException {
        GenericRowData row = new GenericRowData(width);
        for (;;) {
            byte[] record;
            try {
                record = new byte[in.readInt()];
            } catch (EOFException end) {
                return;
            }
            in.readFully(record);
            write(out, verdict(decoder.decode(record, row), row));
        }
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String verdict(Fault fault, GenericRowData row) {
        if (fault != null) {
            return fault.code + "\t" + Text.quote(fault.reason);
        }
        String[] values = new String[row.getArity()];
        Arrays.setAll(values, i -> text(row.getField(i)));
        return "row\t" + String.join("\t", values);
    }

    /** Doubles by their bits, timestamps by their milliseconds. */
    private static String text(Object value) {
        if (value instanceof StringData) {
            return Text.quote(value.toString());
        }
        if (value instanceof Double) {
            return Long.toHexString(Double.doubleToLongBits((Double) value));
        }
        return value instanceof TimestampData ? String.valueOf(((TimestampData) value).getMillisecond()) : String.valueOf(value);
    }

    private static LogicalType type(String kind) {
        switch (kind) {
            case "STRING":
                return new VarCharType(VarCharType.MAX_LENGTH);
            case "DOUBLE":
                return new DoubleType();
            case "INT":
                return new IntType();
            case "BIGINT":
                return new BigIntType();
            case "BOOLEAN":
                return new BooleanType();
            case "TIMESTAMP":
                return new TimestampType(3);
            default:
                throw new BridgeException("there is no type " + kind);
        }
    }
}
