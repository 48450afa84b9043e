/** A job on the local runtime, with results spelled as `finalTables` spells Flink's. */
import type { Job } from 'millrace';
import { type Batch, LocalJob } from 'millrace/engine';
import { type AnyRow, toBatch } from 'millrace/testing';
import { jsonLines } from '../../runtime/connectors/files/jsonText';
import { type RowKind, takesBack } from '../../runtime/engine/changes';
import type { JsonRow } from './changelog';

/** Each row of the final tables as often as it is there: what is taken back takes one of its equals. */
export class LocalTables {
  private readonly counts = new Map<string, Map<string, number>>();
  readonly local: LocalJob;

  constructor(readonly job: Job) {
    const tables = [...job.sinks, ...job.sideOutputs];
    for (const { table } of tables) this.counts.set(table, new Map());
    const names = new Map(tables.map(({ table, schema }) => [table, Object.keys(schema)]));
    this.local = new LocalJob(job, {
      rows: (table: string, batch: Batch) => {
        const counts = this.counts.get(table) as Map<string, number>;
        jsonLines(batch, names.get(table) as string[])
          .trimEnd()
          .split('\n')
          .forEach((line, i) => {
            const by = takesBack((batch.kinds?.[i] ?? 0) as RowKind) ? -1 : 1;
            const count = (counts.get(line) ?? 0) + by;
            // A row that comes is the last one.
            if (by > 0) counts.delete(line);
            counts.set(line, count);
          });
      },
    });
  }

  push(table: string, rows: readonly AnyRow[]): void {
    const source = this.job.sources.find((one) => one.table === table);
    if (source) this.local.push(table, toBatch(source.schema, rows));
    const lookup = this.job.lookups.find((one) => one.table === table);
    if (lookup) this.local.lookup(table, toBatch(lookup.schema, rows));
  }

  end(): void {
    for (const { table } of this.job.sources) this.local.end(table);
  }

  rows(table: string): JsonRow[] {
    const texts = [...(this.counts.get(table) ?? [])].flatMap(([line, count]) => {
      if (count < 0) throw new Error(`a row was taken back that was not there: ${line}`);
      return Array<string>(count).fill(trimmed(JSON.stringify(JSON.parse(line))));
    });
    const rows = texts.map((text) => JSON.parse(text) as JsonRow);
    const insert = this.job.inserts.find(({ sink, upsertMaterialize }) => sink.table === table && upsertMaterialize);
    // Of the rows that are there with one key, such a sink has the last one.
    const keyed = new Map(
      rows.map((row) => [insert ? JSON.stringify(insert.sink.primaryKey.map((name) => row[name])) : row, row]),
    );
    return [...keyed.values()].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
}

/** As Flink's canal-json has times: without zeros at the end. */
const trimmed = (json: string): string =>
  json.replace(
    /"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.(\d*?)0*(Z?")/g,
    (_, time, fraction, end) => `"${time}${fraction && '.'}${fraction}${end}`,
  );

/**
 * @param inputs rows of each source in their order of arrival, and of each lookup table.
 * @param step how many rows of a source come before some of the next one do; all of them unless told.
 */
export function localTables(
  job: Job,
  inputs: Readonly<Record<string, readonly AnyRow[]>>,
  step = Number.POSITIVE_INFINITY,
): Readonly<Record<string, readonly JsonRow[]>> {
  const tables = new LocalTables(job);
  for (const { table } of job.lookups) tables.push(table, inputs[table] ?? []);
  const most = Math.max(...job.sources.map(({ table }) => inputs[table]?.length ?? 0));
  for (let at = 0; at < most; at += step) {
    for (const { table } of job.sources) tables.push(table, inputs[table]?.slice(at, at + step) ?? []);
  }
  tables.end();
  return Object.fromEntries([...job.sinks, ...job.sideOutputs].map(({ table }) => [table, tables.rows(table)]));
}
