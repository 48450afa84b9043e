import type { Counters } from '../../runtime/engine/counters';
import type { Job } from '../../runtime/job';

/** What `millrace run` was asked for, checked. */
export interface RunPlan {
  readonly job: Job;
  /** Files of each source, read one after the other, and of each lookup table. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  /** By source, the column that tells when a record arrived. */
  readonly arrivals: ReadonlyMap<string, string>;
  /** File of a sink; stdout where there is none. */
  readonly outputs: ReadonlyMap<string, string>;
  /** File of a side output; one without is only counted. */
  readonly aside: ReadonlyMap<string, string>;
}

export interface RunResult extends Pick<Counters, 'sources' | 'windows' | 'written'> {
  /** The first few malformed records, with the columns of `malformedRows()`. */
  readonly examples: readonly Readonly<Record<string, unknown>>[];
  readonly millis: number;
}

/** How many malformed records a summary shows. */
export const EXAMPLES = 3;
