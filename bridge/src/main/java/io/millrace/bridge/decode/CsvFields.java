package io.millrace.bridge.decode;

import java.util.Arrays;

/** Cuts a CSV record into its fields, as the csv-parse library of the local reader does. */
final class CsvFields {
    private byte[] content = new byte[0];
    /** By field, where it ends in the content. */
    private int[] ends = new int[16];
    private int count;

    int count() {
        return count;
    }

    int length(int field) {
        return ends[field] - start(field);
    }

    /** A field's text, or null when it is not UTF-8. */
    String text(int field) {
        char[] chars = new char[length(field)];
        int length = Text.decode(content, start(field), ends[field], chars);
        return length < 0 ? null : new String(chars, 0, length);
    }

    /** Reads the fields of a record without its line end. Returns null, or which reason of the contract refuses it. */
    String split(byte[] bytes, int start, int end) {
        if (content.length < end - start) {
            content = new byte[Math.max(end - start, 2 * content.length)];
        }
        count = 0;
        int to = 0;
        int fieldStart = 0;
        boolean isQuoted = false;
        for (int at = start; at < end; at++) {
            byte b = bytes[at];
            if (b == '"' && isQuoted) {
                byte next = at + 1 < end ? bytes[at + 1] : 0;
                if (next == '"') {
                    content[to++] = b;
                    at++;
                } else if (next == 0 || next == ',') {
                    // The library takes a zero byte for an end.
                    isQuoted = false;
                } else {
                    return "strayQuote";
                }
            } else if (b == '"') {
                if (to > fieldStart) {
                    return "strayQuote";
                }
                isQuoted = true;
            } else if (b == ',' && !isQuoted) {
                add(to);
                fieldStart = to;
            } else if (b == '\n' && !isQuoted) {
                return "secondLine";
            } else {
                content[to++] = b;
            }
        }
        if (isQuoted) {
            return "quoteNotClosed";
        }
        add(to);
        return null;
    }

    private int start(int field) {
        return field == 0 ? 0 : ends[field - 1];
    }

    private void add(int end) {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ends[count++] = end;
    }
}
