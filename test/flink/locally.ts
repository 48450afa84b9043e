/** A job on the local runtime, with results spelled as `finalTables` spells Flink's. */
import type { Job } from 'millrace';
import { type Batch, LocalJob } from 'millrace/engine';
import { type AnyRow, fromBatch, toBatch } from 'millrace/testing';
import { takesBack } from '../../runtime/engine/changes';
import type { JsonRow } from './changelog';

/**
 * @param inputs rows of each source in their order of arrival, and of each lookup table.
 * @param step how many rows of a source come before some of the next one do; all of them unless told.
 */
export function localTables(
  job: Job,
  inputs: Readonly<Record<string, readonly AnyRow[]>>,
  step = Number.POSITIVE_INFINITY,
): Readonly<Record<string, readonly JsonRow[]>> {
  const all = [...job.sinks, ...job.sideOutputs];
  const tables = new Map(all.map(({ table, schema }) => [table, { names: Object.keys(schema), rows: [] as string[] }]));
  const local = new LocalJob(job, {
    rows(table: string, batch: Batch) {
      const { names, rows } = tables.get(table) as { names: string[]; rows: string[] };
      fromBatch(names, batch).forEach((row, i) => {
        const text = JSON.stringify(spelled(row));
        if (!takesBack((batch.kinds?.[i] ?? 0) as 0)) return void rows.push(text);
        const at = rows.lastIndexOf(text);
        if (at < 0) throw new Error(`a row was taken back that was not there: ${text}`);
        rows.splice(at, 1);
      });
    },
  });
  for (const { table, schema } of job.lookups) local.lookup(table, toBatch(schema, inputs[table] ?? []));
  const most = Math.max(...job.sources.map(({ table }) => inputs[table]?.length ?? 0));
  for (let at = 0; at < most; at += step) {
    for (const { table, schema } of job.sources) {
      const rows = (inputs[table] ?? []).slice(at, at + step);
      if (rows.length > 0) local.push(table, toBatch(schema, rows));
    }
  }
  for (const { table } of job.sources) local.end(table);
  for (const { sink, upsertMaterialize } of job.inserts) {
    if (!upsertMaterialize) continue;
    // Of the rows that are there with one key, the sink has the last one.
    const of = tables.get(sink.table) as { rows: string[] };
    const keyed = new Map(
      of.rows.map((text) => [JSON.stringify(sink.primaryKey.map((name) => JSON.parse(text)[name])), text]),
    );
    of.rows = [...keyed.values()];
  }
  return Object.fromEntries(
    [...tables].map(([table, { rows }]) => [table, rows.sort().map((text) => JSON.parse(text) as JsonRow)]),
  );
}

const spelled = (row: AnyRow): JsonRow =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (typeof value === 'bigint') return [name, Number(value)];
      if (typeof value === 'number' && !Number.isFinite(value)) return [name, String(value)];
      if (value instanceof Date)
        return [
          name,
          value
            .toISOString()
            .replace('T', ' ')
            .replace(/\.?0*Z$/, ''),
        ];
      return [name, value];
    }),
  );
