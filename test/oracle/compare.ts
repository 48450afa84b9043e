/** Whether two engines gave the same. */
import { fromBatch } from 'millrace/testing';
import type { AnyRow } from '../../runtime/testing/rows';
import { build, type Case } from './case';
import type { Outcome } from './flink';
import { decoded, type LocalOutcome } from './local';

/** A row as a text that tells every value from every other, −0.0 from 0.0 too. */
export const rowText = (row: AnyRow): string => JSON.stringify(row, (_, value) => told(value));

function told(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return Object.is(value, -0) ? '-0' : String(value);
  if (value instanceof Map) return { map: [...value].sort(([a], [b]) => (a < b ? -1 : 1)) };
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  return value;
}

export type Verdict =
  | { readonly is: 'same'; readonly rows: number }
  | { readonly is: 'bothFailed' }
  | { readonly is: 'notLocal'; readonly what: string }
  | { readonly is: 'refused'; readonly why: string }
  | {
      readonly is: 'different';
      readonly table: string;
      readonly flink: readonly string[];
      readonly local: readonly string[];
    };

/** What there is in the end: of rows that are taken back one that is equal goes. */
export function folded(changes: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const change of changes) {
    const row = change.slice(2);
    const count = (counts.get(row) ?? 0) + (change.startsWith('+') ? 1 : -1);
    if (count === 0) counts.delete(row);
    else counts.set(row, count);
  }
  return [...counts]
    .flatMap(([row, count]) => Array<string>(Math.abs(count)).fill(count > 0 ? row : `taken back: ${row}`))
    .sort();
}

/** Failures of the planner: the job never ran. */
const isPlanning = (failure: string): boolean =>
  /line \d+ of the script|rule Stream|execution plan|does not support|Sql optimization|cannot be compiled|AssertionError|implementation method/.test(
    failure,
  );

export function compared(of: Case, flink: Outcome, local: LocalOutcome): Verdict {
  if ('notLocal' in local) return { is: 'notLocal', what: local.notLocal };
  if ('failed' in flink) {
    if (isPlanning(flink.failed)) return { is: 'refused', why: flink.failed };
    if ('failed' in local) return { is: 'bothFailed' };
    return { is: 'different', table: '', flink: [flink.failed], local: ['no failure'] };
  }
  if ('failed' in local) return { is: 'different', table: '', flink: ['no failure'], local: [local.failed] };
  const { job } = build(of);
  let rows = 0;
  for (const { table, schema } of [...job.sinks, ...job.sideOutputs]) {
    const changes = flink.changes[table] ?? [];
    const texts = decoded(
      table,
      schema,
      changes.map((line) => line.slice(2)),
    ).flatMap((batch) => fromBatch(Object.keys(schema), batch));
    const theirs = folded(texts.map((row, i) => `${changes[i]?.slice(0, 2)}${rowText(row)}`));
    const ours = folded(local.changes[table] ?? []);
    rows += theirs.length;
    if (theirs.length !== ours.length || theirs.some((row, i) => row !== ours[i]))
      return { is: 'different', table, flink: theirs, local: ours };
  }
  return { is: 'same', rows };
}
