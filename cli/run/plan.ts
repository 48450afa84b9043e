import type { MalformedRow } from '../../runtime/connectors/files';
import type { Job } from '../../runtime/job';

/** What `millrace run` was asked for, checked. */
export interface RunPlan {
  readonly job: Job;
  /** Files of each source, read one after the other. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  /** File of a sink; stdout where there is none. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly late: ReadonlyMap<string, string>;
  readonly malformed: string | undefined;
}

export interface RunResult {
  /** Records by source, malformed ones included. */
  readonly read: Readonly<Record<string, number>>;
  readonly malformed: Readonly<Record<string, number>>;
  /** The first few, for the summary. */
  readonly examples: readonly MalformedRow[];
  /** Late rows by side output. */
  readonly late: Readonly<Record<string, number>>;
  /** Result rows by sink. */
  readonly written: Readonly<Record<string, number>>;
  readonly millis: number;
}
