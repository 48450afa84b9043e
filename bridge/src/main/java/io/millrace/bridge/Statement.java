package io.millrace.bridge;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One statement of a script, and the line it begins on. */
final class Statement {
    enum Kind {
        SET,
        FUNCTION,
        TABLE,
        VIEW,
        INSERT
    }

    private static final Pattern SET =
            Pattern.compile("SET\\s+'([^']*+(?:''[^']*+)*+)'\\s*=\\s*'([^']*+(?:''[^']*+)*+)'");
    private static final String FUNCTION = "CREATE TEMPORARY FUNCTION ";
    private static final String TABLE = "CREATE TEMPORARY TABLE ";
    private static final String VIEW = "CREATE TEMPORARY VIEW ";
    private static final String INSERT = "INSERT INTO ";

    final Kind kind;
    final String sql;
    final int line;

    private Statement(Kind kind, String sql, int line) {
        this.kind = kind;
        this.sql = sql;
        this.line = line;
    }

    static Statement of(String sql, int line) {
        if (sql.startsWith(FUNCTION)) {
            return new Statement(Kind.FUNCTION, sql, line);
        }
        if (sql.startsWith(TABLE)) {
            return new Statement(Kind.TABLE, sql, line);
        }
        if (sql.startsWith(VIEW)) {
            return new Statement(Kind.VIEW, sql, line);
        }
        if (sql.startsWith(INSERT)) {
            return new Statement(Kind.INSERT, sql, line);
        }
        if (SET.matcher(sql).matches()) {
            return new Statement(Kind.SET, sql, line);
        }
        throw new BridgeException("line " + line + " of the script: expected SET 'key' = 'value', " + TABLE.trim() + ", "
                + VIEW.trim() + " or " + INSERT.trim() + ", found: " + Quoting.abbreviate(sql));
    }

    /** The table this creates; only for {@link Kind#TABLE}. */
    String tableName() {
        return Quoting.leadingIdentifier(sql.substring(TABLE.length()));
    }

    /** The setting this makes; only for {@link Kind#SET}. */
    Map.Entry<String, String> setting() {
        Matcher matcher = SET.matcher(sql);
        if (!matcher.matches()) {
            throw new IllegalStateException("not a SET statement");
        }
        return Map.entry(Quoting.unquoteLiteral(matcher.group(1)), Quoting.unquoteLiteral(matcher.group(2)));
    }

    /** The SQL moved down to its line, so that the positions in Flink's messages are the script's. */
    String atItsLine(String sql) {
        return "\n".repeat(line - 1) + sql;
    }

    /** How a message points at this statement. */
    String where() {
        return "line " + line + " of the script, " + Quoting.abbreviate(sql);
    }
}
