package io.millrace.bridge;

import io.millrace.bridge.functions.Functions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ExplainDetail;
import org.apache.flink.table.api.PlanReference;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.config.TableConfigOptions;
import org.apache.flink.table.api.config.TableConfigOptions.CatalogPlanCompilation;
import org.apache.flink.table.api.config.TableConfigOptions.CatalogPlanRestore;

/** A script with its bindings and settings: all that is needed to plan it, wherever it then runs. */
final class Job {
    /** Names only, in plans as in scripts: columns are the script's, and options come from property groups. */
    private static final Map<String, String> PLANS = Map.of(
            TableConfigOptions.PLAN_COMPILE_CATALOG_OBJECTS.key(), CatalogPlanCompilation.IDENTIFIER.name(),
            TableConfigOptions.PLAN_RESTORE_CATALOG_OBJECTS.key(), CatalogPlanRestore.IDENTIFIER.name());

    private final Script script;
    private final Bindings bindings;
    private final Map<String, String> settings;

    private Job(Script script, Bindings bindings, Map<String, String> settings) {
        this.script = script;
        this.bindings = bindings;
        this.settings = settings;
    }

    static Job of(Script script, PropertyGroups groups) {
        Map<String, String> settings = new LinkedHashMap<>(script.settings());
        settings.putAll(groups.get(PropertyGroups.SETTINGS));
        settings.putAll(PLANS);
        return new Job(script, Bindings.of(script, groups), settings);
    }

    /**
     * The settings as the stream environment's own configuration. A TableConfig alone would be too late for those of
     * them that are read when the environment is made, parallelism among them.
     */
    Configuration configuration() {
        return Configuration.fromMap(settings);
    }

    /** Submits all INSERTs as one statement set; the result's {@code await()} is the end of the job. */
    TableResult execute(StreamExecutionEnvironment environment) {
        return planning(environment, StatementSet::execute);
    }

    /**
     * Submits a plan that was compiled from this script, its operators perhaps renumbered since: it knows tables by
     * name only. Without one the script itself is planned.
     */
    TableResult execute(StreamExecutionEnvironment environment, Optional<String> plan) {
        if (plan.isEmpty()) {
            return execute(environment);
        }
        StreamTableEnvironment tables = tables(environment);
        try {
            return tables.loadPlan(PlanReference.fromJsonString(plan.get())).execute();
        } catch (RuntimeException failure) {
            throw new BridgeException("the compiled plan", failure);
        }
    }

    /** The plan of the statement set as JSON. Nothing is connected to. */
    String compile(StreamExecutionEnvironment environment) {
        return planning(environment, inserts -> inserts.compilePlan().asJsonString());
    }

    String explain(StreamExecutionEnvironment environment) {
        return planning(environment, inserts -> inserts.explain(ExplainDetail.CHANGELOG_MODE));
    }

    /** What is done with the statement set. Where the planner refuses that without a position, the INSERT is named. */
    private <T> T planning(StreamExecutionEnvironment environment, Function<StatementSet, T> action) {
        StreamTableEnvironment tables = tables(environment);
        define(Statement.Kind.VIEW, view -> tables.executeSql(view.atItsLine(view.sql)));
        StatementSet inserts = tables.createStatementSet();
        for (Statement insert : script.inserts()) {
            locating(insert, () -> inserts.addInsertSql(insert.atItsLine(insert.sql)));
        }
        try {
            return action.apply(inserts);
        } catch (RuntimeException failure) {
            for (Statement insert : script.inserts()) {
                // One that is planned alone fails for the reason that the set has failed for, or not at all.
                locating(insert, () -> tables.explainSql(insert.sql));
            }
            throw failure;
        }
    }

    /** An environment that knows the script's tables, bound, and our functions. */
    private StreamTableEnvironment tables(StreamExecutionEnvironment environment) {
        EnvironmentSettings planning = EnvironmentSettings.newInstance().withConfiguration(configuration()).build();
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment, planning);
        Functions.register(tables);
        define(Statement.Kind.FUNCTION, function -> tables.executeSql(function.atItsLine(function.sql)));
        define(Statement.Kind.TABLE, table -> tables.executeSql(table.atItsLine(bindings.bind(table))));
        return tables;
    }

    private void define(Statement.Kind kind, Consumer<Statement> definer) {
        for (Statement definition : script.definitions()) {
            if (definition.kind == kind) {
                locating(definition, () -> definer.accept(definition));
            }
        }
    }

    private static void locating(Statement statement, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            throw new BridgeException(statement.where(), failure);
        }
    }

    /** How a message calls a job that may be too broken to be parsed. */
    static String nameOf(String script, PropertyGroups groups) {
        String key = PipelineOptions.NAME.key();
        String name = groups == null ? null : groups.get(PropertyGroups.SETTINGS).get(key);
        if (name == null && script != null) {
            try {
                name = Script.parse(script).settings().get(key);
            } catch (BridgeException unparsable) {
                name = null;
            }
        }
        return name == null ? "the job" : "job '" + name + "'";
    }
}
