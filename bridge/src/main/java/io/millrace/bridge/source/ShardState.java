package io.millrace.bridge.source;

import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.clock.RelativeClock;

/** What is known of a shard that this subtask reads. All but what is volatile is guarded by the checkpoint lock. */
final class ShardState implements RelativeClock {
    private static final long SILENCE_MS = 10_000;

    enum Phase {
        /** Its parents are still being read. */
        WAITING,
        READING,
        /** Read to its end; its watermark holds on until its children are being read. */
        ENDED,
        /** Has no part in the watermark any more. */
        RELEASED,
    }

    final String id;
    final String parent;
    final String adjacentParent;
    Phase phase;
    /** While it is being read, and has ended: its watermark. */
    WatermarkGenerator<RowData> generator;
    WatermarkOutput output;
    /** How many discoveries of shards had begun when it ended. */
    long endedIn;
    private long activeMs;
    /** There is more to read, for all that is known; believed for a while only, see {@link #tick}. */
    private volatile boolean isBehind = true;
    private volatile long believedMs;

    ShardState(String id, String parent, String adjacentParent, Phase phase) {
        this.id = id;
        this.parent = parent;
        this.adjacentParent = adjacentParent;
        this.phase = phase;
    }

    void setBehind(Long millis) {
        isBehind = millis != null && millis > 0;
        believedMs = 0;
    }

    boolean isChildOf(ShardState shard) {
        return shard.id.equals(parent) || shard.id.equals(adjacentParent);
    }

    /**
     * Lets the shard's clock go on, which decides when it is idle. It stands still while there is more to read; but with
     * enhanced fan-out the consumer does not pass on that a shard has nothing, so silence comes to mean it.
     */
    void tick(long millis) {
        if (phase != Phase.READING) {
            return;
        }
        if (isBehind && believedMs < SILENCE_MS) {
            believedMs += millis;
        } else {
            activeMs += millis;
        }
    }

    @Override
    public long relativeTimeMillis() {
        return activeMs;
    }

    @Override
    public long relativeTimeNanos() {
        return activeMs * 1_000_000;
    }
}
