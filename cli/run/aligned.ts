/** Reads several sources together: the next rows are those of the source whose watermark is furthest behind. */
import type { Batch } from '../../runtime/engine/batch';
import type { LocalJob } from '../../runtime/engine/pipeline';
import type { SourceNode } from '../../runtime/operators/source';
import type { Records } from './inputs';

/** Records of a source in their order, as far as they are known. */
export interface Input {
  readonly source: SourceNode;
  readonly records: AsyncIterator<Records>;
}

export interface Reading {
  /** Between two pushes. */
  afterPush?(): Promise<void>;
  /** The records of a source have come to their end. */
  ended?(source: SourceNode): void;
}

/**
 * Pushes the records of all inputs into a job, aligned by watermark however they are cut into batches. A source without
 * event time comes first: nothing is on time before it has ended.
 */
export async function pushAligned(job: LocalJob, inputs: readonly Input[], reading: Reading = {}): Promise<void> {
  const open = new Set(inputs.map((input) => new OpenInput(job, input)));
  while (open.size > 0) {
    const [next, ...others] = [...open].sort(byWatermark) as [OpenInput, ...OpenInput[]];
    // An input that has no rows at hand may have ended.
    if (next.isEmpty && !(await next.fill())) {
      open.delete(next);
      reading.ended?.(next.source);
    } else next.push(others[0]?.watermark ?? Number.POSITIVE_INFINITY);
    await reading.afterPush?.();
  }
}

const byWatermark = (a: OpenInput, b: OpenInput): number =>
  a.watermark < b.watermark ? -1 : a.watermark > b.watermark ? 1 : Number(b.isTimeless) - Number(a.isTimeless);

class OpenInput {
  readonly source: SourceNode;
  private readonly time: number;
  private rows: Batch | undefined;
  private at = 0;

  constructor(
    private readonly job: LocalJob,
    private readonly input: Input,
  ) {
    this.source = input.source;
    const { watermark, schema } = this.source;
    this.time = watermark ? Object.keys(schema).indexOf(watermark.column) : -1;
  }

  get watermark(): number {
    return this.job.watermark(this.source.table);
  }

  get isTimeless(): boolean {
    return this.time < 0;
  }

  get isEmpty(): boolean {
    return this.rows === undefined;
  }

  /** Fetches the next rows. Records that are none have no time: they are pushed at once. */
  async fill(): Promise<boolean> {
    for (;;) {
      const { value, done } = await this.input.records.next();
      if (done) return false;
      const { rows, malformed } = value as Records;
      if (malformed) this.job.pushMalformed(this.source.table, malformed);
      if (!rows || rows.length === 0) continue;
      this.rows = rows;
      this.at = 0;
      return true;
    }
  }

  /** Pushes rows until the watermark is beyond that of the others. */
  push(limit: number): void {
    const rows = this.rows as Batch;
    const times = rows.columns[this.time]?.values;
    const until = limit + (this.source.watermark?.delay.ms ?? 0);
    const from = this.at;
    let to = rows.length;
    if (times && limit < Number.POSITIVE_INFINITY) {
      to = from;
      while (to < rows.length && (times[to++] as number) <= until);
    }
    this.job.push(this.source.table, from === 0 && to === rows.length ? rows : slice(rows, from, to));
    this.at = to;
    if (to === rows.length) this.rows = undefined;
  }
}

export function slice(batch: Batch, from: number, to: number): Batch {
  return {
    length: to - from,
    columns: batch.columns.map((column) => ({
      ...column,
      values: column.values.subarray(from, to),
      nulls: column.nulls?.subarray(from, to),
    })),
  };
}
