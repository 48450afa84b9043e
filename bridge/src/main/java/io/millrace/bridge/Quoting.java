package io.millrace.bridge;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one place that writes and reads SQL quotes, so that no other class puts outside text into SQL. */
final class Quoting {
    private static final Pattern LEADING_IDENTIFIER = Pattern.compile("`([^`]*+(?:``[^`]*+)*+)`");

    private Quoting() {}

    /** A string literal. Flink knows no backslash escapes in plain literals: only the quote itself is doubled. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The text between the quotes of a literal, its doubled quotes made single. */
    static String unquoteLiteral(String inner) {
        return inner.replace("''", "'");
    }

    /** The name that {@code sql} begins with, which must be in backticks: the generator never writes it bare. */
    static String leadingIdentifier(String sql) {
        Matcher matcher = LEADING_IDENTIFIER.matcher(sql);
        if (!matcher.lookingAt()) {
            throw new BridgeException("expected a name in backticks at: " + abbreviate(sql));
        }
        return matcher.group(1).replace("``", "`");
    }

    /** What follows the CREATE TABLE's column list, which begins at the first parenthesis outside quotes. */
    static String afterColumnList(String ddl) {
        int depth = 0;
        for (int i = 0; i < ddl.length(); i++) {
            char c = ddl.charAt(i);
            if (c == '\'' || c == '`') {
                // A doubled quote closes and opens again, which ends at the same place.
                i = ddl.indexOf(c, i + 1);
                if (i < 0) {
                    throw new BridgeException("unclosed " + c + " in: " + abbreviate(ddl));
                }
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return ddl.substring(i + 1);
            }
        }
        throw new BridgeException("no complete column list in: " + abbreviate(ddl));
    }

    static String abbreviate(String sql) {
        String line = sql.replaceAll("\\s+", " ").trim();
        return line.length() <= 80 ? line : line.substring(0, 79) + "…";
    }
}
