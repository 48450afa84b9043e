package io.millrace.bridge.decode;

/** What is a line of bytes. */
final class Lines {
    private Lines() {}

    /** Where the record ends when its line end, LF or CR LF, does not count. */
    static int withoutEnd(byte[] record) {
        int end = record.length;
        return end > 0 && record[end - 1] == '\n' ? beforeReturn(record, 0, end - 1) : end;
    }

    static int beforeReturn(byte[] bytes, int start, int lineEnd) {
        return lineEnd > start && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    }

    /** Nothing but spaces, tabs and carriage returns. */
    static boolean isBlank(byte[] bytes, int start, int end) {
        for (int at = start; at < end; at++) {
            if (bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != '\r') {
                return false;
            }
        }
        return true;
    }
}
