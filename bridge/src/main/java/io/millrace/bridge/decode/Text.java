package io.millrace.bridge.decode;

/** Text as JavaScript has it: the local readers and this decoder speak of the same characters. */
final class Text {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Text() {}

    /** As JSON.stringify: halves of surrogate pairs are escaped, too. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int escape = "\b\t\n\f\r\"\\".indexOf(c);
            if (escape >= 0) {
                quoted.append('\\').append("btnfr\"\\".charAt(escape));
            } else if (c < ' ' || isLone(text, i)) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** The content of a JSON string between its quotes; null when it has an escape that JSON does not know. */
    static String unescape(char[] text, int start, int end) {
        StringBuilder plain = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            if (text[i] != '\\') {
                plain.append(text[i]);
                continue;
            }
            int known = "bfnrt\"\\/".indexOf(text[++i]);
            if (known >= 0) {
                plain.append("\b\f\n\r\t\"\\/".charAt(known));
                continue;
            }
            int code = text[i] == 'u' && i + 4 < end ? 0 : -1;
            for (int digit = 0; digit < 4 && code >= 0; digit++) {
                int value = hex(text[++i]);
                code = value < 0 ? -1 : code << 4 | value;
            }
            if (code < 0) {
                return null;
            }
            plain.append((char) code);
        }
        return plain.toString();
    }

    private static int hex(char c) {
        // Character.digit knows digits of other scripts, too.
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    /** Whether text has half of a surrogate pair, which no UTF-8 says. */
    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isLone(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLone(String text, int at) {
        char c = text.charAt(at);
        if (!Character.isSurrogate(c)) {
            return false;
        }
        return Character.isHighSurrogate(c)
                ? at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1))
                : at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
    }

    /** As String.prototype.trim: Java's own trim and strip take other characters for spaces. */
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c >= '\t' && c <= '\r' || c == ' ' || c == BYTE_ORDER_MARK || c > 127 && Character.isSpaceChar(c);
    }

    /**
     * Decodes UTF-8 into `chars`, which must have room for a character a byte. Returns the number of characters, or
     * -1 - (number of bytes before the first that no UTF-8 has there).
     */
    static int decode(byte[] bytes, int start, int end, char[] chars) {
        int at = start;
        int to = 0;
        while (at < end) {
            int lead = bytes[at];
            if (lead >= 0) {
                chars[to++] = (char) lead;
                at++;
                continue;
            }
            lead &= 0xff;
            int more = lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
            if (more == 0) {
                return -1 - (at - start);
            }
            int point = lead & (0x3f >> more);
            for (int i = 1; i <= more; i++) {
                if (at + i == end) {
                    return -1 - (end - start);
                }
                int next = bytes[at + i] & 0xff;
                // The second byte tells spellings that are too long, surrogates, and what is beyond U+10FFFF.
                int least = i > 1 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
                int most = i > 1 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
                if (next < least || next > most) {
                    return -1 - (at + i - start);
                }
                point = point << 6 | next & 0x3f;
            }
            at += more + 1;
            to += Character.toChars(point, chars, to);
        }
        return to;
    }
}
