/** Batches as Arrow record batches, by makeData over their typed arrays, and Arrow IPC files of them. */
import {
  Dictionary as ArrowDictionary,
  Schema as ArrowSchema,
  AsyncByteQueue,
  Binary,
  Bool,
  type Data,
  type DataType,
  Field,
  Float64,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Struct,
  TimestampMillisecond,
  Utf8,
  Vector,
} from 'apache-arrow';
import { allocate, type Batch, type Column, type Dictionary } from '../../engine/batch';
import { familyOf } from '../../types/kinds';
import type { AnyType, Schema } from '../../types/type';

const encoder = new TextEncoder();

/** A batch as a record batch: strings as Dictionary<Utf8, Int32>, timestamps in milliseconds. Arrays are shared. */
export function toRecordBatch(batch: Batch, names: readonly string[]): RecordBatch {
  const children = batch.columns.map((column, i) => toData(column, batch.length, i));
  const types = batch.columns.map((column) => column.type);
  return assemble(batch.length, names, types, children);
}

function assemble(length: number, names: readonly string[], types: readonly AnyType[], children: Data[]): RecordBatch {
  const fields = children.map(
    (data, i) => new Field(names[i] as string, data.type as DataType, (types[i] as AnyType).isNullable),
  );
  const data = makeData({ type: new Struct(fields), length, nullCount: 0, children });
  return new RecordBatch(new ArrowSchema(fields), data);
}

function toData(column: Column, length: number, id: number): Data {
  const { values, type } = column;
  const common = { length, ...validity(column.nulls, length) };
  switch (type.spec.storage) {
    case 'f64':
      return makeData({ type: new Float64(), data: (values as Float64Array).subarray(0, length), ...common });
    case 'i32':
      return makeData({ type: new Int32(), data: (values as Int32Array).subarray(0, length), ...common });
    case 'i64':
      return makeData({ type: new Int64(), data: (values as BigInt64Array).subarray(0, length), ...common });
    case 'bool':
      return makeData({ type: new Bool(), data: packBits(values as Uint8Array, length, 0), ...common });
    case 'time':
      return makeData({ type: new TimestampMillisecond(), data: toInt64(values as Float64Array, length), ...common });
    case 'dict':
      if (familyOf(type.kind) === 'binary') return binaryData(column, length);
      return makeData({
        // The place of the column is its id: the same in all batches of a stream, and unlike its neighbours'.
        type: new ArrowDictionary(new Utf8(), new Int32(), id),
        data: (values as Int32Array).subarray(0, length),
        dictionary: dictionaryVector(column.dictionary as Dictionary),
        ...common,
      });
  }
}

function validity(nulls: Uint8Array | undefined, length: number): { nullCount: number; nullBitmap?: Uint8Array } {
  if (nulls === undefined) return { nullCount: 0 };
  let nullCount = 0;
  for (let row = 0; row < length; row++) nullCount += nulls[row] as number;
  return { nullCount, nullBitmap: packBits(nulls, length, 1) };
}

/** A bit per byte, turned round when `flip` is 1. */
function packBits(bytes: Uint8Array, length: number, flip: 0 | 1): Uint8Array {
  const bits = new Uint8Array(((length + 63) & ~63) >> 3);
  for (let i = 0; i < length; i++) {
    const bit = (bytes[i] as number) ^ flip;
    bits[i >> 3] = (bits[i >> 3] as number) | (bit << (i & 7));
  }
  return bits;
}

function toInt64(milliseconds: Float64Array, length: number): BigInt64Array {
  const values = new BigInt64Array(length);
  const words = new Int32Array(values.buffer);
  for (let row = 0; row < length; row++) {
    const ms = milliseconds[row] as number;
    words[2 * row] = ms | 0;
    words[2 * row + 1] = Math.floor(ms / 4_294_967_296);
  }
  return values;
}

/** Vectors by dictionary. One that has grown gets a chunk with what is new, which IPC streams send as a delta. */
const vectors = new WeakMap<Dictionary, { length: number; chunks: Data<Utf8>[]; vector: Vector<Utf8> }>();

function dictionaryVector(dictionary: Dictionary): Vector<Utf8> {
  const { strings } = dictionary;
  const known = vectors.get(dictionary);
  if (known?.length === strings.length) return known.vector;
  const added = utf8Data(strings.slice(known?.length ?? 0));
  const chunks = [...(known?.chunks ?? []), added];
  const vector = new Vector(chunks);
  vectors.set(dictionary, { length: strings.length, chunks, vector });
  return vector;
}

function utf8Data(texts: readonly string[], nulls?: Uint8Array): Data<Utf8> {
  const valueOffsets = new Int32Array(texts.length + 1);
  let bytes = new Uint8Array(Math.max(64, texts.length * 16));
  let end = 0;
  texts.forEach((text, i) => {
    if (bytes.length < end + text.length * 3) {
      const larger = new Uint8Array(Math.max(bytes.length * 2, end + text.length * 3));
      larger.set(bytes);
      bytes = larger;
    }
    end += encoder.encodeInto(text, bytes.subarray(end)).written;
    valueOffsets[i + 1] = end;
  });
  const data = bytes.subarray(0, end);
  return makeData({ type: new Utf8(), length: texts.length, valueOffsets, data, ...validity(nulls, texts.length) });
}

function binaryData(column: Column, length: number): Data {
  const values = stringsOf(column, length).map((text) => Buffer.from(text, 'latin1'));
  const valueOffsets = new Int32Array(length + 1);
  values.forEach((value, i) => {
    valueOffsets[i + 1] = (valueOffsets[i] as number) + value.length;
  });
  return makeData({
    type: new Binary(),
    length,
    valueOffsets,
    data: Buffer.concat(values),
    ...validity(column.nulls, length),
  });
}

/** Keeps what the library's writer has written until it is fetched. */
class Chunks extends AsyncByteQueue {
  #chunks: Uint8Array[] = [];

  override write(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  /** Copies: the chunks may be views of a batch's arrays. */
  take(): Uint8Array {
    const bytes = Buffer.concat(this.#chunks);
    this.#chunks = [];
    return bytes;
  }
}

/**
 * An Arrow IPC file. Strings are plain Utf8: the file form allows no second dictionary, and one for the whole file
 * would have to stay in memory.
 */
export class ArrowFileEncoder {
  readonly #names: readonly string[];
  readonly #types: readonly AnyType[];
  readonly #chunks = new Chunks();
  readonly #writer = new RecordBatchFileWriter().reset(this.#chunks);
  #hasSchema = false;

  constructor(schema: Schema) {
    this.#names = Object.keys(schema);
    this.#types = Object.values(schema);
  }

  encode({ length, columns }: Batch): Uint8Array {
    const children = columns.map((column, i) =>
      column.type.spec.storage !== 'dict' || familyOf(column.type.kind) === 'binary'
        ? toData(column, length, i)
        : utf8Data(stringsOf(column, length), column.nulls),
    );
    this.#hasSchema = true;
    this.#writer.write(assemble(length, this.#names, this.#types, children));
    return this.#chunks.take();
  }

  finish(): Uint8Array {
    // A file without rows still has its schema.
    const head = this.#hasSchema ? [] : [this.encode({ length: 0, columns: this.#types.map(emptyColumn) })];
    this.#writer.finish();
    return Buffer.concat([...head, this.#chunks.take()]);
  }
}

function emptyColumn(type: AnyType): Column {
  const dictionary = type.spec.storage === 'dict' ? { strings: [] } : undefined;
  return { type, values: allocate(type, 0), dictionary };
}

function stringsOf({ values, nulls, dictionary }: Column, length: number): string[] {
  const { strings } = dictionary as Dictionary;
  return Array.from({ length }, (_, row) => (nulls?.[row] === 1 ? '' : (strings[values[row] as number] as string)));
}
