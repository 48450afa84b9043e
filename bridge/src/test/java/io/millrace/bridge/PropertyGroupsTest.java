package io.millrace.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyGroupsTest {
    @TempDir
    private Path folder;

    @Test
    void readsTheServicesFormat() throws IOException {
        PropertyGroups groups = read("[{\"PropertyGroupId\":\"table.a\",\"PropertyMap\":{\"k\":\"v\"}}]");
        assertEquals(Set.of("table.a"), groups.ids());
        assertEquals(Map.of("k", "v"), groups.get("table.a"));
        assertEquals(Map.of(), groups.get("other"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}",
        "[{\"PropertyGroupId\":\"a\"}]",
        "[{\"PropertyGroupId\":\"a\",\"PropertyMap\":{\"k\":1}}]",
        "[{\"PropertyGroupId\":\"a\",\"PropertyMap\":{}},{\"PropertyGroupId\":\"a\",\"PropertyMap\":{}}]",
    })
    void refusesOtherShapes(String json) {
        assertThrows(BridgeException.class, () -> read(json));
    }

    @Test
    void neverQuotesAMalformedFile() {
        BridgeException refusal = assertThrows(BridgeException.class, () -> read("[{\"password\": hunter22x}]"));
        assertFalse(refusal.getMessage().contains("hunter22x"), refusal.getMessage());
    }

    private PropertyGroups read(String json) throws IOException {
        return PropertyGroups.ofFile(Files.writeString(folder.resolve("groups.json"), json));
    }
}
