/** Runs a job on a warm Flink and folds what its sinks were sent: tables that update have a final state. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, filesystem, type Job, script } from 'millrace';
import type { Connector } from '../../runtime/connectors/connector';
import { openWriter } from '../../runtime/connectors/files';
import { DETERMINISTIC } from '../../runtime/sql/settings';
import type { FlinkCounters, FlinkOracle } from '../../runtime/testing/flink';
import { type AnyRow, toBatch } from '../../runtime/testing/rows';

/** Rows as Flink's JSON has them, sorted by their text; times look like `1970-01-01 00:00:01`. */
export type JsonRow = Readonly<Record<string, unknown>>;

export interface FinalTables {
  readonly counters: FlinkCounters;
  readonly tables: Readonly<Record<string, readonly JsonRow[]>>;
  /** By table, the rows that were taken back on the way. */
  readonly retracted: Readonly<Record<string, number>>;
  /** By table, every line in the order in which it was written. */
  readonly inOrder: Readonly<Record<string, readonly JsonRow[]>>;
  /** The same as texts, which keep every digit. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

/** @param inputs rows of each source in their order of arrival, and of each lookup table. */
export async function finalTables(
  flink: FlinkOracle,
  job: Job,
  inputs: Readonly<Record<string, readonly AnyRow[]>>,
): Promise<FinalTables> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  try {
    let bindings = environment('test').bindSideOutputs((table) => appended(folder, table));
    for (const node of [...job.sources, ...job.lookups]) {
      const file = join(folder, `${node.table}.jsonl`);
      const writer = openWriter(file, node.schema);
      await writer.write(toBatch(node.schema, inputs[node.table] ?? []));
      await writer.close();
      bindings = bindings.bind({ node }, filesystem({ path: [file], format: 'json' }));
    }
    for (const sink of job.sinks) {
      const { table, primaryKey } = sink;
      bindings = bindings.bind(sink, primaryKey.length > 0 ? changelog(folder, table) : appended(folder, table));
    }
    const settings = { PropertyGroupId: 'millrace.settings', PropertyMap: DETERMINISTIC };
    const { counters } = await flink.run(script(job), [...bindings.propertyGroups(job), settings]);
    const names = [...job.sinks, ...job.sideOutputs].map(({ table }) => table);
    // What the materializer of a sink gives are upserts.
    const keys = new Map(job.inserts.flatMap((i) => (i.upsertMaterialize ? [[i.sink.table, i.sink.primaryKey]] : [])));
    const all = names.map((table) => [table, folded(join(folder, table), keys.get(table))] as const);
    return {
      counters,
      tables: Object.fromEntries(all.map(([table, { rows }]) => [table, rows])),
      retracted: Object.fromEntries(all.map(([table, { retracted }]) => [table, retracted])),
      inOrder: Object.fromEntries(
        all.map(([table, { lines }]) => [table, lines.map((line) => JSON.parse(line) as JsonRow)]),
      ),
      texts: Object.fromEntries(all.map(([table, { lines }]) => [table, lines])),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files that take inserts only: Flink's planner refuses a query that updates. */
const appended = (folder: string, table: string): Connector => ({
  name: 'appended',
  sink: { connector: 'filesystem', path: join(folder, table), format: 'json' },
});

const changelog = (folder: string, table: string): Connector => ({
  name: 'changelog',
  sink: {
    ...{ connector: 'filesystem', path: join(folder, table), format: 'canal-json' },
    'canal-json.timestamp-format.standard': 'SQL',
  },
});

/** Each deletion or row before an update takes back one row that is its equal; of upserts, the row with its key. */
function folded(
  folder: string,
  upsertKey?: readonly string[],
): { rows: JsonRow[]; retracted: number; lines: string[] } {
  const counts = new Map<string, number>();
  const upserted = new Map<string, string>();
  const lines: string[] = [];
  let retracted = 0;
  for (const part of existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('part-')) : []) {
    for (const line of readFileSync(join(folder, part), 'utf8').split('\n')) {
      if (line === '') continue;
      lines.push(line);
      const { data, type } = JSON.parse(line) as { data?: JsonRow[]; type?: 'INSERT' | 'DELETE' };
      const change = Array.isArray(data) && type !== undefined ? data[0] : undefined;
      const row = change ? JSON.stringify(change) : line;
      const isTaken = change !== undefined && type === 'DELETE';
      if (isTaken) retracted++;
      if (upsertKey && change) {
        const key = JSON.stringify(upsertKey.map((column) => change[column]));
        if (isTaken) upserted.delete(key);
        else upserted.set(key, row);
      } else counts.set(row, (counts.get(row) ?? 0) + (isTaken ? -1 : 1));
    }
  }
  const texts = [...counts].flatMap(([row, count]) => {
    if (count < 0) throw new Error(`a row was taken back that was not there: ${row}`);
    return Array<string>(count).fill(row);
  });
  const rows = [...texts, ...upserted.values()].sort().map((text) => JSON.parse(text) as JsonRow);
  return { rows, retracted, lines };
}
