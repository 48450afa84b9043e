package io.millrace.bridge;

import io.millrace.bridge.metrics.FinalCounters;
import java.io.File;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.FileUtils;

/**
 * A Flink cluster inside this JVM that outlives its jobs.
 *
 * <p>Flink's own local environment ends its cluster, and the dashboard with it, together with the job; ours is also
 * what makes a second job start in milliseconds. Only the loopback interface is listened on.
 */
final class LocalCluster implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String TARGET = "millrace-local";

    private final MiniCluster cluster;
    private final int slots;
    private final File folder;

    private LocalCluster(MiniCluster cluster, int slots, File folder) {
        this.cluster = cluster;
        this.slots = slots;
        this.folder = folder;
    }

    /** A cluster whose dashboard is on the given port; 0 stands for any. */
    static LocalCluster start(Configuration settings, int slots, int port) throws Exception {
        Configuration configuration = new Configuration();
        // Less than Flink would take for a machine of its own, and enough for what a laptop is asked.
        configuration.setString("taskmanager.memory.managed.size", "256m");
        configuration.setString("taskmanager.memory.network.min", "128m");
        configuration.setString("taskmanager.memory.network.max", "128m");
        // A job that asks for more slots than there are should say so, not wait for minutes.
        configuration.setString("slot.request.timeout", "10 s");
        // What a job's rows became is asked when it is over, and Flink has forgotten it.
        configuration.setString("metrics.reporters", "millrace");
        configuration.setString("metrics.reporter.millrace.factory.class", FinalCounters.Factory.class.getName());
        // A folder of its own, since Flink leaves some behind when its JVM ends.
        File folder = Files.createTempDirectory("millrace-flink-").toFile();
        configuration.setString("io.tmp.dirs", folder.getPath());
        configuration.setString("web.tmpdir", folder.getPath());
        configuration.addAll(settings);
        configuration.setString("rest.address", LOOPBACK);
        configuration.setString("rest.bind-address", LOOPBACK);
        configuration.setString("rest.port", Integer.toString(port));
        configuration.setString("rest.bind-port", Integer.toString(port));
        configuration.setString("jobmanager.bind-host", LOOPBACK);
        configuration.setString("taskmanager.bind-host", LOOPBACK);
        // Tokens are for Hadoop clusters with Kerberos.
        configuration.setString("security.delegation.tokens.enabled", "false");
        // The dashboard shows jobs; nobody uploads code through it.
        configuration.setString("web.submit.enable", "false");
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
        LocalCluster local = new LocalCluster(cluster, slots, folder);
        // For signals; whoever closes second finds nothing to do.
        Runtime.getRuntime().addShutdownHook(new Thread(local::close, "close the cluster"));
        try {
            cluster.start();
        } catch (Exception failure) {
            local.close();
            throw failure;
        }
        return local;
    }

    String dashboard() throws Exception {
        return "http://" + LOOPBACK + ":" + cluster.getRestAddress().get().getPort();
    }

    /** A fresh environment whose jobs run here, with the job's settings as its configuration. */
    StreamExecutionEnvironment environment(Configuration settings) {
        int parallelism = settings.get(CoreOptions.DEFAULT_PARALLELISM);
        if (parallelism > slots) {
            throw new BridgeException("'parallelism.default' is " + parallelism + ", but the local cluster has " + slots + " slots");
        }
        Configuration configuration = new Configuration(settings);
        // With checkpoints Flink would restart a failing job for ever; here a failure should be seen.
        if (!configuration.containsKey("restart-strategy.type") && !configuration.containsKey("restart-strategy")) {
            configuration.setString("restart-strategy.type", "none");
        }
        configuration.set(DeploymentOptions.TARGET, TARGET);
        configuration.set(DeploymentOptions.ATTACHED, true);
        return new StreamExecutionEnvironment(new Executors(), configuration, LocalCluster.class.getClassLoader());
    }

    @Override
    public void close() {
        try {
            // Usually a fraction of a second, but Flink would wait long for a browser that shows the dashboard.
            cluster.closeAsync().get(3, TimeUnit.SECONDS);
        } catch (Exception late) {
            // The JVM is about to end, and takes what is left with it.
        }
        FileUtils.deleteDirectoryQuietly(folder);
    }

    private CompletableFuture<JobClient> submit(Pipeline pipeline, Configuration configuration, ClassLoader loader) throws Exception {
        JobGraph graph = PipelineExecutorUtils.getJobGraph(pipeline, configuration, loader);
        return cluster.submitJob(graph)
                .thenApply(submitted -> new MiniClusterJobClient(
                        submitted.getJobID(), cluster, loader, JobFinalizationBehavior.NOTHING));
    }

    /** Leads whatever an environment executes to this cluster. */
    private final class Executors implements PipelineExecutorServiceLoader, PipelineExecutorFactory {
        @Override
        public PipelineExecutorFactory getExecutorFactory(Configuration configuration) {
            return this;
        }

        @Override
        public Stream<String> getExecutorNames() {
            return Stream.of(TARGET);
        }

        @Override
        public String getName() {
            return TARGET;
        }

        @Override
        public boolean isCompatibleWith(Configuration configuration) {
            return true;
        }

        @Override
        public PipelineExecutor getExecutor(Configuration configuration) {
            return LocalCluster.this::submit;
        }
    }
}
