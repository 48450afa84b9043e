/** A job on the local runtime, with results spelled as `finalTables` spells Flink's. */
import type { Job } from 'millrace';
import { type Batch, LocalJob } from 'millrace/engine';
import { type AnyRow, fromBatch, toBatch } from 'millrace/testing';
import { takesBack } from '../../runtime/engine/changes';
import type { JsonRow } from './changelog';

/** @param inputs rows of each source in their order of arrival. */
export function localTables(
  job: Job,
  inputs: Readonly<Record<string, readonly AnyRow[]>>,
): Readonly<Record<string, readonly JsonRow[]>> {
  const all = [...job.sinks, ...job.sideOutputs];
  const tables = new Map(all.map(({ table, schema }) => [table, { names: Object.keys(schema), rows: [] as string[] }]));
  const local = new LocalJob(job, {
    rows(table: string, batch: Batch) {
      const { names, rows } = tables.get(table) as { names: string[]; rows: string[] };
      fromBatch(names, batch).forEach((row, i) => {
        const text = JSON.stringify(spelled(row));
        if (!takesBack((batch.kinds?.[i] ?? 0) as 0)) rows.push(text);
        else rows.splice(rows.lastIndexOf(text), 1);
      });
    },
  });
  for (const { table, schema } of job.sources) local.push(table, toBatch(schema, inputs[table] ?? []));
  for (const { table } of job.sources) local.end(table);
  return Object.fromEntries(
    [...tables].map(([table, { rows }]) => [table, rows.sort().map((text) => JSON.parse(text) as JsonRow)]),
  );
}

const spelled = (row: AnyRow): JsonRow =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (typeof value === 'bigint') return [name, Number(value)];
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
