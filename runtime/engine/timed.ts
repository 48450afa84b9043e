/** Rows on their way between operators: columns, and the watermark that was in force before each row. */
import type { Schema } from '../types/type';
import { allocate, type Batch, type Column, type Dictionary, type Values } from './batch';
import { INSERT, type RowKind } from './changes';

export interface TimedBatch extends Batch {
  /**
   * Per row, the watermark before it (−Infinity before the first). A watermark rises within a batch, and lateness is
   * decided row by row: results then do not depend on how rows were cut into batches.
   */
  readonly watermarks: Float64Array;
}

/** The next operator, or several of them. */
export interface Consumer {
  onBatch(batch: TimedBatch): void;
  /** Event time has come this far; Infinity at the end of input. */
  onWatermark(watermark: number): void;
  /** Rows have stopped coming, or come again. */
  onIdle(isIdle: boolean): void;
}

export class Fanout implements Consumer {
  readonly consumers: Consumer[] = [];

  onBatch(batch: TimedBatch): void {
    for (const consumer of this.consumers) consumer.onBatch(batch);
  }

  onWatermark(watermark: number): void {
    for (const consumer of this.consumers) consumer.onWatermark(watermark);
  }

  onIdle(isIdle: boolean): void {
    for (const consumer of this.consumers) consumer.onIdle(isIdle);
  }
}

/** Collects output rows into typed arrays; generated code writes `v` and calls `next`, `setNull` and `intern`. */
export class OutputBuilder {
  private readonly schema: Schema;
  private capacity = 0;
  length = 0;
  private watermarks = new Float64Array(0);
  private kinds: Uint8Array | undefined;
  private nulls: (Uint8Array | undefined)[] = [];
  private dictionaries: (Dictionary | undefined)[] = [];
  private interned: (Map<string, number> | undefined)[] = [];
  v: Values[] = [];

  constructor(schema: Schema) {
    this.schema = schema;
    this.reset();
  }

  /** The index of a new row. */
  next(watermark: number, kind: RowKind = INSERT): number {
    if (this.length === this.capacity) this.grow();
    this.watermarks[this.length] = watermark;
    if (kind !== INSERT) {
      this.kinds ??= new Uint8Array(this.capacity);
      this.kinds[this.length] = kind;
    }
    return this.length++;
  }

  setNull(column: number, row: number): void {
    let nulls = this.nulls[column];
    if (!nulls) this.nulls[column] = nulls = new Uint8Array(this.capacity);
    nulls[row] = 1;
  }

  /** Says whose codes a string column is given until the next flush. */
  setDictionary(column: number, dictionary: Dictionary | undefined): void {
    this.dictionaries[column] = dictionary;
  }

  /** Code of a computed string. */
  intern(column: number, text: string): number {
    let codes = this.interned[column];
    if (!codes) {
      this.interned[column] = codes = new Map();
      this.dictionaries[column] = { strings: [] };
    }
    let code = codes.get(text);
    if (code === undefined) {
      const { strings } = this.dictionaries[column] as Dictionary;
      code = strings.push(text) - 1;
      codes.set(text, code);
    }
    return code;
  }

  /** Hands the rows on, if there are any, and starts anew: arrays that were handed on are not written again. */
  flush(consumer: Consumer): void {
    if (this.length === 0) return;
    const columns = Object.values(this.schema).map(
      (type, i): Column => ({
        type,
        values: this.v[i] as Values,
        nulls: this.nulls[i],
        // A string column of NULLs only has been given no code.
        dictionary: type.spec.storage === 'dict' ? (this.dictionaries[i] ?? { strings: [] }) : undefined,
      }),
    );
    const batch = { length: this.length, columns, watermarks: this.watermarks, kinds: this.kinds };
    this.reset();
    consumer.onBatch(batch);
  }

  private reset(): void {
    this.length = 0;
    this.capacity = 0;
    this.v = [];
    this.kinds = undefined;
    this.nulls = [];
    this.interned = [];
    this.dictionaries = [];
  }

  private grow(): void {
    const capacity = Math.max(256, this.capacity * 2);
    this.watermarks = extended(this.watermarks, new Float64Array(capacity), this.capacity);
    this.v = Object.values(this.schema).map((type, i) => extended(this.v[i], allocate(type, capacity), this.capacity));
    this.kinds = this.kinds && extended(this.kinds, new Uint8Array(capacity), this.capacity);
    this.nulls = this.nulls.map((n) => n && extended(n, new Uint8Array(capacity), this.capacity));
    this.capacity = capacity;
  }
}

export function extended<A extends Values>(from: A | undefined, to: A, used: number): A {
  if (from && used > 0) to.set(from.subarray(0, used) as never);
  return to;
}
