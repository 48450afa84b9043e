const NEWLINE = 10;
const RETURN = 13;

/**
 * Bytes that have arrived and are not yet decoded, [at, end); complete lines are [at, linesEnd). Bounded: of a line
 * beyond `limit` the rest is counted and not kept.
 */
export class RecordBuffer {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;
  linesEnd = 0;
  isEnded = false;
  /** Place in the file of `bytes[0]`. */
  #offset = 0;
  /** How many bytes are not kept of the line that begins at `#overlongAt`. */
  #dropped = 0;
  #overlongAt = -1;
  #isBegun = false;

  constructor(readonly limit: number) {}

  /** Place in the file of a place in `bytes`. */
  offsetOf(at: number): number {
    return this.#offset + at;
  }

  droppedOf(lineStart: number): number {
    return lineStart === this.#overlongAt ? this.#dropped : 0;
  }

  /** The line at `at` is done, the next begins at `next`. */
  moveTo(next: number): void {
    if (this.#overlongAt >= this.at && this.#overlongAt < next) {
      this.#offset += this.#dropped;
      this.#dropped = 0;
      this.#overlongAt = -1;
    }
    this.at = next;
  }

  push(chunk: Uint8Array): void {
    let rest = chunk;
    const unfinished = Math.max(this.at, this.linesEnd);
    // The first line may have a byte order mark, which is not of the record.
    if (this.end - unfinished > this.limit + 3) {
      const lineEnd = chunk.indexOf(NEWLINE);
      const dropped = lineEnd < 0 ? chunk.length : lineEnd;
      this.#overlongAt = unfinished;
      this.#dropped += dropped;
      rest = chunk.subarray(dropped);
    }
    if (rest.length === 0) return;
    this.#reserve(rest.length);
    this.bytes.set(rest, this.end);
    const lastLineEnd = rest.lastIndexOf(NEWLINE);
    if (lastLineEnd >= 0) this.linesEnd = this.end + lastLineEnd + 1;
    this.end += rest.length;
  }

  /** No more bytes come: what is left is a line. */
  finish(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    if (this.linesEnd >= this.end) return;
    this.#reserve(1);
    this.bytes[this.end++] = NEWLINE;
    this.linesEnd = this.end;
  }

  /** Skips a byte order mark once; it has no line end within, so the first whole line tells. */
  skipByteOrderMark(): void {
    if (this.#isBegun || this.at >= this.linesEnd) return;
    this.#isBegun = true;
    const { bytes } = this;
    if (this.end >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.at = 3;
    if (this.#overlongAt === 0) this.#overlongAt = this.at;
  }

  /** Makes room for more bytes behind those that are left, which move to the front. */
  #reserve(more: number): void {
    const { at, bytes } = this;
    const rest = this.end - at;
    if (rest + more > bytes.length) {
      this.bytes = new Uint8Array(Math.max(rest + more, bytes.length * 2));
      this.bytes.set(bytes.subarray(at, this.end));
    } else {
      bytes.copyWithin(0, at, this.end);
    }
    this.#offset += at;
    if (this.#overlongAt >= 0) this.#overlongAt -= at;
    this.linesEnd = Math.max(0, this.linesEnd - at);
    this.end = rest;
    this.at = 0;
  }
}

/** Nothing but spaces, tabs and carriage returns. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== 32 && byte !== 9 && byte !== 13) return false;
  }
  return true;
}

/** Where a line's content ends: a carriage return before the line feed is of the line end. */
export function beforeReturn(bytes: Uint8Array, start: number, lineEnd: number): number {
  return lineEnd > start && bytes[lineEnd - 1] === RETURN ? lineEnd - 1 : lineEnd;
}
