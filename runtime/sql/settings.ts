import type { Job, Lane } from '../job';

/** An idle shard would hold the watermark of the whole job back for ever; after this long it is left out. */
const IDLE_SECONDS: Record<Lane, number> = { fast: 5, regular: 30, scenic: 0 };

/** Milliseconds after which a source without rows no longer holds the watermark back; 0 where it always does. */
export const idleTimeout = (lane: Lane): number => IDLE_SECONDS[lane] * 1_000;

/**
 * Key groups that keyed state is cut into. State cut into another number of them cannot be restored, so it is pinned and
 * not left to Flink, which takes it from the parallelism at the first start; what Flink takes up to parallelism 85 is
 * this. A job can have as many subtasks; with a power of two, doubling and halving keep them evenly loaded.
 */
export const MAX_PARALLELISM = 128;

/** Flink settings that a job needs wherever it runs, in the order in which they are written. */
export function settings(job: Job): Record<string, string> {
  return {
    'pipeline.name': job.name,
    'execution.runtime-mode': 'STREAMING',
    'pipeline.max-parallelism': String(MAX_PARALLELISM),
    'table.local-time-zone': 'UTC',
    'table.exec.source.idle-timeout': `${IDLE_SECONDS[job.lane]} s`,
    ...(job.stateTtl && { 'table.exec.state.ttl': String(job.stateTtl) }),
  };
}

/**
 * Settings under which Flink's results are deterministic, over those of the script: one subtask, a watermark after every
 * row that raises it, one sum per window in arrival order (two-phase aggregation adds doubles in another order), and no
 * wall clock. Tests and bounded runs use them.
 */
export const DETERMINISTIC: Readonly<Record<string, string>> = {
  'parallelism.default': '1',
  'pipeline.auto-watermark-interval': '0',
  'table.optimizer.agg-phase-strategy': 'ONE_PHASE',
  'table.exec.source.idle-timeout': '0 s',
};
