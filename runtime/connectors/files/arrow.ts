/** Arrow record batches: read as batches, made of batches, and read from IPC files and streams. */
import { open } from 'node:fs/promises';
import { type Schema as ArrowSchema, type Data, type RecordBatch, RecordBatchReader } from 'apache-arrow';
import type { Batch, Column } from '../../engine/batch';
import { MillraceError } from '../../errors';
import type { Schema } from '../../types/type';
import { ArrowColumn, allNull, type Faults } from './arrowColumns';
import { columnMissing } from './csv';
import type { MalformedRow } from './decode';
import { DEFAULT_BATCH_ROWS, type DecodedTable } from './json';
import { TimeCheck } from './timeCheck';

export { toRecordBatch } from './arrowWriter';

export interface ArrowOptions {
  onMalformed(row: MalformedRow): void;
  batchRows?: number | undefined;
  /** Where the rows come from, for messages. */
  file: string;
}

/** Turns the record batches of one file or stream into batches of a table; columns are matched by name. */
export class RecordBatchDecoder {
  readonly #table: DecodedTable;
  readonly #options: ArrowOptions;
  readonly #columns: readonly ArrowColumn[];
  readonly #time: TimeCheck | null;
  /** By column, its place in the record batch or -1. */
  #places: readonly number[] = [];
  #checked: ArrowSchema | null = null;
  #rows = 0;

  constructor(table: DecodedTable, options: ArrowOptions) {
    this.#table = table;
    this.#options = options;
    this.#columns = Object.entries(table.schema).map(([name, type]) => new ArrowColumn(name, type));
    this.#time = TimeCheck.of(table);
  }

  /** @throws MillraceError COLUMN_MISSING, COLUMN_TYPE, COLUMN_AMBIGUOUS */
  check(schema: ArrowSchema): void {
    if (this.#checked === schema) return;
    const { file } = this.#options;
    const names = schema.fields.map((field) => field.name);
    this.#places = this.#columns.map((column) => {
      const place = names.indexOf(column.name);
      if (place < 0) {
        if (column.type.isNullable) return -1;
        throw columnMissing(file, column.name, this.#table.name, names);
      }
      if (names.includes(column.name, place + 1)) {
        throw new MillraceError('COLUMN_AMBIGUOUS', `${file} has more than one column "${column.name}"`);
      }
      column.check((schema.fields[place] as (typeof schema.fields)[number]).type, file, this.#table.name);
      return place;
    });
    this.#checked = schema;
  }

  /** The well-formed rows, in batches of at most `batchRows`. */
  *batches(recordBatch: RecordBatch): Generator<Batch> {
    const most = this.#options.batchRows ?? DEFAULT_BATCH_ROWS;
    for (let row = 0; row < recordBatch.numRows; row += most) {
      const batch = this.decode(recordBatch.slice(row, Math.min(row + most, recordBatch.numRows)));
      if (batch.length > 0) yield batch;
    }
  }

  /** The well-formed rows as one batch. */
  decode(recordBatch: RecordBatch): Batch {
    this.check(recordBatch.schema);
    const length = recordBatch.numRows;
    const faults: Faults = new Map();
    const columns = this.#columns.map((column, i) => {
      const place = this.#places[i] as number;
      if (place < 0) return allNull(column.type, length);
      return column.convert(recordBatch.data.children[place] as Data, faults);
    });
    if (this.#time !== null) addTimeFaults(this.#time, columns, length, faults);
    const first = this.#rows;
    this.#rows += length;
    if (faults.size === 0) return { length, columns };
    for (const [row, { code, reason }] of [...faults].sort(([a], [b]) => a - b)) {
      const raw = Buffer.from(rowText(recordBatch, row));
      const { file } = this.#options;
      const line = first + row + 1;
      this.#options.onMalformed({ table: this.#table.name, file, line, offset: null, code, reason, raw });
    }
    return without(columns, length, faults);
  }
}

/** One record batch as a batch. To many of one table a RecordBatchDecoder is better: they then share dictionaries. */
export function fromRecordBatch(
  recordBatch: RecordBatch,
  schema: Schema,
  source: { readonly table?: string; readonly file?: string; onMalformed(row: MalformedRow): void },
): Batch {
  const { table = 'rows', file = 'a record batch', onMalformed } = source;
  return new RecordBatchDecoder({ name: table, schema }, { file, onMalformed }).decode(recordBatch);
}

/** Reads an Arrow IPC file, record batch by record batch, or the stream form up to its end. */
export async function* readArrow(path: string, table: DecodedTable, options: ArrowOptions): AsyncGenerator<Batch> {
  const handle = await open(path);
  try {
    const decoder = new RecordBatchDecoder(table, options);
    const reader = await orInvalid(path, () => RecordBatchReader.from(handle));
    await orInvalid(path, () => reader.open());
    // An empty or foreign file opens as a stream without a schema.
    if (!reader.schema) throw new MillraceError('INVALID_FILE', `${path} is not an Arrow IPC file`);
    decoder.check(reader.schema);
    for (;;) {
      const next = (await orInvalid(path, () => reader.next())) as IteratorResult<RecordBatch>;
      if (next.done) break;
      yield* decoder.batches(next.value);
    }
  } finally {
    await handle.close().catch(() => {});
  }
}

/** Runs a library's reading, whose failure means that the file is damaged or not of this format. */
export async function orInvalid<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MillraceError('INVALID_FILE', `${path} could not be read: ${why}`, undefined, { cause });
  }
}

function addTimeFaults(time: TimeCheck, columns: readonly Column[], length: number, faults: Faults): void {
  for (let row = 0; row < length; row++) {
    const fault = faults.has(row) ? null : time.fault(columns, row);
    if (fault !== null) faults.set(row, fault);
  }
}

/** The columns without the refused rows. */
function without(columns: readonly Column[], length: number, faults: Faults): Batch {
  const rows: number[] = [];
  for (let row = 0; row < length; row++) if (!faults.has(row)) rows.push(row);
  return { length: rows.length, columns: columns.map((column) => gather(column, rows)) };
}

function gather({ type, values, nulls, dictionary }: Column, rows: readonly number[]): Column {
  const kept = values.slice(0, rows.length);
  const keptNulls = nulls && new Uint8Array(rows.length);
  rows.forEach((row, i) => {
    kept[i] = values[row] as number;
    if (keptNulls) keptNulls[i] = nulls[row] as number;
  });
  return { type, values: kept, nulls: keptNulls?.includes(1) ? keptNulls : undefined, dictionary };
}

/** A refused row as JSON, by the slow way: nothing is lost of it, 64-bit numbers neither. */
function rowText(recordBatch: RecordBatch, row: number): string {
  const members = recordBatch.schema.fields.map(({ name }, i) => {
    const value: unknown = recordBatch.getChildAt(i)?.get(row);
    const text = JSON.stringify(value ?? null, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v));
    return `${JSON.stringify(name)}:${typeof value === 'bigint' ? value : text}`;
  });
  return `{${members.join(',')}}`;
}
