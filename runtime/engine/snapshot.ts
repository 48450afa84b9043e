/** All that a job keeps between two batches, as plain data: a copy of it can go on where it was. */
import { MillraceError } from '../errors';
import type { Job } from '../job';
import { script, statementsHash } from '../sql/script';
import type { Row } from './row-code';

/** Snapshots of another format are refused. */
const FORMAT = 1;

export interface Snapshot {
  readonly format: number;
  readonly job: string;
  /** What the job does: SHA-256 of its SQL without comments. */
  readonly plan: string;
  /** Processing time in milliseconds. */
  readonly now: number;
  /** By what keeps it, such as `averages/GroupWindowAggregate` or `source metrics`. */
  readonly states: ReadonlyMap<string, unknown>;
  /** The rows of lookup tables. */
  readonly lookups: ReadonlyMap<string, readonly Row[]>;
}

/** What has a state that a snapshot takes and gives back. */
export interface Kept {
  state: unknown;
}

/** A copy of the state of a job. */
export function take(job: Job, now: number, kept: ReadonlyMap<string, Kept>, lookups: Snapshot['lookups']): Snapshot {
  const states = new Map([...kept].map(([path, { state }]) => [path, state]));
  return structuredClone({ format: FORMAT, job: job.name, plan: planOf(job), now, states, lookups });
}

/** Gives a job the state of a snapshot. @throws MillraceError WRONG_SNAPSHOT when it is of another plan. */
export function give(job: Job, kept: ReadonlyMap<string, Kept>, snapshot: Snapshot): void {
  const refuse = (what: string): never => {
    throw new MillraceError(
      'WRONG_SNAPSHOT',
      `job ${job.name} cannot go on from this snapshot of ${snapshot.job}: ${what}`,
      'State that is restored into another meaning gives wrong results. Start the job anew, or restore the job as it was.',
    );
  };
  if (snapshot.format !== FORMAT) refuse(`its format is ${snapshot.format}, and this millrace reads ${FORMAT}`);
  const lost = [...snapshot.states.keys()].filter((path) => !kept.has(path));
  const added = [...kept.keys()].filter((path) => !snapshot.states.has(path));
  if (lost.length > 0) refuse(`it has state of ${lost.join(', ')}, which the job does not have`);
  if (added.length > 0) refuse(`it has no state of ${added.join(', ')}, which the job has`);
  if (snapshot.plan !== planOf(job)) refuse('the operators with state have the same places, but the SQL is another');
  const { states } = structuredClone(snapshot);
  for (const [path, one] of kept) one.state = states.get(path);
}

const planOf = (job: Job): string => statementsHash(script(job));
