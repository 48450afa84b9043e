/**
 * CSV (RFC 4180, with a header). Records are cut here, so that every refused one keeps its exact bytes, line and place;
 * their fields are csv-parse's work. Left alone, csv-parse would take all that follows a stray quote for one field.
 */
import { parse } from 'csv-parse/sync';
import type { Batch } from '../../engine/batch';
import { MillraceError } from '../../errors';
import { familyOf } from '../../types/kinds';
import { BatchBuilder, type ColumnBuffer } from './columns';
import { checkCsv } from './decodable';
import { Fault, LIMITS, missingValue, refuse } from './decode';
import { DEFAULT_BATCH_ROWS, type DecodedTable, type DecoderOptions, recordTooLong } from './json';
import { beforeReturn, isBlank, RecordBuffer } from './recordBuffer';
import { TimeCheck } from './timeCheck';
import { decodeValue } from './values';

const NEWLINE = 10;
const QUOTE = 34;
/** Records given to csv-parse at once. */
const BLOCK_RECORDS = 256;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ASCII = /^[\u0000-\u007f]*$/;

/** A record without its line end, and the place after it. */
interface Cut {
  readonly start: number;
  readonly end: number;
  readonly next: number;
  readonly lines: number;
  /** false for a first line that is no record: too long, or with a quote that is not closed within the limit. */
  readonly isWhole: boolean;
}

/** As JsonLinesDecoder: push bytes, then take batches until there is none. */
export class CsvDecoder {
  readonly #table: DecodedTable;
  readonly #options: DecoderOptions;
  readonly #builder: BatchBuilder;
  readonly #buffer: RecordBuffer;
  readonly #time: TimeCheck | null;
  /** By column of the table, its place in the header or -1; null before the header is read. */
  #places: readonly number[] | null = null;
  #width = 0;
  /** A bad record spoils its block: after one, blocks begin small again. */
  #blockRecords = BLOCK_RECORDS;
  #line = 1;

  /** @throws MillraceError NOT_DECODABLE */
  constructor(table: DecodedTable, options: DecoderOptions) {
    checkCsv(table.name, table.schema);
    this.#table = table;
    this.#options = options;
    this.#builder = new BatchBuilder(table.schema, options.batchRows ?? DEFAULT_BATCH_ROWS);
    this.#buffer = new RecordBuffer(options.recordBytes ?? LIMITS.recordBytes);
    this.#time = TimeCheck.of(table);
  }

  push(chunk: Uint8Array): void {
    this.#buffer.push(chunk);
  }

  /** @throws MillraceError HEADER_MISSING, INVALID_HEADER, COLUMN_MISSING */
  take(): Batch | null {
    const builder = this.#builder;
    this.#buffer.skipByteOrderMark();
    for (;;) {
      if (builder.isFull) return builder.take();
      if (this.#places === null) {
        const header = this.#cut(this.#buffer.at);
        if (header === null) break;
        if (!isBlank(this.#buffer.bytes, header.start, header.end)) this.#readHeader(header);
        this.#moveTo(header);
      } else if (!this.#block()) {
        break;
      }
    }
    if (!this.#buffer.isEnded) return null;
    if (this.#places === null) {
      throw new MillraceError(
        'HEADER_MISSING',
        `${this.#options.file} has no header`,
        'Its first line must name the columns.',
      );
    }
    return builder.take();
  }

  end(): void {
    this.#buffer.finish();
  }

  /** Reads up to a block of records. @returns false when none is complete. */
  #block(): boolean {
    const buffer = this.#buffer;
    const room = Math.min(this.#blockRecords, this.#builder.capacity - this.#builder.length);
    const cuts: Cut[] = [];
    let at = buffer.at;
    while (cuts.length < room) {
      const cut = this.#cut(at);
      if (cut === null) break;
      at = cut.next;
      // A line that is no whole record is a block of its own.
      if (!cut.isWhole && cuts.length > 0) break;
      cuts.push(cut);
      if (!cut.isWhole) break;
    }
    const [first] = cuts;
    const last = cuts.at(-1);
    if (first === undefined || last === undefined) return false;
    const records = cuts.filter((cut) => !cut.isWhole || !isBlank(buffer.bytes, cut.start, cut.end));
    const fields = parseFields(buffer.bytes.subarray(first.start, last.end));
    const agrees = first.isWhole && Array.isArray(fields) && fields.length === records.length;
    this.#blockRecords = agrees ? Math.min(BLOCK_RECORDS, 2 * this.#blockRecords) : 1;
    let record = 0;
    for (const cut of cuts) {
      const isRecord = cut === records[record];
      if (isRecord && !this.#record(cut, agrees ? (fields[record] as string[]) : null)) return true;
      if (isRecord) record++;
      this.#moveTo(cut);
      if (this.#builder.isFull) return true;
    }
    return true;
  }

  /** Reads one record. @returns false when its quotes are wrong: then only its first line is done with. */
  #record(cut: Cut, known: string[] | null): boolean {
    const { bytes, limit } = this.#buffer;
    const length = this.#lengthOf(cut);
    if (length > limit) {
      this.#refuse(recordTooLong(length, limit), cut.start, cut.start + limit);
      return true;
    }
    const parsed = known === null ? parseFields(bytes.subarray(cut.start, cut.end)) : [known];
    if (typeof parsed === 'string') {
      const line = firstLine(bytes, cut.start);
      this.#refuse(refuse('INVALID_CSV', parsed), line.start, line.end);
      this.#moveTo(line);
      return false;
    }
    const fault =
      this.#decode(parsed[0] as string[]) ?? this.#time?.fault(this.#builder.columns, this.#builder.length) ?? null;
    if (fault === null) this.#builder.commit();
    else this.#refuse(fault, cut.start, cut.end);
    return true;
  }

  #decode(fields: readonly string[]): Fault | null {
    if (fields.length !== this.#width) {
      return refuse('WRONG_FIELD_COUNT', 'fieldCount', {
        found: fields.length,
        expected: this.#width,
        where: 'in the header',
      });
    }
    const { columns, length } = this.#builder;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] as ColumnBuffer;
      const place = (this.#places as readonly number[])[i] as number;
      const bytes = place < 0 ? '' : (fields[place] as string);
      if (bytes === '' && column.type.isNullable) {
        column.setNull(length);
        continue;
      }
      if (bytes === '' && familyOf(column.type.kind) !== 'character')
        return missingValue(column.name, column.type, 'an empty field');
      const text = toText(bytes);
      if (text === null) return refuse('INVALID_UTF8', 'fieldNotUtf8', { column: column.name });
      const value = decodeValue(column.name, column.type, 'field', text);
      if (value instanceof Fault) return value;
      column.set(length, value);
    }
    return null;
  }

  #readHeader(cut: Cut): void {
    const { file } = this.#options;
    const parsed = parseFields(this.#buffer.bytes.subarray(cut.start, cut.end));
    const names = typeof parsed === 'string' ? null : parsed[0]?.map((name) => toText(name)?.trim() ?? null);
    if (!names || names.includes(null)) {
      throw new MillraceError('INVALID_HEADER', `the header of ${file} is not CSV in UTF-8`);
    }
    this.#width = names.length;
    this.#places = Object.entries(this.#table.schema).map(([name, type]) => {
      const place = names.indexOf(name);
      if (place >= 0 && names.indexOf(name, place + 1) >= 0) {
        throw new MillraceError('INVALID_HEADER', `the header of ${file} names column "${name}" twice`);
      }
      if (place < 0 && !type.isNullable) throw columnMissing(file, name, this.#table.name, names as string[]);
      return place;
    });
  }

  /**
   * The record at `at`: up to the first line end outside of quotes; only its first line when that is beyond the limit,
   * for its quotes are then taken for wrong. null when more bytes are needed.
   */
  #cut(at: number): Cut | null {
    const { bytes, linesEnd, end, isEnded, limit } = this.#buffer;
    if (at >= linesEnd) return null;
    let isQuoted = false;
    let lines = 0;
    for (let i = at; i < linesEnd; i++) {
      const byte = bytes[i];
      if (byte === QUOTE) isQuoted = !isQuoted;
      if (byte !== NEWLINE) continue;
      lines++;
      if (i - at > limit) return firstLine(bytes, at);
      if (!isQuoted) return { start: at, end: beforeReturn(bytes, at, i), next: i + 1, lines, isWhole: true };
    }
    // A quote that is never closed: the parser refuses the record, and its first line goes aside.
    if (isEnded) return { start: at, end: linesEnd - 1, next: linesEnd, lines, isWhole: true };
    return end - at > limit ? firstLine(bytes, at) : null;
  }

  /** Bytes of a record without its line feed. */
  #lengthOf(cut: Cut): number {
    return cut.next - 1 - cut.start + this.#buffer.droppedOf(cut.start);
  }

  #moveTo(cut: Cut): void {
    this.#buffer.moveTo(cut.next);
    this.#line += cut.lines;
  }

  #refuse(fault: Fault, start: number, end: number): void {
    this.#builder.clearRow();
    this.#options.onMalformed({
      table: this.#table.name,
      file: this.#options.file,
      line: this.#line,
      offset: this.#buffer.offsetOf(start),
      code: fault.code,
      reason: fault.reason,
      raw: this.#buffer.bytes.slice(start, end),
    });
  }
}

export function columnMissing(file: string, column: string, table: string, found: readonly string[]): MillraceError {
  return new MillraceError(
    'COLUMN_MISSING',
    `${file} has no column "${column}", which table ${table} declares NOT NULL; it has ${found.map((n) => `"${n}"`).join(', ')}`,
    'Name the column in the file, or declare it nullable.',
  );
}

/** Fields of whole records, as bytes in Latin-1: a character is a byte. @returns the contract's reason, when it is not CSV. */
function parseFields(bytes: Uint8Array): string[][] | 'quoteNotClosed' | 'strayQuote' {
  try {
    return parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
      encoding: 'latin1',
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
    }) as string[][];
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? 'quoteNotClosed'
      : 'strayQuote';
  }
}

function toText(bytes: string): string | null {
  if (ASCII.test(bytes)) return bytes;
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return null;
  }
}

function firstLine(bytes: Uint8Array, start: number): Cut {
  const lineEnd = bytes.indexOf(NEWLINE, start);
  return { start, end: beforeReturn(bytes, start, lineEnd), next: lineEnd + 1, lines: 1, isWhole: false };
}
