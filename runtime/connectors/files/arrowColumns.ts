/** Columns of Arrow record batches as columns of our batches, by the typed arrays under their vectors. */
import { type Data, DataType, DateUnit, TimeUnit, type Vector } from 'apache-arrow';
import { allocate, type Column, type Dictionary } from '../../engine/batch';
import { MillraceError } from '../../errors';
import type { AnyType } from '../../types/type';
import { type DecodeErrorCode, Fault, LIMITS, missingValue } from './decode';
import { hashBytes, Interner } from './interner';

const TWO_32 = 4_294_967_296;

/** Rows to refuse, with the first fault of each. */
export type Faults = Map<number, Fault>;

/** Converts the batches of one column, one after the other: its strings share dictionaries across them. */
/** Types that are read from columnar files. */
const READABLE: ReadonlySet<string> = new Set(['STRING', 'DOUBLE', 'INT', 'BIGINT', 'BOOLEAN', 'TIMESTAMP']);

export class ArrowColumn {
  readonly #interner = new Interner();
  /** The Arrow dictionary met last, and our codes for its entries: -1 is NULL, -2 not UTF-8. */
  #known: Vector | null = null;
  #codes = new Int32Array(0);
  #dictionary: Dictionary = { strings: [] };

  constructor(
    readonly name: string,
    readonly type: AnyType,
  ) {}

  /** @throws MillraceError COLUMN_TYPE */
  check(arrowType: DataType, file: string, table: string): void {
    if (READABLE.has(this.type.kind) && (DataType.isNull(arrowType) || accepts(this.type, arrowType))) return;
    throw new MillraceError(
      'COLUMN_TYPE',
      `column "${this.name}" of ${file} has the Arrow type ${arrowType}, but table ${table} declares ${this.type.sql}`,
      'Declare the type that the file has, or convert the file.',
    );
  }

  convert(data: Data, faults: Faults): Column {
    const { type } = this;
    const nulls = readNulls(data);
    if (!type.isNullable && nulls !== undefined) {
      for (let row = nulls.indexOf(1); row >= 0; row = nulls.indexOf(1, row + 1)) {
        if (!faults.has(row)) faults.set(row, missingValue(this.name, type, 'null'));
      }
    }
    if (DataType.isNull(data.type)) return allNull(type, data.length);
    const refuse = (row: number, code: DecodeErrorCode, found: unknown): void => {
      if (nulls?.[row] === 1 || faults.has(row)) return;
      faults.set(row, new Fault(code, `column "${this.name}" is ${type.sql}: found ${found}, which it cannot hold`));
    };
    // A refused row of a NOT NULL column is gone in the end, and with it the need for nulls.
    const kept = type.isNullable ? nulls : undefined;
    switch (type.spec.storage) {
      case 'dict':
        return this.#strings(data, nulls, kept, refuse);
      case 'f64':
        return { type, values: toDoubles(data), nulls: kept };
      case 'i32':
        return { type, values: toInts(data, refuse), nulls: kept };
      case 'i64':
        return { type, values: toBigints(data, refuse), nulls: kept };
      case 'bool':
        return { type, values: toBytes(data), nulls: kept };
      case 'time':
        return { type, values: toMilliseconds(data, refuse), nulls: kept };
    }
  }

  #strings(data: Data, nulls: Uint8Array | undefined, kept: Uint8Array | undefined, refuse: Refuse): Column {
    const { type } = this;
    if (!DataType.isDictionary(data.type)) {
      this.#interner.renewWhenLarge();
      const values = this.#intern(data, nulls);
      for (let row = values.indexOf(-2); row >= 0; row = values.indexOf(-2, row + 1)) {
        refuse(row, 'INVALID_UTF8', 'bytes that are not UTF-8');
      }
      return { type, values, nulls: kept, dictionary: this.#interner.dictionary };
    }
    const vector = data.dictionary as Vector;
    if (this.#known !== vector) this.#learn(vector);
    const indices = data.values as Int32Array;
    const values = new Int32Array(data.length);
    let all = kept;
    for (let row = 0; row < data.length; row++) {
      if (nulls?.[row] === 1) continue;
      const code = this.#codes[indices[row] as number] ?? -2;
      values[row] = code;
      if (code >= 0) continue;
      if (code === -2) refuse(row, 'INVALID_UTF8', 'bytes that are not UTF-8');
      else if (!type.isNullable) refuse(row, 'NULL_NOT_ALLOWED', 'null');
      else {
        all ??= new Uint8Array(data.length);
        all[row] = 1;
      }
    }
    return { type, values, nulls: all, dictionary: this.#dictionary };
  }

  #learn(vector: Vector): void {
    this.#interner.renewWhenLarge();
    const codes = new Int32Array(vector.length);
    let at = 0;
    for (const data of vector.data) {
      const nulls = readNulls(data);
      codes.set(this.#intern(data, nulls), at);
      if (nulls !== undefined) for (let i = 0; i < data.length; i++) if (nulls[i] === 1) codes[at + i] = -1;
      at += data.length;
    }
    this.#known = vector;
    this.#codes = codes;
    this.#dictionary = this.#interner.dictionary;
  }

  /** Codes of a Utf8 or LargeUtf8 vector; -2 where the bytes are not UTF-8. */
  #intern(data: Data, nulls: Uint8Array | undefined): Int32Array {
    const codes = new Int32Array(data.length);
    const bytes = data.values as Uint8Array;
    const offsets = data.valueOffsets as Int32Array | BigInt64Array;
    for (let row = 0; row < data.length; row++) {
      if (nulls?.[row] === 1) continue;
      const start = Number(offsets[row]);
      const end = Number(offsets[row + 1]);
      const code = this.#interner.intern(bytes, start, end, hashBytes(bytes, start, end));
      codes[row] = code < 0 ? -2 : code;
    }
    return codes;
  }
}

type Refuse = (row: number, code: DecodeErrorCode, found: unknown) => void;

export function allNull(type: AnyType, length: number): Column {
  const dictionary = type.spec.storage === 'dict' ? { strings: [] } : undefined;
  return { type, values: allocate(type, length), nulls: new Uint8Array(length).fill(1), dictionary };
}

function accepts(type: AnyType, arrow: DataType): boolean {
  switch (type.spec.storage) {
    case 'dict':
      return isUtf8(DataType.isDictionary(arrow) ? arrow.dictionary : arrow);
    case 'f64':
      return (DataType.isFloat(arrow) && arrow.precision > 0) || DataType.isInt(arrow);
    case 'i32':
    case 'i64':
      return DataType.isInt(arrow);
    case 'bool':
      return DataType.isBool(arrow);
    case 'time':
      return DataType.isTimestamp(arrow) || DataType.isDate(arrow);
  }
}

const isUtf8 = (type: DataType): boolean => DataType.isUtf8(type) || DataType.isLargeUtf8(type);

/** A byte per row, 1 for NULL; undefined when no row is. */
function readNulls(data: Data): Uint8Array | undefined {
  const { length, offset, nullBitmap } = data;
  if (DataType.isNull(data.type)) return new Uint8Array(length).fill(1);
  if (length === 0 || data.nullCount === 0 || !nullBitmap || nullBitmap.length === 0) return undefined;
  const nulls = new Uint8Array(length);
  for (let row = 0; row < length; row++) {
    const bit = offset + row;
    nulls[row] = (((nullBitmap[bit >> 3] as number) >> (bit & 7)) & 1) ^ 1;
  }
  return nulls;
}

/** The low and the high half of each 64-bit value: halves are doubles' business, BigInts would be slow. */
function halves(data: Data): Int32Array {
  const values = data.values as ArrayBufferView;
  return new Int32Array(values.buffer, values.byteOffset, data.length * 2);
}

const is64 = (data: Data): boolean => data.values instanceof BigInt64Array || data.values instanceof BigUint64Array;
const isUnsigned = (data: Data): boolean => DataType.isInt(data.type) && !data.type.isSigned;

function toDoubles(data: Data): Float64Array {
  const { length } = data;
  if (data.values instanceof Float64Array) return data.values.subarray(0, length);
  const values = new Float64Array(length);
  if (is64(data)) {
    const words = halves(data);
    const unsigned = isUnsigned(data);
    for (let row = 0; row < length; row++) {
      const high = words[2 * row + 1] as number;
      values[row] = (unsigned ? high >>> 0 : high) * TWO_32 + ((words[2 * row] as number) >>> 0);
    }
  } else {
    values.set((data.values as Float32Array).subarray(0, length));
  }
  return values;
}

function toInts(data: Data, refuse: Refuse): Int32Array {
  const { length } = data;
  if (data.values instanceof Int32Array) return data.values.subarray(0, length);
  const values = new Int32Array(length);
  if (is64(data)) {
    const wide = data.values as BigInt64Array;
    const words = halves(data);
    const unsigned = isUnsigned(data);
    for (let row = 0; row < length; row++) {
      const low = words[2 * row] as number;
      values[row] = low;
      // The high half of a value that fits repeats the sign of the low one.
      if (words[2 * row + 1] !== low >> 31 || (unsigned && low < 0)) refuse(row, 'OUT_OF_RANGE', wide[row]);
    }
    return values;
  }
  const narrow = data.values as Uint32Array;
  for (let row = 0; row < length; row++) {
    const value = narrow[row] as number;
    values[row] = value;
    if (value > 2_147_483_647) refuse(row, 'OUT_OF_RANGE', value);
  }
  return values;
}

function toBigints(data: Data, refuse: Refuse): BigInt64Array {
  const { length } = data;
  const { values: source } = data;
  if (source instanceof BigInt64Array) return source.subarray(0, length);
  const values = new BigInt64Array(length);
  if (source instanceof BigUint64Array) {
    values.set(new BigInt64Array(source.buffer, source.byteOffset, length));
    for (let row = 0; row < length; row++) if ((values[row] as bigint) < 0n) refuse(row, 'OUT_OF_RANGE', source[row]);
    return values;
  }
  const words = new Int32Array(values.buffer);
  const narrow = source as Int32Array;
  for (let row = 0; row < length; row++) {
    const value = narrow[row] as number;
    words[2 * row] = value;
    words[2 * row + 1] = value < 0 ? -1 : 0;
  }
  return values;
}

function toBytes(data: Data): Uint8Array {
  const values = new Uint8Array(data.length);
  const bits = data.values as Uint8Array;
  for (let row = 0; row < values.length; row++) {
    const bit = data.offset + row;
    values[row] = ((bits[bit >> 3] as number) >> (bit & 7)) & 1;
  }
  return values;
}

/** Units of a Timestamp in a millisecond, and milliseconds in a unit. */
const DIVISOR: Readonly<Record<number, number>> = { [TimeUnit.MICROSECOND]: 1_000, [TimeUnit.NANOSECOND]: 1_000_000 };

function toMilliseconds(data: Data, refuse: Refuse): Float64Array {
  const { length, type } = data;
  const values = new Float64Array(length);
  if (DataType.isDate(type) && type.unit === DateUnit.DAY) {
    const days = data.values as Int32Array;
    for (let row = 0; row < length; row++) values[row] = (days[row] as number) * 86_400_000;
  } else {
    const words = halves(data);
    const factor = DataType.isTimestamp(type) && type.unit === TimeUnit.SECOND ? 1_000 : 1;
    const divisor = (DataType.isTimestamp(type) && DIVISOR[type.unit]) || 1;
    // high * 2^32 + low, divided and floored piecewise: every step is exact, though nanoseconds don't fit a double.
    const quotient = Math.floor(TWO_32 / divisor);
    const remainder = TWO_32 % divisor;
    for (let row = 0; row < length; row++) {
      const low = (words[2 * row] as number) >>> 0;
      const high = words[2 * row + 1] as number;
      values[row] = (high * quotient + Math.floor((high * remainder + low) / divisor)) * factor;
    }
  }
  for (let row = 0; row < length; row++) {
    const ms = values[row] as number;
    if (!(ms >= LIMITS.firstTimestamp && ms <= LIMITS.lastTimestamp)) {
      refuse(row, 'OUT_OF_RANGE', `a time ${ms} ms from 1970`);
    }
  }
  return values;
}
