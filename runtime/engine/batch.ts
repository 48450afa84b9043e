import type { AnyType } from '../types/type';

/** Distinct strings by code. It only grows; readers start a new one when it has become large, so memory stays bounded. */
export interface Dictionary {
  readonly strings: string[];
}

export type Values = Float64Array | Int32Array | BigInt64Array | Uint8Array;

/**
 * One column of a batch, in the typed array of its type's storage: f64 and time (milliseconds since 1970) Float64Array,
 * i32 Int32Array, i64 BigInt64Array, bool Uint8Array (0 or 1), dict Int32Array of codes into `dictionary`.
 * Arrays may be longer than the batch. `nulls[i]` is 1 where row i is NULL (its value is then meaningless); absent when
 * no row is.
 */
export interface Column {
  readonly type: AnyType;
  readonly values: Values;
  readonly nulls?: Uint8Array | undefined;
  readonly dictionary?: Dictionary | undefined;
}

/** Rows of one table as columns, in the order of its schema. */
export interface Batch {
  readonly length: number;
  readonly columns: readonly Column[];
  /** What each row does in a changelog; absent when all are INSERT. */
  readonly kinds?: Uint8Array | undefined;
}

export function allocate(type: AnyType, capacity: number): Values {
  switch (type.spec.storage) {
    case 'f64':
    case 'time':
      return new Float64Array(capacity);
    case 'i64':
      return new BigInt64Array(capacity);
    case 'bool':
      return new Uint8Array(capacity);
    default:
      return new Int32Array(capacity);
  }
}
