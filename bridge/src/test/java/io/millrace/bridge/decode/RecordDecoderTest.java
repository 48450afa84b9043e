package io.millrace.bridge.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.bridge.BridgeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.TimeType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads first of the decoder; that it agrees with the local readers is shown by test/decode. */
class RecordDecoderTest {
    private static final List<Column> COLUMNS = List.of(
            new Column("name", new VarCharType(false, VarCharType.MAX_LENGTH)),
            new Column("value", new DoubleType(true)),
            new Column("at", new TimestampType(false, 3)),
            new Column("n", new IntType(true)),
            new Column("big", new BigIntType(true)),
            new Column("ok", new BooleanType(true)),
            new Column("arrival", new TimestampType(true, 3)));
    private static final long AT = 1_774_745_880_123L;

    private final GenericRowData row = new GenericRowData(COLUMNS.size() + 1);

    @Test
    void decodesEveryType() {
        String record = "{\"name\":\"Z\\u00fcrich\",\"value\":-0.0,\"at\":\"2026-03-29T02:58:00.123999+02:00\",\"n\":1e3,"
                + "\"big\":9223372036854775807,\"ok\":true,\"other\":[{}],\"arrival\":null}";
        row.setField(COLUMNS.size(), "kept");
        assertNull(json(record));
        assertEquals(GenericRowData.of(StringData.fromString("Zürich"), -0.0, TimestampData.fromEpochMillis(AT), 1000,
                Long.MAX_VALUE, true, null, "kept"), row);
    }

    @Test
    void aRefusedRecordHasZeroValuesAndNulls() {
        assertNull(json("{\"name\":\"x\",\"at\":\"2026-03-29 00:58:00\",\"n\":7}"));
        assertEquals("WRONG_TYPE: column \"n\" is INT: found the string \"7\", expected a whole number from -2147483648 to 2147483647",
                json("{\"name\":\"y\",\"at\":\"2026-03-29 00:58:00\",\"n\":\"7\"}").toString());
        assertEquals(GenericRowData.of(StringData.fromString(""), null, TimestampData.fromEpochMillis(0), null, null, null, null, null), row);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"name\":1                 | INVALID_JSON | found the end of the record, expected \",\" or \"}\"",
        "[]                          | NOT_AN_OBJECT | found the JSON array, expected an object",
        "{} {}                       | TRAILING_GARBAGE | \"{\" at character 4 follows the JSON value, expected the end of the line",
        "{\"a\":1,\"\\u0061\":1}     | DUPLICATE_KEY | the key \"a\" is there twice, expected once",
        "{}                          | NULL_NOT_ALLOWED | column \"name\" is STRING NOT NULL, but the record has no value for it",
        "{\"name\":\"\\ud83e\"}      | INVALID_UTF8 | column \"name\" is STRING: found the string \"\\ud83e\", expected a string",
    })
    void refuses(String record, String code, String reason) {
        Fault fault = json(record);
        assertEquals(code, fault.code);
        assertEquals(reason, fault.reason);
    }

    @Test
    void takesNoTypesBeyondTheContract() {
        assertThrows(BridgeException.class, () -> new Column("m", new MapType(new IntType(), new IntType())));
        assertThrows(BridgeException.class, () -> new Column("t", new TimeType(3)));
        Column tags = new Column("tags", new ArrayType(new IntType()));
        assertThrows(BridgeException.class, () -> RecordDecoder.csv(List.of(tags), null));
    }

    @Test
    void refusesTimesAfterTheArrivalAndTheClockSkew() {
        RecordDecoder decoder = RecordDecoder.json(COLUMNS).withTime(2, 60_000, 6);
        String record = "{\"name\":\"x\",\"at\":\"2026-03-29 00:58:00.123\"%s}";
        String arrived = ",\"arrival\":\"2026-03-29 00:57:00.%s\"";
        assertNull(decoder.decode(bytes(String.format(record, "")), row));
        assertNull(decoder.decode(bytes(String.format(record, "")), AT - 60_000, row));
        assertEquals("TIME_IN_FUTURE", decoder.decode(bytes(String.format(record, "")), AT - 60_001, row).code);
        assertNull(decoder.decode(bytes(String.format(record, String.format(arrived, "123"))), row));
        assertEquals("column \"at\" is 2026-03-29 00:58:00.123: later than the row's arrival at 2026-03-29 00:57:00.122 "
                        + "by more than the clock skew of 60000 ms",
                decoder.decode(bytes(String.format(record, String.format(arrived, "122"))), row).reason);
        assertEquals(StringData.fromString(""), row.getField(0));
    }

    @Test
    void csvGoesByTheHeaderOrTheDeclaredColumns() {
        RecordDecoder byHeader = RecordDecoder.csv(COLUMNS, List.of("at", "x", "name"));
        assertNull(byHeader.decode(bytes("2026-03-29 00:58:00,\"a\"\"\n\",b\r\n"), row));
        assertEquals(StringData.fromString("b"), row.getField(0));
        assertEquals("WRONG_FIELD_COUNT: found 2 fields, expected 3 as in the header", byHeader.decode(bytes("a,b"), row).toString());
        assertEquals("INVALID_CSV", byHeader.decode(bytes("a,\"b,c"), row).code);
        assertEquals("INVALID_CSV", byHeader.decode(bytes("2026-03-29 00:58:00,a,b\n2026-03-29 00:58:00,a,b"), row).code);
        RecordDecoder declared = RecordDecoder.csv(COLUMNS, null);
        assertEquals("WRONG_FIELD_COUNT: found 1 fields, expected 7 as declared", declared.decode(bytes(""), row).toString());
        assertNull(declared.decode(bytes("a, 1.5 ,2026-03-29 00:58:00,,,TRUE,"), row));
        assertEquals(1.5, row.getField(1));
        assertEquals(true, row.getField(5));
        BridgeException missing =
                assertThrows(BridgeException.class, () -> RecordDecoder.csv(COLUMNS, List.of("name"), "f.csv"));
        assertTrue(missing.getMessage().startsWith("the header of f.csv has no column \"at\""), missing.getMessage());
        assertThrows(BridgeException.class, () -> RecordDecoder.csv(COLUMNS, List.of("name", "at", "name")));
    }

    @Test
    void isSerializableAfterUse() throws Exception {
        for (RecordDecoder decoder : List.of(RecordDecoder.json(COLUMNS), RecordDecoder.csv(COLUMNS, null))) {
            assertNotNull(decoder.decode(bytes("x"), row));
            RecordDecoder copy = InstantiationUtil.clone(decoder);
            assertEquals(decoder.decode(bytes("x"), row).toString(), copy.decode(bytes("x"), row).toString());
        }
    }

    @Test
    void neverThrows() {
        Random random = new Random(1);
        RecordDecoder json = RecordDecoder.json(COLUMNS);
        RecordDecoder csv = RecordDecoder.csv(COLUMNS, null);
        String alphabet = "{}[]\",:\\u0019eE.+-truefalsn \n\r\t\u0000é🦀";
        for (int n = 0; n < 50_000; n++) {
            StringBuilder text = new StringBuilder(n % 2 == 0 ? "{\"name\":" : "");
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] record = n % 3 == 0 ? new byte[random.nextInt(20)] : bytes(text.toString());
            if (n % 3 == 0) {
                random.nextBytes(record);
            }
            json.decode(record, row);
            csv.decode(record, row);
        }
        assertTrue(json.decode(bytes("{\"a\":" + "[".repeat(1_000_000)), row).code.equals("NESTING_TOO_DEEP"));
    }

    private Fault json(String record) {
        return RecordDecoder.json(COLUMNS).decode(bytes(record), row);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
