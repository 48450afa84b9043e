package io.millrace.bridge.decode;

import io.millrace.bridge.BridgeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a file into records as the local readers do. A byte order mark is skipped; blank lines are, too, but they count.
 * A CSV record may have line ends in quotes; when its quotes are wrong only its first line is refused, and the next line
 * begins a record.
 */
public final class RecordFraming {
    private static final int CHUNK = 64 * 1024;

    /** A record without its line end. */
    public static final class Record {
        public final byte[] bytes;
        /** The line on which it begins, from 1. */
        public final long line;
        /** Why it is refused already, by RECORD_TOO_LONG (bytes beyond the limit are not kept) or INVALID_CSV; else null. */
        public final Fault fault;

        Record(byte[] bytes, long line, Fault fault) {
            this.bytes = bytes;
            this.line = line;
            this.fault = fault;
        }
    }

    private final InputStream in;
    private final boolean isCsv;
    private final int limit;
    private final CsvFields fields = new CsvFields();
    /** Bytes read and not yet given away are [at, end). */
    private byte[] buffer = new byte[CHUNK];
    private int at;
    private int end;
    private boolean isEnded;
    private boolean isBegun;
    private long line = 1;

    private RecordFraming(InputStream in, boolean isCsv, int limit) {
        this.in = in;
        this.isCsv = isCsv;
        this.limit = limit;
    }

    /** The records of JSON lines. */
    public static RecordFraming json(InputStream in) {
        return new RecordFraming(in, false, Contract.RECORD_BYTES);
    }

    /** The records of a CSV file. Its header is read first, by {@link #header}. */
    public static RecordFraming csv(InputStream in) {
        return new RecordFraming(in, true, Contract.RECORD_BYTES);
    }

    /** For tests: another limit of a record's bytes than the contract's. */
    RecordFraming withLimit(int bytes) {
        return new RecordFraming(in, isCsv, bytes);
    }

    /** The names of a CSV file's columns. Throws a BridgeException, with the file's name, when there are none. */
    public List<String> header(String file) throws IOException {
        Record first = next();
        if (first == null) {
            throw new BridgeException(file + " has no header; its first line must name the columns");
        }
        if (first.fault != null || fields.split(first.bytes, 0, first.bytes.length) != null) {
            throw new BridgeException("the header of " + file + " is not CSV in UTF-8");
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < fields.count(); i++) {
            String name = fields.text(i);
            if (name == null) {
                throw new BridgeException("the header of " + file + " is not CSV in UTF-8");
            }
            names.add(Text.trim(name));
        }
        return names;
    }

    /** Reads on past this many records (a CSV header is none), to where a checkpoint was. Returns how many there were. */
    public long skip(long records) throws IOException {
        long skipped = 0;
        while (skipped < records && next() != null) {
            skipped++;
        }
        return skipped;
    }

    /** The next record; null after the last. */
    public Record next() throws IOException {
        skipByteOrderMark();
        for (;;) {
            Record record = cut();
            if (record == null || record.fault != null || !Lines.isBlank(record.bytes, 0, record.bytes.length)) {
                return record;
            }
        }
    }

    /** The record or blank line at `at`: up to a line end, in CSV the first one that is not in quotes. */
    private Record cut() throws IOException {
        boolean isQuoted = false;
        boolean hasQuotes = false;
        int lines = 0;
        int firstLineEnd = -1;
        int i = 0;
        for (; ; i++) {
            if (at + i == end && !fill()) {
                if (i == 0) {
                    return null;
                }
                // The last line needs no line end.
                lines++;
                break;
            }
            byte b = buffer[at + i];
            if (b == '\n') {
                lines++;
                if (!isQuoted || i > limit) {
                    break;
                }
                firstLineEnd = lines == 1 ? i : firstLineEnd;
            } else if (b == '"' && isCsv) {
                isQuoted = !isQuoted;
                hasQuotes = true;
            }
            if (i > limit) {
                if (firstLineEnd < 0) {
                    return overlong(i);
                }
                break;
            }
        }
        if (i > limit) {
            return firstLineEnd < 0
                    ? refused(Contract.tooLong(i, limit), limit, i, 1)
                    : wrongQuotes(splitFirst(firstLineEnd), firstLineEnd);
        }
        int start = at;
        int contentEnd = Lines.beforeReturn(buffer, at, at + i);
        String reason = hasQuotes ? fields.split(buffer, start, contentEnd) : null;
        if (reason != null) {
            return wrongQuotes(reason, firstLineEnd < 0 ? i : firstLineEnd);
        }
        Record record = new Record(Arrays.copyOfRange(buffer, start, contentEnd), line, null);
        moveTo(i, lines);
        return record;
    }

    private String splitFirst(int lineEnd) {
        return fields.split(buffer, at, Lines.beforeReturn(buffer, at, at + lineEnd));
    }

    private Record wrongQuotes(String reason, int firstLineEnd) {
        int length = Lines.beforeReturn(buffer, at, at + firstLineEnd) - at;
        return refused(Contract.fault("INVALID_CSV", reason), length, firstLineEnd, 1);
    }

    private Record refused(Fault fault, int kept, int lineEnd, int lines) {
        Record record = new Record(Arrays.copyOfRange(buffer, at, at + kept), line, fault);
        moveTo(lineEnd, lines);
        return record;
    }

    /** A line beyond the limit after `counted` bytes: the rest is counted and not kept. */
    private Record overlong(int counted) throws IOException {
        byte[] kept = Arrays.copyOfRange(buffer, at, at + limit);
        long length = counted;
        at += counted;
        while ((at < end || fill()) && buffer[at] != '\n') {
            at++;
            length++;
        }
        Record record = new Record(kept, line, Contract.tooLong(length, limit));
        moveTo(0, 1);
        return record;
    }

    /** Goes on behind the line end at `lineEnd`. */
    private void moveTo(int lineEnd, int lines) {
        at = Math.min(at + lineEnd + 1, end);
        line += lines;
    }

    private void skipByteOrderMark() throws IOException {
        if (isBegun) {
            return;
        }
        isBegun = true;
        while (end - at < 3 && fill()) {
            // Until three bytes are here.
        }
        if (end - at >= 3 && buffer[at] == (byte) 0xef && buffer[at + 1] == (byte) 0xbb && buffer[at + 2] == (byte) 0xbf) {
            at += 3;
        }
    }

    /** Reads more bytes behind those that are left, which move to the front. Returns false when there are none. */
    private boolean fill() throws IOException {
        if (isEnded) {
            return false;
        }
        if (end == buffer.length) {
            byte[] room = at > buffer.length / 2 ? buffer : new byte[at > 0 ? buffer.length : 2 * buffer.length];
            System.arraycopy(buffer, at, room, 0, end - at);
            buffer = room;
            end -= at;
            at = 0;
        }
        int count = in.read(buffer, end, buffer.length - end);
        isEnded = count < 0;
        end += Math.max(0, count);
        return !isEnded;
    }
}
