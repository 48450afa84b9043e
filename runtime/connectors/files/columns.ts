/** Rows on their way into a batch: one growing column each, filled by the decoders. */
import { allocate, type Batch, type Column, type Values } from '../../engine/batch';
import type { Stored } from '../../types/stored';
import type { AnyType, Schema, Storage } from '../../types/type';
import { DICTIONARY_BYTES, Interner } from './interner';

const SCANNED: ReadonlySet<string> = new Set(['STRING', 'DOUBLE', 'INT', 'BIGINT', 'BOOLEAN', 'TIMESTAMP']);

/**
 * One column being filled. Of `f64`, `i32`, `words` and `bool` only the one of the column's storage is used; all are
 * there so that the scanner meets one shape of object for every column.
 */
export class ColumnBuffer {
  readonly storage: Storage;
  /** Whether the byte scanner reads this type; the others are read strictly, at a lower pace. */
  readonly isScanned: boolean;
  readonly interner: Interner | null;
  values: Values;
  f64: Float64Array = new Float64Array(0);
  i32: Int32Array = new Int32Array(0);
  /** The low and the high half of each BIGINT: no BigInt is made for a number that a double holds. */
  words: Int32Array = new Int32Array(0);
  bool: Uint8Array = new Uint8Array(0);
  nulls: Uint8Array;
  hasNulls = false;

  constructor(
    readonly name: string,
    readonly type: AnyType,
    readonly capacity: number,
  ) {
    this.storage = type.spec.storage;
    this.isScanned = SCANNED.has(type.kind);
    this.interner = this.storage === 'dict' ? new Interner() : null;
    this.values = allocate(type, 0);
    this.nulls = new Uint8Array(0);
    this.renew();
  }

  /** New arrays, after the old ones were given away. */
  renew(): void {
    const values = allocate(this.type, this.capacity);
    this.values = values;
    if (values instanceof Float64Array) this.f64 = values;
    else if (values instanceof Int32Array) this.i32 = values;
    else if (values instanceof BigInt64Array) this.words = new Int32Array(values.buffer);
    else this.bool = values;
    this.nulls = new Uint8Array(this.type.isNullable ? this.capacity : 0);
    this.hasNulls = false;
  }

  setNull(row: number): void {
    this.nulls[row] = 1;
    this.hasNulls = true;
  }

  /** A decoded value of this column's type. @returns false for a text without UTF-8. */
  set(row: number, value: Stored): boolean {
    if (typeof value === 'string') {
      const code = (this.interner as Interner).internString(value);
      this.i32[row] = code;
      return code >= 0;
    }
    if (typeof value === 'boolean') this.bool[row] = value ? 1 : 0;
    else this.values[row] = value;
    return true;
  }

  take(length: number): Column {
    const hasNulls = this.hasNulls && this.nulls.subarray(0, length).includes(1);
    // A small batch of a live source gets arrays of its own size, and the large ones are used again.
    const copy = length * 4 < this.capacity;
    const values = copy ? this.values.slice(0, length) : this.values;
    const nulls = hasNulls ? (copy ? this.nulls.slice(0, length) : this.nulls) : undefined;
    const dictionary = this.interner?.dictionary;
    if (!copy) this.renew();
    else if (this.hasNulls) this.nulls.fill(0);
    this.hasNulls = false;
    this.interner?.renewWhenLarge();
    return { type: this.type, values, nulls, dictionary };
  }
}

/** Builds batches row by row: a row counts once `commit()` is called. */
export class BatchBuilder {
  readonly columns: readonly ColumnBuffer[];
  length = 0;

  constructor(
    schema: Schema,
    readonly capacity: number,
  ) {
    this.columns = Object.entries(schema).map(([name, type]) => new ColumnBuffer(name, type, capacity));
  }

  /** No further row fits: by count, or because a dictionary has grown so far that memory would not stay bounded. */
  get isFull(): boolean {
    if (this.length === this.capacity) return true;
    if (this.length === 0) return false;
    for (const column of this.columns) {
      if (column.interner !== null && column.interner.bytes >= DICTIONARY_BYTES) return true;
    }
    return false;
  }

  commit(): void {
    this.length++;
  }

  /** Forgets a row that was begun and not committed. */
  clearRow(): void {
    for (const column of this.columns) {
      if (column.hasNulls) column.nulls[this.length] = 0;
      // Strings of refused rows stay in the dictionary; a flood of refused rows must not fill the memory with them.
      if (this.length === 0) column.interner?.renewWhenLarge();
    }
  }

  /** The committed rows, or null when there are none. */
  take(): Batch | null {
    const length = this.length;
    if (length === 0) return null;
    this.length = 0;
    return { length, columns: this.columns.map((column) => column.take(length)) };
  }
}
