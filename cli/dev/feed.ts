/** Where a live run gets its rows from: the generator, or files replayed at the pace of their event time. */
import { MetricsGenerator } from '../../dashboard/generator';
import { JsonLinesDecoder, type MalformedRow } from '../../runtime/connectors/files';
import type { Batch } from '../../runtime/engine/batch';
import type { SourceNode } from '../../runtime/operators/source';
import { malformedBatch } from '../../runtime/testing/given';
import { slice } from '../run/aligned';
import { decodedTable, type Records, records } from '../run/inputs';

export interface Feed {
  /** Event time at which it begins, in milliseconds. */
  readonly start: number;
  /** What has arrived when event time is `now`; null when there will be no more. */
  until(now: number): Promise<Records[] | null>;
}

/** Columns of the table that the generator makes rows of. */
const GENERATED = ['event_time', 'metric_name', 'metric_value'];

export const canGenerate = (source: SourceNode): boolean =>
  Object.keys(source.schema).sort().join() === GENERATED.join();

export function generatorFeed(source: SourceNode, rowsPerSecond: number, from: number): Feed {
  const generator = new MetricsGenerator({ seed: 1, from, rowsPerSecond });
  let malformed: MalformedRow[] = [];
  const onMalformed = (row: MalformedRow): void => void malformed.push(row);
  const decoder = new JsonLinesDecoder(decodedTable(source), { onMalformed, file: 'generator' });
  return {
    start: from,
    async until(now) {
      const lines = generator.next(now);
      if (lines.length === 0) return [];
      decoder.push(Buffer.from(`${lines.join('\n')}\n`));
      const due: Records[] = [];
      for (let rows = decoder.flush(); rows; rows = decoder.flush()) due.push({ rows });
      if (malformed.length > 0) due.push({ malformed: malformedBatch(malformed) });
      malformed = [];
      return due;
    },
  };
}

export async function fileFeed(source: SourceNode, files: readonly string[]): Promise<Feed> {
  const all = records(source, files);
  const time = source.watermark ? Object.keys(source.schema).indexOf(source.watermark.column) : -1;
  /** Malformed records have no time: they come with the rows before which they stand. */
  let aside: Records[] = [];
  let batch = await next();
  let at = 0;

  async function next(): Promise<Batch | undefined> {
    for (;;) {
      const { value, done } = await all.next();
      if (done) return undefined;
      if (value.rows) return value.rows;
      aside.push(value);
    }
  }
  const timeOf = (row: number): number =>
    time < 0 ? Number.NEGATIVE_INFINITY : Number(batch?.columns[time]?.values[row]);

  return {
    start: batch && time >= 0 ? timeOf(0) : 0,
    async until(now) {
      const due = aside;
      aside = [];
      if (!batch) return due.length > 0 ? due : null;
      while (batch && timeOf(at) <= now) {
        const from = at;
        while (at < batch.length && timeOf(at) <= now) at++;
        due.push({ rows: slice(batch, from, at) });
        if (at === batch.length) {
          batch = await next();
          at = 0;
        }
      }
      return due;
    },
  };
}
