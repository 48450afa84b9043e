/** JSON lines from bytes that come in any pieces: a file's chunks or a live stream's records. */
import type { Batch } from '../../engine/batch';
import { MillraceError } from '../../errors';
import type { Schema } from '../../types/type';
import { BatchBuilder } from './columns';
import { Fault, LIMITS, type MalformedRow, refuse } from './decode';
import { JsonScanner } from './jsonScanner';
import { beforeReturn, isBlank, RecordBuffer } from './recordBuffer';
import { decodeStrictly } from './strictJson';
import { TimeCheck, type TimeRule } from './timeCheck';

const NEWLINE = 10;
export const DEFAULT_BATCH_ROWS = 8192;

/** The table that the rows of a file belong to. */
export interface DecodedTable {
  readonly name: string;
  readonly schema: Schema;
  /** Refuses rows that are dated too far into the future. */
  readonly time?: TimeRule | undefined;
}

export interface DecoderOptions {
  /** Called during `take()` for every record that is refused. */
  onMalformed(row: MalformedRow): void;
  /** Greatest number of rows of a batch; 8192 unless told. */
  batchRows?: number | undefined;
  /** Where the bytes come from, for malformed rows. */
  file: string;
  /** For tests: records beyond this many bytes are refused. */
  recordBytes?: number | undefined;
  /** For tests: reads every record strictly, the definition of what the byte scanner must give. */
  strictOnly?: boolean | undefined;
}

/**
 * Decodes JSON lines of one table. Push bytes, then take batches until there is none:
 *
 *     decoder.push(chunk); for (let batch = decoder.take(); batch; batch = decoder.take()) …
 *
 * `take()` gives full batches only; `flush()` gives the rows so far, for a source that must not wait; after `end()` the
 * last line needs no line end, and `take()` gives the rest. A pushed chunk is copied, its owner may use it again.
 */
export class JsonLinesDecoder {
  readonly #table: string;
  readonly #options: DecoderOptions;
  readonly #builder: BatchBuilder;
  readonly #scanner: JsonScanner;
  readonly #buffer: RecordBuffer;
  readonly #time: TimeCheck | null;
  #line = 1;

  constructor(table: DecodedTable, options: DecoderOptions) {
    this.#table = table.name;
    this.#options = options;
    this.#builder = new BatchBuilder(table.schema, options.batchRows ?? DEFAULT_BATCH_ROWS);
    this.#scanner = new JsonScanner(this.#builder);
    this.#buffer = new RecordBuffer(options.recordBytes ?? LIMITS.recordBytes);
    this.#time = TimeCheck.of(table);
  }

  /** @throws MillraceError DECODER_NOT_DRAINED while `take()` has not yet given null: memory would not stay bounded. */
  push(chunk: Uint8Array): void {
    if (this.#buffer.at < this.#buffer.linesEnd) {
      throw new MillraceError('DECODER_NOT_DRAINED', 'push() was called before take() had returned null');
    }
    this.#buffer.push(chunk);
  }

  /** The next full batch; after `end()` also the last, shorter one. null when there is none (yet). */
  take(): Batch | null {
    const buffer = this.#buffer;
    const builder = this.#builder;
    buffer.skipByteOrderMark();
    while (buffer.at < buffer.linesEnd) {
      if (builder.isFull) return builder.take();
      this.#record(buffer);
    }
    return builder.isFull || buffer.isEnded ? builder.take() : null;
  }

  /** The rows decoded so far, full batch or not; null when there are none. */
  flush(): Batch | null {
    return this.take() ?? this.#builder.take();
  }

  /** No more bytes come: the last line is complete, with or without a line end. */
  end(): void {
    this.#buffer.finish();
  }

  #record(buffer: RecordBuffer): void {
    const start = buffer.at;
    if (this.#options.strictOnly !== true) {
      const next = this.#scanner.scan(buffer.bytes, start);
      if (next >= 0 && next - 1 - start <= buffer.limit) {
        this.#commit(start, beforeReturn(buffer.bytes, start, next - 1));
        buffer.at = next;
        this.#line++;
        return;
      }
      this.#builder.clearRow();
    }
    const lineEnd = buffer.bytes.indexOf(NEWLINE, start);
    this.#strictly(buffer, start, lineEnd);
    buffer.moveTo(lineEnd + 1);
    this.#line++;
  }

  #strictly(buffer: RecordBuffer, start: number, lineEnd: number): void {
    const length = lineEnd - start + buffer.droppedOf(start);
    if (length > buffer.limit) {
      this.#refuse(recordTooLong(length, buffer.limit), start, start + buffer.limit);
      return;
    }
    const end = beforeReturn(buffer.bytes, start, lineEnd);
    if (isBlank(buffer.bytes, start, end)) return;
    const keys = decodeStrictly(buffer.bytes.subarray(start, end), this.#builder.columns, this.#builder.length);
    if (keys instanceof Fault) {
      this.#refuse(keys, start, end);
      return;
    }
    this.#scanner.learn(keys);
    this.#commit(start, end);
  }

  /** The row is decoded; its time may still refuse it. */
  #commit(start: number, end: number): void {
    const fault = this.#time?.fault(this.#builder.columns, this.#builder.length) ?? null;
    if (fault === null) this.#builder.commit();
    else this.#refuse(fault, start, end);
  }

  #refuse(fault: Fault, start: number, end: number): void {
    this.#builder.clearRow();
    this.#options.onMalformed({
      table: this.#table,
      file: this.#options.file,
      line: this.#line,
      offset: this.#buffer.offsetOf(start),
      code: fault.code,
      reason: fault.reason,
      raw: this.#buffer.bytes.slice(start, end),
    });
  }
}

export function recordTooLong(length: number, limit: number): Fault {
  return refuse('RECORD_TOO_LONG', 'tooLong', { length, limit });
}
