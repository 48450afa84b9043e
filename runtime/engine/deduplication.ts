/** Keep first by record id: a row is a repeat when the last row with its id had a time at most `within` away. */
import type { SourceNode } from '../operators/source';
import type { Column } from './batch';
import type { TimedBatch } from './timed';

export class Deduplication {
  private readonly columns: readonly number[];
  private readonly within: number;
  /** The time of the last row by id, until the watermark has passed it by `within`. */
  private last = new Map<unknown, number>();
  private swept = Number.NEGATIVE_INFINITY;

  constructor(
    node: SourceNode,
    private readonly time: number,
  ) {
    const { columns, within } = node.recordId as NonNullable<SourceNode['recordId']>;
    const names = Object.keys(node.schema);
    this.columns = columns.map((name) => names.indexOf(name));
    this.within = within.ms;
  }

  get state(): { last: Map<unknown, number>; swept: number } {
    return { last: this.last, swept: this.swept };
  }

  set state({ last, swept }: { last: Map<unknown, number>; swept: number }) {
    this.last = last;
    this.swept = swept;
  }

  split(batch: TimedBatch): { kept: TimedBatch | undefined; repeats: TimedBatch | undefined } {
    const { last, within } = this;
    const idOf = this.ids(batch);
    const times = batch.columns[this.time]?.values as Float64Array;
    const repeats: number[] = [];
    for (let i = 0; i < batch.length; i++) {
      const id = idOf(i);
      const time = times[i] as number;
      const before = last.get(id);
      // What the watermark has passed is forgotten, whether swept already or not.
      const known = before !== undefined && before + within > (batch.watermarks[i] as number);
      if (known && Math.abs(time - before) <= within) repeats.push(i);
      last.set(id, time);
    }
    this.sweep(batch.watermarks[batch.length - 1] as number);
    if (repeats.length === 0) return { kept: batch, repeats: undefined };
    const repeated = new Set(repeats);
    const kept = Array.from({ length: batch.length }, (_, i) => i).filter((i) => !repeated.has(i));
    return { kept: kept.length > 0 ? rowsOf(batch, kept) : undefined, repeats: rowsOf(batch, repeats) };
  }

  /** Once per `within` of event time: every id is looked at a bounded number of times. */
  private sweep(watermark: number): void {
    if (watermark - this.swept < this.within) return;
    this.swept = watermark;
    for (const [id, time] of this.last) if (time + this.within <= watermark) this.last.delete(id);
  }

  private ids(batch: TimedBatch): (row: number) => unknown {
    const parts = this.columns.map((j) => cell(batch.columns[j] as Column));
    const [first] = parts as [(row: number) => unknown];
    if (parts.length === 1) return first;
    // With its length before each part, so that no two ids give one text.
    return (row) =>
      parts
        .map((part) => String(part(row)))
        .map((text) => `${text.length}:${text}`)
        .join('');
  }
}

function cell({ values, dictionary }: Column): (row: number) => unknown {
  if (!dictionary) return (row) => values[row];
  const { strings } = dictionary;
  return (row) => strings[values[row] as number];
}

/** Some rows of a batch. */
function rowsOf(batch: TimedBatch, rows: readonly number[]): TimedBatch {
  const pick = <A extends Column['values']>(from: A): A => {
    const to = new (from.constructor as new (length: number) => A)(rows.length);
    for (let i = 0; i < rows.length; i++) to[i] = from[rows[i] as number] as never;
    return to;
  };
  return {
    length: rows.length,
    watermarks: pick(batch.watermarks),
    columns: batch.columns.map((column) => ({
      ...column,
      values: pick(column.values),
      nulls: column.nulls && pick(column.nulls),
    })),
  };
}
