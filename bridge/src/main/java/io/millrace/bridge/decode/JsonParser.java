package io.millrace.bridge.decode;

import io.millrace.bridge.decode.Contract.Form;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A strict parser of one JSON record. It finds the members of given names, and checks the rest as strictly. */
final class JsonParser {
    private final Map<String, Integer> placeOf = new HashMap<>();
    private final char[][] names;
    /** By name, what the record has: null where it has nothing. */
    private final Form[] forms;
    private final int[] starts;
    private final int[] ends;
    private final String[] unescaped;
    /** Keys of the record that are none of the names. */
    private final Set<String> otherKeys = new HashSet<>();

    private char[] text = new char[0];
    private int length;
    private int at;
    /** Of the string read last: its content where it has escapes, else null. */
    private String content;

    JsonParser(Column[] columns) {
        names = new char[columns.length][];
        for (int i = 0; i < columns.length; i++) {
            names[i] = columns[i].name.toCharArray();
            placeOf.put(columns[i].name, i);
        }
        forms = new Form[columns.length];
        starts = new int[columns.length];
        ends = new int[columns.length];
        unescaped = new String[columns.length];
    }

    /** Returns null, or why the record is no JSON object. */
    Fault parse(byte[] record) {
        if (text.length < record.length) {
            text = new char[Math.max(record.length, 2 * text.length)];
        }
        length = Text.decode(record, 0, record.length, text);
        if (length < 0) {
            return Contract.fault("INVALID_UTF8", "notUtf8", "byte", -length);
        }
        Arrays.fill(forms, null);
        if (!otherKeys.isEmpty()) {
            otherKeys.clear();
        }
        at = 0;
        try {
            space();
            Form form = value(1, true);
            space();
            if (at < length) {
                return Contract.fault("TRAILING_GARBAGE", "trailing", "here", here());
            }
            return form == Form.OBJECT ? null : Contract.fault("NOT_AN_OBJECT", "notAnObject", "form", form.word);
        } catch (Refusal refusal) {
            return refusal.fault;
        }
    }

    /** The form of a member by the place of its name; null when the record has none. */
    Form form(int place) {
        return forms[place];
    }

    /** A string's content, and everything else as it is spelled. */
    String text(int place) {
        String text = unescaped[place];
        return text != null ? text : new String(this.text, starts[place], ends[place] - starts[place]);
    }

    private Form value(int depth, boolean isRecord) {
        content = null;
        switch (at < length ? text[at] : 0) {
            case '"':
                string();
                return Form.STRING;
            case '{':
                if (isRecord) {
                    record(deeper(depth));
                } else {
                    object(deeper(depth));
                }
                content = null;
                return Form.OBJECT;
            case '[':
                array(deeper(depth));
                content = null;
                return Form.ARRAY;
            case 't':
                return word("true", Form.BOOLEAN);
            case 'f':
                return word("false", Form.BOOLEAN);
            case 'n':
                return word("null", Form.NULL);
            default:
                return number();
        }
    }

    private void record(int depth) {
        at++;
        space();
        if (skip('}')) {
            return;
        }
        int expected = 0;
        do {
            int place = key(expected);
            if (place < 0) {
                separator();
                value(depth, false);
            } else {
                separator();
                int start = at;
                Form form = value(depth, false);
                int quote = form == Form.STRING ? 1 : 0;
                forms[place] = form;
                starts[place] = start + quote;
                ends[place] = at - quote;
                unescaped[place] = content;
                expected = place + 1;
            }
            space();
        } while (skip(','));
        if (!skip('}')) {
            throw unexpected("\",\" or \"}\"");
        }
    }

    /** Reads a key of the record; returns the place of its name, or -1. Records mostly have their keys in one order. */
    private int key(int expected) {
        openKey();
        int start = at;
        string();
        int place = -1;
        String key = content;
        if (expected < names.length && key == null
                && Arrays.equals(text, start + 1, at - 1, names[expected], 0, names[expected].length)) {
            place = expected;
        } else {
            key = key != null ? key : new String(text, start + 1, at - start - 2);
            place = placeOf.getOrDefault(key, -1);
        }
        boolean isNew = place >= 0 ? forms[place] == null : otherKeys.add(key);
        if (!isNew) {
            throw duplicate(place >= 0 ? new String(names[place]) : key);
        }
        return place;
    }

    private void object(int depth) {
        at++;
        space();
        if (skip('}')) {
            return;
        }
        Set<String> keys = new HashSet<>();
        do {
            openKey();
            int start = at;
            string();
            String key = content != null ? content : new String(text, start + 1, at - start - 2);
            if (!keys.add(key)) {
                throw duplicate(key);
            }
            separator();
            value(depth, false);
            space();
        } while (skip(','));
        if (!skip('}')) {
            throw unexpected("\",\" or \"}\"");
        }
    }

    private void array(int depth) {
        at++;
        space();
        if (skip(']')) {
            return;
        }
        do {
            space();
            value(depth, false);
            space();
        } while (skip(','));
        if (!skip(']')) {
            throw unexpected("\",\" or \"]\"");
        }
    }

    private void openKey() {
        space();
        if (at >= length || text[at] != '"') {
            throw unexpected("a key in quotes");
        }
    }

    private void separator() {
        space();
        if (!skip(':')) {
            throw unexpected("\":\"");
        }
        space();
    }

    private void string() {
        int start = at;
        boolean isEscaped = false;
        int i = start + 1;
        for (; ; i++) {
            char c = i < length ? text[i] : 0;
            if (c == '"') {
                break;
            }
            if (c == '\\') {
                isEscaped = true;
                i++;
            } else if (c < ' ') {
                throw new Refusal(Contract.fault("INVALID_JSON", "unendedString", "at", start + 1));
            }
        }
        at = i + 1;
        content = isEscaped ? Text.unescape(text, start + 1, i) : null;
        if (isEscaped && content == null) {
            throw new Refusal(Contract.fault("INVALID_JSON", "unknownEscape", "at", start + 1));
        }
    }

    private Form word(String word, Form form) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= length || text[at + i] != word.charAt(i)) {
                throw unexpected("a value");
            }
        }
        at += word.length();
        return form;
    }

    private Form number() {
        int i = at;
        if (i < length && text[i] == '-') {
            i++;
        }
        int whole = i;
        i = i < length && text[i] == '0' ? i + 1 : digits(i);
        if (i == whole) {
            throw unexpected("a value");
        }
        if (i < length && text[i] == '.') {
            int end = digits(i + 1);
            i = end > i + 1 ? end : i;
        }
        if (i < length && (text[i] == 'e' || text[i] == 'E')) {
            int sign = i + 1 < length && (text[i + 1] == '+' || text[i + 1] == '-') ? 1 : 0;
            int end = digits(i + 1 + sign);
            i = end > i + 1 + sign ? end : i;
        }
        at = i;
        return Form.NUMBER;
    }

    private int digits(int from) {
        int i = from;
        while (i < length && text[i] >= '0' && text[i] <= '9') {
            i++;
        }
        return i;
    }

    private int deeper(int depth) {
        if (depth <= Contract.NESTING) {
            return depth + 1;
        }
        throw new Refusal(Contract.fault("NESTING_TOO_DEEP", "tooDeep", "limit", Contract.NESTING, "at", at + 1));
    }

    private void space() {
        while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n')) {
            at++;
        }
    }

    private boolean skip(char character) {
        if (at >= length || text[at] != character) {
            return false;
        }
        at++;
        return true;
    }

    private String here() {
        if (at >= length) {
            return "the end of the record";
        }
        return Text.quote(new String(Character.toChars(Character.codePointAt(text, at, length)))) + " at character " + (at + 1);
    }

    private Refusal unexpected(String expected) {
        return new Refusal(Contract.fault("INVALID_JSON", "unexpected", "here", here(), "expected", expected));
    }

    private static Refusal duplicate(String key) {
        return new Refusal(Contract.fault("DUPLICATE_KEY", "duplicateKey", "key", Text.quote(key)));
    }
}
