/** Where a live run gets its rows from: the generator, or files replayed at the pace of their event time. */
import { MetricsGenerator } from '../../dashboard/generator';
import { JsonLinesDecoder, type MalformedRow, openReader } from '../../runtime/connectors/files';
import type { Batch } from '../../runtime/engine/batch';
import type { SourceNode } from '../../runtime/operators/source';

export interface Feed {
  /** Event time at which it begins, in milliseconds. */
  readonly start: number;
  /** The rows that have arrived when event time is `now`; null when there will be no more. */
  until(now: number): Promise<Batch[] | null>;
}

export interface FeedOptions {
  onMalformed(row: MalformedRow): void;
}

/** Columns of the table that the generator makes rows of. */
const GENERATED = ['event_time', 'metric_name', 'metric_value'];

export const canGenerate = (source: SourceNode): boolean =>
  Object.keys(source.schema).sort().join() === GENERATED.join();

export function generatorFeed(source: SourceNode, rowsPerSecond: number, from: number, options: FeedOptions): Feed {
  const generator = new MetricsGenerator({ seed: 1, from, rowsPerSecond });
  const table = { name: source.table, schema: source.schema };
  const decoder = new JsonLinesDecoder(table, { ...options, file: 'generator' });
  return {
    start: from,
    async until(now) {
      const lines = generator.next(now);
      if (lines.length === 0) return [];
      decoder.push(Buffer.from(`${lines.join('\n')}\n`));
      const batches: Batch[] = [];
      for (let batch = decoder.flush(); batch; batch = decoder.flush()) batches.push(batch);
      return batches;
    },
  };
}

export async function fileFeed(source: SourceNode, files: readonly string[], options: FeedOptions): Promise<Feed> {
  const table = { name: source.table, schema: source.schema };
  const batches = (async function* () {
    for (const file of files) yield* openReader(file, table, options);
  })();
  const time = source.watermark ? Object.keys(source.schema).indexOf(source.watermark.column) : -1;
  let batch = await next();
  let at = 0;

  async function next(): Promise<Batch | undefined> {
    const { value, done } = await batches.next();
    return done ? undefined : value;
  }
  const timeOf = (row: number): number =>
    time < 0 ? Number.NEGATIVE_INFINITY : Number(batch?.columns[time]?.values[row]);

  return {
    start: batch && time >= 0 ? timeOf(0) : 0,
    async until(now) {
      if (!batch) return null;
      const due: Batch[] = [];
      while (batch && timeOf(at) <= now) {
        const from = at;
        while (at < batch.length && timeOf(at) <= now) at++;
        due.push(slice(batch, from, at));
        if (at === batch.length) {
          batch = await next();
          at = 0;
        }
      }
      return due;
    },
  };
}

function slice(batch: Batch, from: number, to: number): Batch {
  return {
    length: to - from,
    columns: batch.columns.map((column) => ({
      ...column,
      values: column.values.subarray(from, to),
      nulls: column.nulls?.subarray(from, to),
    })),
  };
}
