package io.millrace.bridge.decode;

import io.millrace.bridge.decode.Contract.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a JSON array or object is made of, as it is spelled. Its syntax has been checked by {@link JsonParser}. */
final class JsonParts {
    /** A value: the content of a string, and everything else as it is spelled. */
    static final class Part {
        final Form form;
        final String text;

        Part(Form form, String text) {
            this.form = form;
            this.text = text;
        }
    }

    private final String text;
    private int at;

    private JsonParts(String text) {
        this.text = text;
    }

    static List<Part> elements(String text) {
        JsonParts parts = new JsonParts(text);
        List<Part> elements = new ArrayList<>();
        for (parts.open(); parts.more(); ) {
            elements.add(parts.value());
        }
        return elements;
    }

    static Map<String, Part> members(String text) {
        JsonParts parts = new JsonParts(text);
        Map<String, Part> members = new LinkedHashMap<>();
        for (parts.open(); parts.more(); ) {
            String key = parts.value().text;
            parts.space();
            parts.at++;
            parts.space();
            members.put(key, parts.value());
        }
        return members;
    }

    private void open() {
        space();
        at++;
    }

    /** Goes to the next value; false where the array or object ends. */
    private boolean more() {
        space();
        if (text.charAt(at) == ',') {
            at++;
            space();
        }
        return text.charAt(at) != ']' && text.charAt(at) != '}';
    }

    private Part value() {
        int start = at;
        char first = text.charAt(at);
        if (first == '"') {
            skipString();
            char[] content = text.substring(start + 1, at - 1).toCharArray();
            return new Part(Form.STRING, Text.unescape(content, 0, content.length));
        }
        if (first == '{' || first == '[') {
            skipNested();
            return new Part(first == '{' ? Form.OBJECT : Form.ARRAY, text.substring(start, at));
        }
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        Form form = word.equals("null") ? Form.NULL : first == 't' || first == 'f' ? Form.BOOLEAN : Form.NUMBER;
        return new Part(form, word);
    }

    private void skipString() {
        for (at++; text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            }
        }
        at++;
    }

    private void skipNested() {
        int depth = 0;
        do {
            char c = text.charAt(at);
            if (c == '"') {
                skipString();
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            at++;
        } while (depth > 0);
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
