package io.millrace.bridge.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.bridge.BridgeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordFramingTest {
    @Test
    void cutsLines() throws IOException {
        assertEquals(List.of("1 {}", "4 []", "5 x\r", "7  y"), all(RecordFraming.json(of("\ufeff{}\r\n\n \t\r\n[]\nx\r\r\n\n y"))));
        assertEquals(List.of(), all(RecordFraming.json(of("\ufeff"))));
        assertEquals(List.of(), all(RecordFraming.json(of(""))));
    }

    @Test
    void keepsTheBeginningOfWhatIsTooLong() throws IOException {
        for (int length : new int[] {9, 10, 1_000_000}) {
            RecordFraming framing = RecordFraming.json(of("12345678\n" + "x".repeat(length) + "\nz")).withLimit(8);
            String reason = "the record has " + length + " bytes, expected at most 8: the bytes beyond are not kept";
            assertEquals(List.of("1 12345678", "2 xxxxxxxx RECORD_TOO_LONG: " + reason, "3 z"), all(framing));
        }
    }

    @Test
    void csvRecordsMayHaveLineEndsInQuotes() throws IOException {
        RecordFraming framing = RecordFraming.csv(of("\n a ,\"b\"\r\n1,\"x\ny\"\r\n\n2,3"));
        assertEquals(List.of("a", "b"), framing.header("f.csv"));
        assertEquals(List.of("3 1,\"x\ny\"", "6 2,3"), all(framing));
    }

    @Test
    void wrongQuotesCostOneLine() throws IOException {
        RecordFraming framing = RecordFraming.csv(of("a\n\"x\ny\"z\n1\n\"open\n2"));
        framing.header("f.csv");
        String stray = " INVALID_CSV: a quote is where none may be, expected quotes as in RFC 4180";
        String open = " INVALID_CSV: a quote is not closed, expected quotes as in RFC 4180";
        assertEquals(List.of("2 \"x" + stray, "3 y\"z" + stray, "4 1", "5 \"open" + open, "6 2"), all(framing));
    }

    @Test
    void aHeaderIsNeeded() {
        BridgeException missing = assertThrows(BridgeException.class, () -> RecordFraming.csv(of("\n\n")).header("f.csv"));
        assertTrue(missing.getMessage().contains("f.csv has no header"), missing.getMessage());
        assertThrows(BridgeException.class, () -> RecordFraming.csv(of("a,\"b\n")).header("f.csv"));
    }

    @Test
    void goesOnBehindTheRecordsOfACheckpoint() throws IOException {
        String text = "a,b\n1,\"x\ny\"\n\nbad\"\n3,4\n5,6";
        for (int n = 0; n <= 4; n++) {
            RecordFraming whole = RecordFraming.csv(of(text));
            whole.header("f.csv");
            RecordFraming rest = RecordFraming.csv(of(text));
            rest.header("f.csv");
            assertEquals(n, rest.skip(n));
            assertEquals(all(whole).subList(n, 4), all(rest));
            assertEquals(0, rest.skip(1));
        }
    }

    private static List<String> all(RecordFraming framing) throws IOException {
        List<String> records = new ArrayList<>();
        for (RecordFraming.Record record = framing.next(); record != null; record = framing.next()) {
            String text = record.line + " " + new String(record.bytes, StandardCharsets.UTF_8);
            records.add(record.fault == null ? text : text + " " + record.fault);
        }
        return records;
    }

    /** Gives its bytes in small pieces. */
    private static InputStream of(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 7));
            }
        };
    }
}
