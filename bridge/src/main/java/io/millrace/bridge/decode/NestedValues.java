package io.millrace.bridge.decode;

import io.millrace.bridge.decode.Contract.Form;
import java.util.AbstractMap.SimpleEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;

/** From the JSON of an array or object to an ARRAY, MAP or ROW. */
final class NestedValues {
    private NestedValues() {}

    /** The value, or the Fault of it. `text` is JSON whose syntax has been checked. */
    static Object convert(String path, Column column, String text) {
        switch (column.kind) {
            case ARRAY:
                return array(path, column.parts.get(0), JsonParts.elements(text));
            case MAP:
                return map(path, column, JsonParts.members(text));
            default:
                return row(path, column.parts, JsonParts.members(text));
        }
    }

    private static Object array(String path, Column element, List<JsonParts.Part> parts) {
        Object[] values = new Object[parts.size()];
        for (int i = 0; i < values.length; i++) {
            Object value = part(path + "[" + (i + 1) + "]", element, parts.get(i));
            if (value instanceof Fault) {
                return value;
            }
            values[i] = value;
        }
        return new GenericArrayData(values);
    }

    /** In the order of its keys, which is the one in which functions give them and which the local runtime has, too. */
    private static Object map(String path, Column column, Map<String, JsonParts.Part> parts) {
        Map<String, Map.Entry<Object, Object>> sorted = new TreeMap<>();
        for (Map.Entry<String, JsonParts.Part> member : parts.entrySet()) {
            String at = path + "[" + Text.quote(member.getKey()) + "]";
            Object key = Values.convert(at, column.parts.get(0), Form.STRING, member.getKey());
            if (key instanceof Fault) {
                return key;
            }
            Object value = part(at, column.parts.get(1), member.getValue());
            if (value instanceof Fault) {
                return value;
            }
            sorted.put(key.toString(), new SimpleEntry<>(key, value));
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        sorted.values().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return new GenericMapData(values);
    }

    private static Object row(String path, List<Column> fields, Map<String, JsonParts.Part> parts) {
        GenericRowData row = new GenericRowData(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            Column field = fields.get(i);
            Object value = part(path + "." + field.name, field, parts.get(field.name));
            if (value instanceof Fault) {
                return value;
            }
            row.setField(i, value);
        }
        return row;
    }

    private static Object part(String path, Column column, JsonParts.Part part) {
        if (part != null && part.form != Form.NULL) {
            return Values.convert(path, column, part.form, part.text);
        }
        return column.isNullable ? null : Contract.missing(path, column, part == null ? "no value" : "null");
    }
}
