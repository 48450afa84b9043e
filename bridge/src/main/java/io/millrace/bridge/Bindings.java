package io.millrace.bridge;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a script's logical tables live: the connector options of each, one property group per table.
 *
 * <p>The script itself holds none, so its hash is stable while endpoints change, and no secret is ever in it. The
 * binding is total in both directions: a group left over is as likely a misspelt name as a missing one is.
 */
final class Bindings {
    static final String PREFIX = "table.";
    private static final Pattern OPTIONS_IN_SCRIPT = Pattern.compile("\\b(WITH|LIKE)\\b", Pattern.CASE_INSENSITIVE);

    private final Map<String, Map<String, String>> options;

    private Bindings(Map<String, Map<String, String>> options) {
        this.options = options;
    }

    static Bindings of(Script script, PropertyGroups groups) {
        Set<String> tables = script.tables();
        Map<String, Map<String, String>> options = new TreeMap<>();
        for (String id : groups.ids()) {
            if (!id.startsWith(PREFIX)) {
                continue;
            }
            String name = id.substring(PREFIX.length());
            if (!tables.contains(name)) {
                throw new BridgeException("property group " + Quoting.literal(id) + " belongs to no table of the script, which has "
                        + list(tables));
            }
            options.put(name, groups.get(id));
        }
        for (String table : tables) {
            if (!options.containsKey(table)) {
                throw new BridgeException("table " + Quoting.literal(table) + " is not bound: property group "
                        + Quoting.literal(PREFIX + table) + " with its connector options is missing");
            }
            if (!options.get(table).containsKey("connector")) {
                throw new BridgeException("table " + Quoting.literal(table) + " is bound to nothing: property group "
                        + Quoting.literal(PREFIX + table) + " has no option 'connector'");
            }
        }
        return new Bindings(options);
    }

    /** The CREATE TABLE with its options, sorted so that the same binding always gives the same text. */
    String bind(Statement table) {
        if (OPTIONS_IN_SCRIPT.matcher(Quoting.afterColumnList(table.sql)).find()) {
            throw new BridgeException(table.where() + ": connector options belong into property group "
                    + Quoting.literal(PREFIX + table.tableName()) + ", not into the script");
        }
        return options.get(table.tableName()).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(option -> "  " + Quoting.literal(option.getKey()) + " = " + Quoting.literal(option.getValue()))
                .collect(Collectors.joining(",\n", table.sql + " WITH (\n", "\n)"));
    }

    private static String list(Set<String> names) {
        return names.isEmpty() ? "no tables" : new TreeSet<>(names).stream().map(Quoting::literal).collect(Collectors.joining(", "));
    }
}
