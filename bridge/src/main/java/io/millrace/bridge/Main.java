package io.millrace.bridge;

import java.io.FileOutputStream;
import java.io.FileDescriptor;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs a job's script, or a plan compiled from it: on the managed service when there are no arguments, else in this JVM.
 *
 * <p>One program for both, so that what is tested here is what runs there.
 */
public final class Main {
    private static final int LEAST_SLOTS = 4;

    private Main() {}

    public static void main(String[] args) throws Exception {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (BridgeException wrong) {
            System.err.println("millrace: " + wrong.getMessage());
            System.exit(2);
            return;
        }
        if (arguments.mode == Arguments.Mode.MANAGED) {
            managed();
            return;
        }
        LocalLogging.configure(arguments.verbose);
        System.exit(arguments.mode == Arguments.Mode.SERVE ? serve(arguments) : local(arguments));
    }

    /** The service catches, logs and shows what main throws; a message that says all is what its console displays. */
    private static void managed() throws Exception {
        PropertyGroups groups = null;
        String script = null;
        try {
            groups = PropertyGroups.ofManagedService();
            groups = SecretReferences.resolve(groups);
            ScriptStore store = new ScriptStore(groups);
            script = store.script();
            Optional<String> plan = store.plan();
            Job job = Job.of(Script.parse(script), groups);
            // Submits and returns: the service watches over the job itself.
            job.execute(StreamExecutionEnvironment.getExecutionEnvironment(job.configuration()), plan);
        } catch (Exception failure) {
            Secrets secrets = groups == null ? new Secrets() : Secrets.of(groups);
            throw new BridgeException(line(secrets, script, groups, failure), secrets.hide(failure));
        }
    }

    private static int local(Arguments arguments) {
        String script = null;
        PropertyGroups groups = null;
        LocalCluster cluster = null;
        try {
            script = read("script", arguments.script);
            Optional<String> plan = arguments.plan == null ? Optional.empty() : Optional.of(read("plan", arguments.plan));
            groups = PropertyGroups.ofFile(arguments.properties);
            if (arguments.mode == Arguments.Mode.RUN) {
                // What only plans connects to nothing, and no plan can hold what it was never given.
                groups = SecretReferences.resolve(groups);
            }
            GuardedOutput.guardErrors(Secrets.of(groups));
            Job job = Job.of(Script.parse(script), groups);
            Configuration settings = job.configuration();
            // Without it file systems other than the machine's own would not see settings such as 's3.endpoint'.
            FileSystem.initialize(settings, null);
            if (arguments.mode == Arguments.Mode.EXPLAIN) {
                String explained = job.explain(StreamExecutionEnvironment.getExecutionEnvironment(settings));
                System.out.println(Secrets.of(groups).hide(explained));
                return 0;
            }
            if (arguments.mode == Arguments.Mode.COMPILE) {
                print(job.compile(StreamExecutionEnvironment.getExecutionEnvironment(settings)));
                return 0;
            }
            int slots = Math.max(LEAST_SLOTS, settings.get(CoreOptions.DEFAULT_PARALLELISM));
            cluster = LocalCluster.start(settings, slots, arguments.dashboard == null ? 0 : arguments.dashboard);
            if (arguments.dashboard != null) {
                System.err.println("dashboard " + cluster.dashboard());
            }
            job.execute(cluster.environment(settings), plan).await();
            if (arguments.dashboard != null) {
                // Until a signal ends the JVM.
                new CountDownLatch(1).await();
            }
            return 0;
        } catch (Exception failure) {
            Secrets secrets = groups == null ? new Secrets() : Secrets.of(groups);
            System.err.println(line(secrets, script, groups, failure));
            if (arguments.verbose) {
                secrets.hide(failure).printStackTrace();
            }
            return 1;
        } finally {
            if (cluster != null) {
                cluster.close();
            }
        }
    }

    private static int serve(Arguments arguments) {
        // Connectors such as 'print' write to standard output too; answers keep it for themselves.
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        try {
            new Server(answers, arguments.verbose).serve(System.in);
            return 0;
        } catch (Exception failure) {
            System.err.println("millrace: the local cluster failed: " + Failures.explain(failure));
            return 1;
        }
    }

    private static String line(Secrets secrets, String script, PropertyGroups groups, Throwable failure) {
        return secrets.hide("millrace: " + Job.nameOf(script, groups) + " failed: " + Failures.explain(failure));
    }

    /** JSON and nothing else, in UTF-8 whatever the machine's own encoding is. */
    private static void print(String json) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        out.println(json);
        out.flush();
    }

    private static String read(String what, Path file) throws Exception {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw new BridgeException("there is no " + what + " " + file, missing);
        }
    }
}
