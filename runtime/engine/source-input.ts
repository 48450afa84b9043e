/** Where a source's rows enter: watermarks, then repeats of a record id aside. */
import type { SourceNode } from '../operators/source';
import type { Batch } from './batch';
import { Deduplication } from './deduplication';
import { Fanout, type TimedBatch } from './timed';

export interface SourceState {
  readonly read: number;
  readonly malformedCount: number;
  readonly duplicateCount: number;
  readonly watermark: number;
  readonly isIdle: boolean;
  readonly isEnded: boolean;
  /** Of the record ids that are remembered. */
  readonly ids: Deduplication['state'] | undefined;
}

export class SourceInput {
  readonly rows = new Fanout();
  readonly malformed = new Fanout();
  readonly duplicates = new Fanout();
  /** Records, malformed ones and repeats included. */
  read = 0;
  malformedCount = 0;
  duplicateCount = 0;
  watermark = Number.NEGATIVE_INFINITY;
  isIdle = false;
  isEnded = false;
  private readonly column: number;
  private readonly delay: number;
  private readonly deduplication: Deduplication | undefined;

  constructor(node: SourceNode) {
    this.column = node.watermark ? Object.keys(node.schema).indexOf(node.watermark.column) : -1;
    this.delay = node.watermark?.delay.ms ?? 0;
    this.deduplication = node.recordId && new Deduplication(node, this.column);
  }

  /** All that it keeps: what snapshots keep of it. */
  get state(): SourceState {
    const { read, malformedCount, duplicateCount, watermark, isIdle, isEnded, deduplication } = this;
    const counted = { read, malformedCount, duplicateCount };
    return { ...counted, watermark, isIdle, isEnded, ids: deduplication?.state };
  }

  set state({ ids, ...state }: SourceState) {
    Object.assign(this, state);
    if (this.deduplication && ids) this.deduplication.state = ids;
  }

  /** Takes well-formed rows in. */
  push(batch: Batch): void {
    this.read += batch.length;
    this.setIdle(false);
    const timed: TimedBatch = { ...batch, watermarks: this.watermarks(batch) };
    const { kept, repeats } = this.deduplication?.split(timed) ?? { kept: timed, repeats: undefined };
    if (repeats) {
      this.duplicateCount += repeats.length;
      this.duplicates.onBatch(repeats);
    }
    if (kept) this.rows.onBatch(kept);
    this.rows.onWatermark(this.watermark);
  }

  /** Takes records in that are no rows: they never raise the watermark. */
  pushMalformed(batch: Batch): void {
    this.read += batch.length;
    this.malformedCount += batch.length;
    this.malformed.onBatch({ ...batch, watermarks: new Float64Array(batch.length).fill(this.watermark) });
  }

  /** Says that event time has come this far, without a row that shows it. */
  raise(watermark: number): void {
    this.setIdle(false);
    if (watermark <= this.watermark) return;
    this.watermark = watermark;
    this.rows.onWatermark(watermark);
  }

  /** Rows have stopped coming. */
  idle(): void {
    this.setIdle(true);
  }

  private setIdle(isIdle: boolean): void {
    if (isIdle === this.isIdle) return;
    this.isIdle = isIdle;
    this.rows.onIdle(isIdle);
  }

  end(): void {
    this.setIdle(false);
    this.isEnded = true;
    for (const fanout of [this.malformed, this.duplicates, this.rows]) fanout.onWatermark(Number.POSITIVE_INFINITY);
  }

  /** The watermark before each row: the greatest time so far, less the delay. */
  private watermarks(batch: Batch): Float64Array {
    const before = new Float64Array(batch.length);
    if (this.column < 0) return before.fill(this.watermark);
    const times = batch.columns[this.column]?.values as Float64Array;
    let { watermark } = this;
    for (let i = 0; i < batch.length; i++) {
      before[i] = watermark;
      const candidate = (times[i] as number) - this.delay;
      if (candidate > watermark) watermark = candidate;
    }
    this.watermark = watermark;
    return before;
  }
}
