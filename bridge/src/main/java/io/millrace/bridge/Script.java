package io.millrace.bridge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A job's generated SQL, cut into statements.
 *
 * <p>The format is narrower than SQL, so that cutting it needs no SQL parser: a statement ends where a line ends with a
 * semicolon, a line whose first characters but spaces are two dashes is a comment, and no identifier or literal contains a newline. All
 * INSERTs stand in one statement set, since two jobs would read every source twice, with two watermarks.
 */
final class Script {
    private static final String OPEN = "EXECUTE STATEMENT SET";
    private static final String BEGIN = "BEGIN";
    private static final String END = "END";

    private enum Section {
        DEFINITIONS,
        OPENED,
        INSERTS,
        ENDED
    }

    private final List<Statement> statements;

    private Script(List<Statement> statements) {
        this.statements = List.copyOf(statements);
    }

    static Script parse(String text) {
        List<Statement> statements = new ArrayList<>();
        Section section = Section.DEFINITIONS;
        StringBuilder sql = new StringBuilder();
        int start = 0;
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].stripTrailing();
            boolean comment = line.stripLeading().startsWith("--");
            if (sql.length() == 0 && (comment || line.isBlank())) {
                continue;
            }
            if (comment) {
                // An empty line in its place keeps the positions in Flink's messages right.
                sql.append('\n');
                continue;
            }
            if (sql.length() == 0) {
                start = i + 1;
                String word = line.strip();
                if (word.equals(OPEN)) {
                    section = step(section, Section.DEFINITIONS, Section.OPENED, OPEN, start);
                    continue;
                }
                if (word.equals(BEGIN)) {
                    section = step(section, Section.OPENED, Section.INSERTS, BEGIN, start);
                    continue;
                }
            }
            boolean ends = line.endsWith(";");
            sql.append(sql.length() == 0 ? "" : "\n").append(ends ? line.substring(0, line.length() - 1) : line);
            if (!ends) {
                continue;
            }
            String statement = sql.toString().strip();
            sql.setLength(0);
            if (statement.equals(END)) {
                section = step(section, Section.INSERTS, Section.ENDED, END, start);
            } else {
                statements.add(inSection(Statement.of(statement, start), section));
            }
        }
        if (sql.length() > 0) {
            throw new BridgeException("the statement from line " + start + " of the script on has no closing semicolon");
        }
        if (section != Section.ENDED) {
            throw new BridgeException("the script has no complete statement set (" + OPEN + ", " + BEGIN + ", … " + END + ";)");
        }
        Script script = new Script(statements);
        if (script.inserts().isEmpty()) {
            throw new BridgeException("the script's statement set has no INSERT");
        }
        return script;
    }

    private static Section step(Section actual, Section expected, Section next, String word, int line) {
        if (actual != expected) {
            throw new BridgeException("line " + line + " of the script: " + word + " is out of place");
        }
        return next;
    }

    private static Statement inSection(Statement statement, Section section) {
        Section expected = statement.kind == Statement.Kind.INSERT ? Section.INSERTS : Section.DEFINITIONS;
        if (section != expected) {
            String rule = expected == Section.INSERTS
                    ? "an INSERT stands between BEGIN and END"
                    : "settings, tables and views stand before the statement set";
            throw new BridgeException(statement.where() + ": " + rule);
        }
        return statement;
    }

    /** The SETs, the last of each key. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Statement statement : statements) {
            if (statement.kind == Statement.Kind.SET) {
                settings.put(statement.setting().getKey(), statement.setting().getValue());
            }
        }
        return settings;
    }

    /** Functions, tables and views in their order, which is one of dependence. */
    List<Statement> definitions() {
        List<Statement> definitions = new ArrayList<>();
        for (Statement statement : statements) {
            if (statement.kind != Statement.Kind.SET && statement.kind != Statement.Kind.INSERT) {
                definitions.add(statement);
            }
        }
        return definitions;
    }

    List<Statement> inserts() {
        List<Statement> inserts = new ArrayList<>();
        for (Statement statement : statements) {
            if (statement.kind == Statement.Kind.INSERT) {
                inserts.add(statement);
            }
        }
        return inserts;
    }

    Set<String> tables() {
        Set<String> names = new LinkedHashSet<>();
        for (Statement statement : statements) {
            if (statement.kind == Statement.Kind.TABLE) {
                names.add(statement.tableName());
            }
        }
        return names;
    }
}
