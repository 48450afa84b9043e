package io.millrace.bridge.decode;

import io.millrace.bridge.decode.Column.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/** The decode contract, from the data that the local readers follow too: conversions, limits, and the texts of reasons. */
final class Contract {
    /** Forms of a value: JSON's, and a CSV field. */
    enum Form {
        STRING, NUMBER, BOOLEAN, OBJECT, ARRAY, NULL, FIELD;

        final String word = name().toLowerCase(java.util.Locale.ROOT);
    }

    private static final JsonNode DATA = load();
    private static final Map<Kind, Map<Form, String>> CONVERSIONS = conversions();

    static final int NESTING = DATA.at("/limits/nesting").intValue();
    static final int RECORD_BYTES = DATA.at("/limits/recordBytes").intValue();
    static final long FIRST_TIMESTAMP = DATA.at("/limits/firstTimestamp").longValue();
    static final long LAST_TIMESTAMP = DATA.at("/limits/lastTimestamp").longValue();
    private static final int SHOWN_CHARACTERS = DATA.at("/limits/shownCharacters").intValue();

    private Contract() {}

    /** What is done with a value of this form: a conversion in lower case, or an error code. */
    static String conversion(Kind kind, Form form) {
        return CONVERSIONS.get(kind).get(form);
    }

    /** A refusal by one of the contract's reasons; `values` are names and values of the places in its text, in turns. */
    static Fault fault(String code, String reason, Object... values) {
        if (!DATA.get("errors").has(code)) {
            throw new IllegalStateException("the decode contract has no code " + code);
        }
        Map<String, String> places = new HashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            places.put((String) values[i], String.valueOf(values[i + 1]));
        }
        return new Fault(code, fill(DATA.get("reasons").get(reason).textValue(), places));
    }

    static Fault refusedValue(String code, String path, Column column, Form form, String text) {
        return fault(code, "value", "column", path, "type", column.plainSql(), "found", found(form, text),
                "expected", DATA.get("expected").get(column.kind.name()).textValue());
    }

    static Fault missing(String path, Column column, String found) {
        return fault("NULL_NOT_ALLOWED", "missing", "column", path, "type", column.sql(), "found", found);
    }

    static Fault tooLong(long length, int limit) {
        return fault("RECORD_TOO_LONG", "tooLong", "length", length, "limit", limit);
    }

    private static String found(Form form, String text) {
        String shown = text;
        if (text.length() > SHOWN_CHARACTERS) {
            // Half a character cannot be written.
            boolean isHalf = Character.isHighSurrogate(text.charAt(SHOWN_CHARACTERS - 1));
            shown = text.substring(0, isHalf ? SHOWN_CHARACTERS - 1 : SHOWN_CHARACTERS) + "…";
        }
        boolean isQuoted = form == Form.STRING || form == Form.FIELD;
        return "the " + form.word + " " + (isQuoted ? Text.quote(shown) : shown);
    }

    private static String fill(String template, Map<String, String> places) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
            int close = template.indexOf('}', open);
            filled.append(template, at, open).append(places.get(template.substring(open + 1, close)));
            at = close + 1;
        }
        return filled.append(template, at, template.length()).toString();
    }

    private static JsonNode load() {
        try (InputStream data = Contract.class.getResourceAsStream("/io/millrace/bridge/decode-contract.json")) {
            if (data == null) {
                throw new IllegalStateException("the JAR has no decode-contract.json: build it by bridge/build.ts");
            }
            return new ObjectMapper().readTree(data);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Map<Kind, Map<Form, String>> conversions() {
        Map<Kind, Map<Form, String>> all = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            Map<Form, String> byForm = new EnumMap<>(Form.class);
            for (Form form : Form.values()) {
                JsonNode conversion = DATA.get("conversions").get(kind.name()).get(form.word);
                if (conversion != null) {
                    byForm.put(form, conversion.textValue());
                }
            }
            all.put(kind, byForm);
        }
        return all;
    }
}
