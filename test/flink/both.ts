/** Runs a job on the local runtime and on a warm Flink, over the same rows in the same order. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flinkRows, localProperties } from '../../cli/run/flink';
import { openWriter } from '../../runtime/connectors/files';
import type { Job } from '../../runtime/job';
import { script } from '../../runtime/sql/script';
import type { FlinkOracle } from '../../runtime/testing/flink';
import { type AnyRow, fromBatch, toBatch } from '../../runtime/testing/rows';
import type { Schema } from '../../runtime/types/type';
import { multiset, run } from '../engine/run';

/** Rows per table, as multisets. */
export type Results = Record<string, string[]>;

export async function onFlink(flink: FlinkOracle, job: Job, rows: readonly AnyRow[]): Promise<Results> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  try {
    const [source] = job.sources;
    if (!source) throw new TypeError('a job has a source');
    const input = join(folder, `${source.table}.jsonl`);
    const writer = openWriter(input, source.schema);
    await writer.write(toBatch(source.schema, rows));
    await writer.close();
    const inputs = new Map([[source.table, { files: [input], format: 'json' as const, arrival: undefined }]]);
    await flink.run(script(job), localProperties(job, folder, inputs));
    const results: Results = {};
    const tables: [string, Schema][] = [
      ...job.sinks.map((sink) => [sink.table, sink.schema] as [string, Schema]),
      ...job.sideOutputs.map((s) => [s.table, s.schema] as [string, Schema]),
    ];
    for (const [table, schema] of tables) {
      const all: AnyRow[] = [];
      for await (const batch of flinkRows(join(folder, `${table}.out`), { name: table, schema })) {
        all.push(...fromBatch(Object.keys(schema), batch));
      }
      results[table] = multiset(all);
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function locally(job: Job, rows: readonly AnyRow[]): Results {
  const { byTable } = run(job, rows);
  return Object.fromEntries(Object.entries(byTable).map(([table, all]) => [table, multiset(all)]));
}
