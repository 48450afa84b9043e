/** What the local runtime sends, line by line, spelled as `finalTables` spells Flink's. */
import type { Job } from 'millrace';
import { type Batch, LocalJob } from 'millrace/engine';
import { type AnyRow, toBatch } from 'millrace/testing';
import { jsonLines } from '../../runtime/connectors/files/jsonText';
import { type RowKind, takesBack } from '../../runtime/engine/changes';
import type { FlinkOracle } from '../../runtime/testing/flink';
import { type FinalTables, finalTables, type JsonRow } from './changelog';

/** A sink's rows in their order: `+` one that comes, `-` one that is taken back. */
export function sentLocally(job: Job, inputs: Readonly<Record<string, readonly AnyRow[]>>, cut = Infinity): string[] {
  const sent: string[] = [];
  const [sink] = job.sinks;
  const local = new LocalJob(job, {
    rows(table: string, batch: Batch) {
      if (table !== sink?.table) return;
      jsonLines(batch, Object.keys(sink.schema))
        .trimEnd()
        .split('\n')
        .forEach((line, i) => {
          sent.push(`${takesBack((batch.kinds?.[i] ?? 0) as RowKind) ? '-' : '+'} ${spelled(JSON.parse(line))}`);
        });
    },
  });
  for (const { table, schema } of job.sources) {
    const rows = inputs[table] ?? [];
    for (let from = 0; from < rows.length; from += cut)
      local.push(table, toBatch(schema, rows.slice(from, from + cut)));
    local.end(table);
  }
  return sent;
}

/** The same of Flink's files. */
export function sentByFlink({ inOrder }: FinalTables, job: Job): string[] {
  const [sink] = job.sinks;
  return (inOrder[sink?.table as string] ?? []).map((line) => {
    const { data, type } = line as { data?: JsonRow[]; type?: string };
    if (!Array.isArray(data)) return `+ ${spelled(line)}`;
    return `${type === 'DELETE' ? '-' : '+'} ${spelled(data[0] as JsonRow)}`;
  });
}

/** Runs a job of one sink on both. */
export async function sentByBoth(
  flink: FlinkOracle,
  job: Job,
  inputs: Readonly<Record<string, readonly AnyRow[]>>,
): Promise<{ here: string[]; there: string[] }> {
  const there = await finalTables(flink, job, inputs);
  return { here: sentLocally(job, inputs), there: sentByFlink(there, job) };
}

/** Times without zeros at their ends. */
const spelled = (row: JsonRow): string =>
  JSON.stringify(row).replace(
    /"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.(\d*?)0*(Z?")/g,
    (_, time, fraction, end) => `"${time}${fraction && '.'}${fraction}${end}`,
  );
