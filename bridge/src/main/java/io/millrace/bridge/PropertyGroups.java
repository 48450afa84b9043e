package io.millrace.bridge;

import com.amazonaws.services.kinesisanalytics.runtime.KinesisAnalyticsRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/** The property groups of an application: what differs between environments, and comes only at run time. */
final class PropertyGroups {
    /** Where the script is; only on the managed service. */
    static final String JOB = "millrace";
    /** Flink settings of the environment, over the script's own. */
    static final String SETTINGS = "millrace.settings";

    private final Map<String, Map<String, String>> groups;
    private final Set<String> secrets;

    PropertyGroups(Map<String, Map<String, String>> groups) {
        this(groups, Set.of());
    }

    /** @param secrets values that are in the groups and must not get out of here, whatever the names of their keys */
    PropertyGroups(Map<String, Map<String, String>> groups, Set<String> secrets) {
        this.groups = Collections.unmodifiableMap(new TreeMap<>(groups));
        this.secrets = Set.copyOf(secrets);
    }

    static PropertyGroups ofManagedService() throws IOException {
        Map<String, Map<String, String>> groups = new TreeMap<>();
        KinesisAnalyticsRuntime.getApplicationProperties().forEach((id, properties) -> {
            Map<String, String> group = new TreeMap<>();
            properties.stringPropertyNames().forEach(key -> group.put(key, properties.getProperty(key)));
            groups.put(id, group);
        });
        // The runtime library answers nothing at all where it finds no file.
        if (groups.isEmpty()) {
            throw new BridgeException("without arguments the job runs on the managed service, but there are no property groups here;"
                    + " locally give --script FILE and --properties FILE");
        }
        return new PropertyGroups(groups);
    }

    /** The JSON the managed service itself uses, so that one file describes a binding there and here. */
    static PropertyGroups ofFile(Path file) throws IOException {
        try {
            return ofJson(new ObjectMapper().readTree(Files.readAllBytes(file)));
        } catch (NoSuchFileException missing) {
            throw new BridgeException("there is no properties file " + file, missing);
        } catch (JsonProcessingException malformed) {
            // Jackson's message quotes the text around the error, which may be a secret: the position is enough.
            throw new BridgeException("the properties file " + file + " is not JSON (line " + malformed.getLocation().getLineNr()
                    + ", column " + malformed.getLocation().getColumnNr() + ")");
        }
    }

    static PropertyGroups ofJson(JsonNode array) {
        if (!array.isArray()) {
            throw new BridgeException("property groups must be a JSON array of {PropertyGroupId, PropertyMap}");
        }
        Map<String, Map<String, String>> groups = new TreeMap<>();
        for (JsonNode group : array) {
            JsonNode id = group.path("PropertyGroupId");
            JsonNode map = group.path("PropertyMap");
            if (!id.isTextual() || !map.isObject()) {
                throw new BridgeException("every property group needs a PropertyGroupId (string) and a PropertyMap (object)");
            }
            Map<String, String> properties = new TreeMap<>();
            map.fields().forEachRemaining(field -> {
                if (!field.getValue().isTextual()) {
                    throw new BridgeException("property group " + Quoting.literal(id.textValue()) + ": the value of "
                            + Quoting.literal(field.getKey()) + " must be a string");
                }
                properties.put(field.getKey(), field.getValue().textValue());
            });
            if (groups.put(id.textValue(), properties) != null) {
                throw new BridgeException("property group " + Quoting.literal(id.textValue()) + " is given twice");
            }
        }
        return new PropertyGroups(groups);
    }

    Set<String> ids() {
        return groups.keySet();
    }

    Set<String> secrets() {
        return secrets;
    }

    /** The group's properties; none if there is no such group. */
    Map<String, String> get(String id) {
        return groups.getOrDefault(id, Map.of());
    }

    String require(String id, String key) {
        String value = get(id).get(key);
        if (value == null) {
            throw new BridgeException("property group " + Quoting.literal(id) + " has no " + Quoting.literal(key));
        }
        return value;
    }
}
