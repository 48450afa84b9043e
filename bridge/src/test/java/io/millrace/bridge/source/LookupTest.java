package io.millrace.bridge.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.bridge.BridgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupTest {
    private static final DataType USERS = DataTypes.ROW(
            DataTypes.FIELD("id", DataTypes.BIGINT().notNull()),
            DataTypes.FIELD("name", DataTypes.STRING().notNull()),
            DataTypes.FIELD("team", DataTypes.STRING()));

    @TempDir
    Path folder;

    private Path write(String file, String... lines) throws IOException {
        return Files.write(folder.resolve(file), List.of(lines));
    }

    private LookupFiles files(boolean isCsv, Path... paths) {
        List<String> names = List.of(paths).stream().map(Path::toString).collect(Collectors.toList());
        return new LookupFiles("users", USERS.getLogicalType(), List.of("id"), names, isCsv);
    }

    private Lookup open(LookupFiles files, int[] keys, Duration interval) throws IOException {
        Lookup lookup = new Lookup(files, keys, interval);
        lookup.open(new FunctionContext(null));
        return lookup;
    }

    private static List<String> names(Lookup lookup, Object... key) {
        return lookup.lookup(GenericRowData.of(key)).stream().map(row -> row.getString(1).toString()).collect(Collectors.toList());
    }

    private static StringData text(String text) {
        return StringData.fromString(text);
    }

    @Test
    void findsTheRowsOfAKeyInAllFiles() throws IOException {
        Path first = write("1.jsonl", "{\"id\": 1, \"name\": \"Ada\", \"team\": \"a\"}", "", "{\"id\": 2, \"name\": \"Bea\"}");
        Path second = write("2.jsonl", "{\"id\": 3, \"name\": \"Cy\", \"team\": \"a\"}");
        Lookup byId = open(files(false, first, second), new int[] {0}, null);
        assertEquals(List.of("Ada"), names(byId, 1L));
        assertEquals(List.of("Cy"), names(byId, 3L));
        assertEquals(List.of(), names(byId, 4L));
        assertEquals(List.of("Ada", "Cy"), names(open(files(false, folder), new int[] {2}, null), text("a")));
        assertEquals(List.of("Cy"), names(open(files(false, folder), new int[] {2, 0}, null), text("a"), 3L));
    }

    @Test
    void findsNothingForNull() throws IOException {
        Lookup byTeam = open(files(true, write("u.csv", "id,team,name", "1,,Ada", "2,b,Bea")), new int[] {2}, null);
        assertEquals(List.of(), names(byTeam, (Object) null));
        assertEquals(List.of("Bea"), names(byTeam, text("b")));
    }

    @Test
    void refusesATableWithABadRecordOrAKeyThatComesTwice() throws IOException {
        Path bad = write("bad.jsonl", "{\"id\": 1, \"name\": \"Ada\"}", "{\"id\": \"x\", \"name\": \"Bea\"}");
        String badMessage = assertThrows(BridgeException.class, () -> open(files(false, bad), new int[] {0}, null)).getMessage();
        assertTrue(badMessage.startsWith("lookup table 'users': " + bad + ", line 2: "), badMessage);
        Path twice = write("twice.jsonl", "{\"id\": 7, \"name\": \"Ada\"}", "{\"id\": 7, \"name\": \"Bea\"}");
        assertEquals(
                "lookup table 'users': " + twice + ", line 2: its key (id) = [7] is also that of " + twice + ", line 1; keep one of the two",
                assertThrows(BridgeException.class, () -> open(files(false, twice), new int[] {0}, null)).getMessage());
        String missing = assertThrows(BridgeException.class, () -> open(files(false, folder.resolve("no")), new int[] {0}, null)).getMessage();
        assertTrue(missing.startsWith("there is no file or folder"), missing);
    }

    @Test
    void readsTheTableAgainAndKeepsTheOldOneWhereTheNewOneIsBad() throws IOException {
        Path file = write("u.jsonl", "{\"id\": 1, \"name\": \"Ada\"}");
        Lookup once = open(files(false, file), new int[] {0}, null);
        Lookup often = open(files(false, file), new int[] {0}, Duration.ofNanos(1));
        write("u.jsonl", "{\"id\": 1, \"name\": \"Augusta\"}");
        assertEquals(List.of("Ada"), names(once, 1L));
        assertEquals(List.of("Augusta"), names(often, 1L));
        write("u.jsonl", "{\"id\": 1, \"name\": \"Au");
        assertEquals(List.of("Augusta"), names(often, 1L));
        assertEquals(1, often.failedReloads.getCount());
        Files.delete(file);
        assertEquals(List.of("Augusta"), names(often, 1L));
        assertEquals(2, often.failedReloads.getCount());
        write("u.jsonl", "{\"id\": 2, \"name\": \"Bea\"}");
        assertEquals(List.of(), names(often, 1L));
        assertEquals(List.of("Bea"), names(often, 2L));
        assertEquals(2, often.failedReloads.getCount());
    }
}
