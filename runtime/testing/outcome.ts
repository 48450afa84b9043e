/** What a run comes to, in texts that can be compared, and what differs between two of them. */
import { MillraceError } from '../errors';
import type { Job } from '../job';
import type { AnyRow } from './rows';
import type { Change, Simulation } from './simulate';

export interface Outcome {
  /** The code of the error that the job failed with. */
  readonly failed?: string;
  /** By table, rows in no order. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /** By sink, what came to it, in order. */
  readonly changes: ReadonlyMap<string, readonly string[]>;
}

/** Errors that are the test's, or millrace's own: they are no outcome of a job. */
const NOT_THE_JOBS = new Set([
  ...['NOT_LOCAL', 'WRONG_SNAPSHOT', 'MISSING_LOOKUP', 'DUPLICATE_KEY'],
  ...['UNKNOWN_TABLE', 'UNKNOWN_COLUMN', 'MISSING_COLUMN', 'INVALID_VALUE'],
]);

/** Runs something to its end. A job that fails has an outcome, too: the same error. */
export function outcomeOf(job: Job, run: () => Simulation): Outcome {
  try {
    const simulation = run();
    const aside = job.sideOutputs.map(({ kind, table }) => [table, simulation[kind](table)] as const);
    const sinks = job.sinks.map(({ table }) => [table, simulation.table(table)] as const);
    const { sources, windows } = simulation.counters;
    const counted = Object.entries({ ...sources, ...windows }).map(([name, counts]) => ({ name, ...counts }));
    return {
      tables: new Map([
        ...[...sinks, ...aside].map(([table, rows]) => [table, rows.map(rowText).sort()] as const),
        ['its counters', counted.map(rowText)] as const,
      ]),
      changes: new Map(job.sinks.map(({ table }) => [table, simulation.changelog(table).map(changeText)])),
    };
  } catch (error) {
    if (!(error instanceof MillraceError) || NOT_THE_JOBS.has(error.code)) throw error;
    return { failed: error.code, tables: new Map(), changes: new Map() };
  }
}

/** @throws Error that names the tables in which two runs of a job differ, and the rows. */
export function compared(a: Outcome, b: Outcome, asA: string, asB: string, by: 'tables' | 'changes' = 'tables'): void {
  if (a.failed !== b.failed) throw new Error(`${asA} the job ${endOf(a)}, ${asB} it ${endOf(b)}`);
  const differences = [...a.tables.keys()].flatMap((table) => differenceOf(table, a.tables, b.tables, asA, asB));
  if (by === 'changes' && differences.length === 0) {
    for (const [table, changes] of a.changes) {
      const others = b.changes.get(table) ?? [];
      const at = changes.findIndex((change, i) => change !== others[i]);
      const first = at >= 0 ? at : changes.length;
      if (at >= 0 || others.length !== changes.length)
        differences.push(
          `${table}, change ${first + 1}: ${asA} ${changes[first] ?? 'none'}; ${asB} ${others[first] ?? 'none'}`,
        );
    }
  }
  if (differences.length > 0) throw new Error(differences.join('\n'));
}

const endOf = ({ failed }: Outcome): string => (failed === undefined ? 'runs to its end' : `fails with ${failed}`);

function differenceOf(table: string, a: Outcome['tables'], b: Outcome['tables'], asA: string, asB: string): string[] {
  const [left, right] = [[...(a.get(table) ?? [])], [...(b.get(table) ?? [])]];
  const only = left.filter((row) => {
    const at = right.indexOf(row);
    if (at >= 0) right.splice(at, 1);
    return at < 0;
  });
  if (only.length + right.length === 0) return [];
  return [
    `${table} differs:`,
    ...only.map((row) => `  only ${asA}: ${row}`),
    ...right.map((row) => `  only ${asB}: ${row}`),
  ];
}

const changeText = ({ kind, row }: Change): string => `${kind} ${rowText(row)}`;

/** A row as text: equal for equal rows, and only for them. */
export const rowText = (row: AnyRow): string =>
  `{ ${Object.entries(row)
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join(', ')} }`;

function valueText(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) return `{${[...value].map(([k, v]) => `${valueText(k)} => ${valueText(v)}`).join(', ')}}`;
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (value !== null && typeof value === 'object') return rowText(value as AnyRow);
  return JSON.stringify(value) ?? 'undefined';
}
