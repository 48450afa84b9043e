/** Runs a job of one source over rows cut into batches. */
import { type Batch, type Counters, LocalJob } from '../../runtime/engine';
import type { Job } from '../../runtime/job';
import { type AnyRow, fromBatch, toBatch } from '../../runtime/testing/rows';

export interface Ran {
  readonly rows: AnyRow[];
  readonly late: AnyRow[];
  readonly counters: Counters;
  /** All of them, by sink and side output. */
  readonly byTable: Record<string, AnyRow[]>;
}

export function run(
  job: Job,
  rows: readonly AnyRow[],
  cuts: readonly number[] = [rows.length],
  observe?: (table: string, batch: Batch) => void,
): Ran {
  const source = job.sources[0] as Job['sources'][number];
  const names = new Map<string, string[]>([
    ...job.sinks.map((sink) => [sink.table, Object.keys(sink.schema)] as const),
    ...job.sideOutputs.map((s) => [s.table, Object.keys(s.schema)] as const),
  ]);
  const byTable: Record<string, AnyRow[]> = Object.fromEntries([...names.keys()].map((table) => [table, []]));
  const out: AnyRow[] = [];
  const late: AnyRow[] = [];
  const collect = (into: AnyRow[]) => (table: string, batch: Batch) => {
    const rows = fromBatch(names.get(table) ?? [], batch);
    into.push(...rows);
    byTable[table]?.push(...rows);
  };
  const sinks = new Set(job.sinks.map((sink) => sink.table));
  const local = new LocalJob(job, {
    rows: (table, batch) => {
      collect(sinks.has(table) ? out : late)(table, batch);
      observe?.(table, batch);
    },
  });
  let at = 0;
  for (const cut of [...cuts, rows.length]) {
    if (cut <= at) continue;
    local.push(source.table, toBatch(source.schema, rows.slice(at, cut)));
    at = cut;
  }
  local.end(source.table);
  return { rows: out, late, counters: local.counters, byTable };
}

/** Rows as a multiset: sorted text. */
export const multiset = (rows: readonly AnyRow[]): string[] =>
  rows
    .map((row) =>
      JSON.stringify(row, (_, v) =>
        typeof v === 'bigint'
          ? `${v}n`
          : v instanceof Map
            ? [...v]
            : Object.is(v, -0)
              ? '-0'
              : typeof v === 'number' && !Number.isFinite(v)
                ? String(v)
                : v,
      ),
    )
    .sort();
