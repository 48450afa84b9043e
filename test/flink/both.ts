/** Runs a job on the local runtime and on a warm Flink, over the same rows in the same order. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finalTables } from '../../cli/run/final';
import { localProperties } from '../../cli/run/flink';
import { flinkRows } from '../../cli/run/flink-rows';
import { openWriter } from '../../runtime/connectors/files';
import type { Job } from '../../runtime/job';
import { script } from '../../runtime/sql/script';
import type { FlinkCounters, FlinkOracle } from '../../runtime/testing/flink';
import { type AnyRow, fromBatch, toBatch } from '../../runtime/testing/rows';
import { multiset, run } from '../engine/run';

/** Rows per table, as multisets. */
export type Results = Record<string, string[]>;

export interface FlinkRun {
  readonly tables: Results;
  readonly counters: FlinkCounters;
}

export interface FlinkRunOptions {
  readonly parallelism?: number;
  /** What runs instead of the job's own script. */
  readonly sql?: string;
  /** The column that tells when a row arrived. */
  readonly arrival?: string | undefined;
}

export async function runOnFlink(
  flink: FlinkOracle,
  job: Job,
  rows: readonly AnyRow[],
  { parallelism = 1, sql = script(job), arrival }: FlinkRunOptions = {},
): Promise<FlinkRun> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  try {
    const [source] = job.sources;
    if (!source) throw new TypeError('a job has a source');
    const input = join(folder, `${source.table}.jsonl`);
    const writer = openWriter(input, source.schema);
    await writer.write(toBatch(source.schema, rows));
    await writer.close();
    const inputs = new Map([[source.table, { files: [input], format: 'json' as const, arrival }]]);
    const properties = localProperties(job, folder, inputs).map((group) =>
      group.PropertyGroupId === 'millrace.settings'
        ? { ...group, PropertyMap: { ...group.PropertyMap, 'parallelism.default': String(parallelism) } }
        : group,
    );
    const { counters } = await flink.run(sql, properties);
    const tables: Results = {};
    const finals = finalTables(job);
    for (const { table, schema } of [...job.sinks, ...job.sideOutputs]) {
      const all: AnyRow[] = [];
      for await (const batch of flinkRows(join(folder, `${table}.out`), { name: table, schema }, finals.get(table))) {
        all.push(...fromBatch(Object.keys(schema), batch));
      }
      tables[table] = multiset(all);
    }
    return { tables, counters };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const onFlink = async (flink: FlinkOracle, job: Job, rows: readonly AnyRow[]): Promise<Results> =>
  (await runOnFlink(flink, job, rows)).tables;

/** Tables that update are given as they are in the end. */
export function locally(job: Job, rows: readonly AnyRow[]): Results {
  const finals = finalTables(job);
  const { byTable } = run(job, rows, undefined, (table, batch) => finals.get(table)?.apply(batch));
  for (const { table, schema } of job.sinks) {
    const final = finals.get(table)?.batch();
    if (final) byTable[table] = fromBatch(Object.keys(schema), final);
  }
  return Object.fromEntries(Object.entries(byTable).map(([table, all]) => [table, multiset(all)]));
}
