/**
 * The fast reading of JSON lines: bytes go straight into the columns of a batch, with no text, object or BigInt between.
 * It knows only the usual spelling of a record. At anything else (escapes, nested values, an unknown key that it has
 * not learned, any error at all) it gives up, and the strict reading decides.
 */
import { parseTimestamp } from '../../time';
import type { BatchBuilder, ColumnBuffer } from './columns';
import { LIMITS } from './decode';
import { hashBytes, Interner } from './interner';
import { isWord, latin1, plainDigitsEnd, plainStringEnd, skipSpace, twoDigits } from './jsonBytes';

const NEWLINE = 10;
const SPACE = 32;
const QUOTE = 34;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const COLON = 58;
const OPEN = 123;
const CLOSE = 125;

/** Every method that moves on in the bytes returns this when it gives up. */
const UNUSUAL = -1;
/** Keys beyond the schema that are learned; a record with others is read strictly. */
const LEARNED_KEYS = 256;
/** Powers of ten that are exact as doubles. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const DAY_LENGTH = 10;

export class JsonScanner {
  readonly #builder: BatchBuilder;
  readonly #columns: readonly ColumnBuffer[];
  readonly #keys = new Interner();
  /** By key: its column's place, or -1. */
  readonly #columnOf: number[] = [];
  /** By key + 1: the key that followed it last time; [0] is the first key of a record. */
  readonly #next = [0];
  /** By key: the record that had it last, to see doubles and missing columns. */
  readonly #seen: number[] = [];
  #record = 0;
  /** The date of the last timestamp, as bytes, and its midnight. */
  readonly #day = new Uint8Array(DAY_LENGTH);
  #midnight = 0;
  /** What `#number` has read: `mantissa * 10 ** exponent`, exact when `isExact`. */
  #mantissa = 0;
  #exponent = 0;
  #isExact = false;

  constructor(builder: BatchBuilder) {
    this.#builder = builder;
    this.#columns = builder.columns;
    builder.columns.forEach((column, place) => {
      this.#addKey(column.name, place);
    });
  }

  /** Remembers the keys of a record that was read strictly. */
  learn(keys: Iterable<string>): void {
    for (const key of keys) if (this.#columnOf.length < this.#columns.length + LEARNED_KEYS) this.#addKey(key, -1);
  }

  #addKey(key: string, place: number): void {
    // A key that JSON must escape is never met in its plain bytes; with a quote in it, it could match across the end.
    if (JSON.stringify(key) !== `"${key}"`) return;
    const before = this.#keys.size;
    const code = this.#keys.internString(key);
    if (code < before) return;
    this.#columnOf[code] = place;
    this.#next[code + 1] = code + 1;
    this.#seen[code] = -1;
  }

  /**
   * Reads the record at `start` into the builder's next row; bytes must have a line end at or after it.
   * @returns the place after the record's line end, or -1 when the record is not a usual one.
   */
  scan(bytes: Uint8Array, start: number): number {
    const columns = this.#columns;
    const row = this.#builder.length;
    const record = ++this.#record;
    let missing = columns.length;
    let at = skipSpace(bytes, start);
    if (bytes[at] !== OPEN) return UNUSUAL;
    at = skipSpace(bytes, at + 1);
    if (bytes[at] === CLOSE) {
      at++;
    } else {
      let before = 0;
      for (;;) {
        if (bytes[at] !== QUOTE) return UNUSUAL;
        at++;
        let key = this.#next[before] as number;
        let end = this.#keys.matchAt(key, bytes, at, QUOTE);
        if (end === UNUSUAL) {
          end = plainStringEnd(bytes, at);
          if (end === UNUSUAL) return UNUSUAL;
          key = this.#findKey(bytes, at, end);
          if (key < 0) return UNUSUAL;
          this.#next[before] = key;
        }
        before = key + 1;
        if (this.#seen[key] === record) return UNUSUAL;
        this.#seen[key] = record;
        at = end + 1;
        if (bytes[at] !== COLON) {
          at = skipSpace(bytes, at);
          if (bytes[at] !== COLON) return UNUSUAL;
        }
        at++;
        if ((bytes[at] as number) <= SPACE) at = skipSpace(bytes, at);
        const place = this.#columnOf[key] as number;
        if (place >= 0) {
          missing--;
          at = this.#value(columns[place] as ColumnBuffer, bytes, at, row);
        } else {
          at = this.#ignored(bytes, at);
        }
        if (at === UNUSUAL) return UNUSUAL;
        if ((bytes[at] as number) <= SPACE) at = skipSpace(bytes, at);
        const byte = bytes[at++];
        if (byte === CLOSE) break;
        if (byte !== COMMA) return UNUSUAL;
        if ((bytes[at] as number) <= SPACE) at = skipSpace(bytes, at);
      }
    }
    if (bytes[at] !== NEWLINE) {
      at = skipSpace(bytes, at);
      if (bytes[at] !== NEWLINE) return UNUSUAL;
    }
    return missing === 0 || this.#fillMissing(row, record) ? at + 1 : UNUSUAL;
  }

  #fillMissing(row: number, record: number): boolean {
    for (let key = 0; key < this.#seen.length; key++) {
      const place = this.#columnOf[key] as number;
      if (place < 0 || this.#seen[key] === record) continue;
      const column = this.#columns[place] as ColumnBuffer;
      if (!column.type.isNullable) return false;
      column.setNull(row);
    }
    return true;
  }

  #findKey(bytes: Uint8Array, start: number, end: number): number {
    return this.#keys.find(bytes, start, end, hashBytes(bytes, start, end));
  }

  #value(column: ColumnBuffer, bytes: Uint8Array, at: number, row: number): number {
    if (bytes[at] === 110) {
      if (!column.type.isNullable || !isWord(bytes, at, 'null')) return UNUSUAL;
      column.setNull(row);
      return at + 4;
    }
    if (!column.isScanned) return UNUSUAL;
    switch (column.storage) {
      case 'dict':
        return this.#string(column, bytes, at, row);
      case 'f64':
        return this.#double(column, bytes, at, row);
      case 'i32':
      case 'i64':
        return this.#integer(column, bytes, at, row);
      case 'time':
        return this.#timestamp(column, bytes, at, row);
      default:
        return this.#boolean(column, bytes, at, row);
    }
  }

  #string(column: ColumnBuffer, bytes: Uint8Array, at: number, row: number): number {
    if (bytes[at] !== QUOTE) return UNUSUAL;
    const interner = column.interner as Interner;
    const code = interner.internQuoted(bytes, at + 1);
    if (code < 0) return UNUSUAL;
    column.i32[row] = code;
    return interner.quoteAt + 1;
  }

  /** Reads a JSON number into `#mantissa`, `#exponent` and `#isExact`. */
  #number(bytes: Uint8Array, at: number): number {
    let mantissa = 0;
    let exponent = 0;
    const first = bytes[at] === MINUS ? at + 1 : at;
    let next = first;
    let digit = (bytes[next] as number) - ZERO;
    if (digit === 0) {
      digit = (bytes[++next] as number) - ZERO;
      if (digit >= 0 && digit <= 9) return UNUSUAL;
    }
    while (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digit = (bytes[++next] as number) - ZERO;
    }
    if (next === first) return UNUSUAL;
    let digits = next - first;
    if (bytes[next] === DOT) {
      const point = next++;
      digit = (bytes[next] as number) - ZERO;
      while (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        digit = (bytes[++next] as number) - ZERO;
      }
      exponent = point + 1 - next;
      if (exponent === 0) return UNUSUAL;
      digits -= exponent;
    }
    if (((bytes[next] as number) | 32) === 101) {
      next++;
      const sign = bytes[next] as number;
      if (sign === MINUS || sign === PLUS) next++;
      const power = next;
      let value = 0;
      digit = (bytes[next] as number) - ZERO;
      while (digit >= 0 && digit <= 9) {
        if (value < 100_000) value = value * 10 + digit;
        digit = (bytes[++next] as number) - ZERO;
      }
      if (next === power) return UNUSUAL;
      exponent += sign === MINUS ? -value : value;
    }
    this.#mantissa = mantissa;
    this.#exponent = exponent;
    // Up to 15 digits every step above was exact.
    this.#isExact = digits <= 15;
    return next;
  }

  #double(column: ColumnBuffer, bytes: Uint8Array, at: number, row: number): number {
    const end = this.#number(bytes, at);
    if (end === UNUSUAL) return UNUSUAL;
    const exponent = this.#exponent;
    let value: number;
    if (this.#isExact && exponent >= -22 && exponent <= 22) {
      // Two exact operands and one operation: the nearest double, as the standard demands of a parser.
      const power = POWERS[exponent < 0 ? -exponent : exponent] as number;
      value = exponent < 0 ? this.#mantissa / power : this.#mantissa * power;
      if (bytes[at] === MINUS) value = -value;
    } else {
      value = Number(latin1(bytes, at, end));
      if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return UNUSUAL;
    }
    column.f64[row] = value;
    return end;
  }

  #integer(column: ColumnBuffer, bytes: Uint8Array, at: number, row: number): number {
    const end = this.#number(bytes, at);
    if (end === UNUSUAL || this.#exponent !== 0) return UNUSUAL;
    if (column.storage === 'i64') {
      if (this.#isExact) {
        const value = bytes[at] === MINUS ? -this.#mantissa : this.#mantissa;
        column.words[2 * row] = value | 0;
        column.words[2 * row + 1] = Math.floor(value / 4_294_967_296);
        return end;
      }
      // A spelling with a point or an exponent is not for BigInt() to read.
      if (plainDigitsEnd(bytes, at) !== end || end - at > 20) return UNUSUAL;
      const exact = BigInt(latin1(bytes, at, end));
      if (BigInt.asIntN(64, exact) !== exact) return UNUSUAL;
      column.values[row] = exact;
      return end;
    }
    const value = bytes[at] === MINUS ? -this.#mantissa : this.#mantissa;
    if (!this.#isExact || value > 2_147_483_647 || value < -2_147_483_648) return UNUSUAL;
    column.i32[row] = value;
    return end;
  }

  #boolean(column: ColumnBuffer, bytes: Uint8Array, at: number, row: number): number {
    if (isWord(bytes, at, 'true')) {
      column.bool[row] = 1;
      return at + 4;
    }
    if (!isWord(bytes, at, 'false')) return UNUSUAL;
    column.bool[row] = 0;
    return at + 5;
  }

  #timestamp(column: ColumnBuffer, bytes: Uint8Array, quote: number, row: number): number {
    if (bytes[quote] !== QUOTE) return UNUSUAL;
    const at = quote + 1;
    const day = this.#day;
    for (let i = 0; i < DAY_LENGTH; i++) {
      if (bytes[at + i] === day[i]) continue;
      if (!this.#newDay(bytes, at)) return UNUSUAL;
      break;
    }
    const separator = bytes[at + 10];
    const hour = twoDigits(bytes, at + 11);
    const minute = twoDigits(bytes, at + 14);
    const second = twoDigits(bytes, at + 17);
    if ((separator !== SPACE && separator !== 84) || bytes[at + 13] !== COLON || bytes[at + 16] !== COLON)
      return UNUSUAL;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return UNUSUAL;
    let end = at + 19;
    let millis = 0;
    if (bytes[end] === DOT) {
      const first = ++end;
      let digit = (bytes[end] as number) - ZERO;
      while (digit >= 0 && digit <= 9) {
        if (end - first < 3) millis = millis * 10 + digit;
        digit = (bytes[++end] as number) - ZERO;
      }
      const digits = end - first;
      if (digits === 0 || digits > 9) return UNUSUAL;
      if (digits === 1) millis *= 100;
      else if (digits === 2) millis *= 10;
    }
    if (bytes[end] === 90) end++;
    if (bytes[end] !== QUOTE) return UNUSUAL;
    column.f64[row] = this.#midnight + hour * 3_600_000 + minute * 60_000 + second * 1_000 + millis;
    return end + 1;
  }

  /** Takes the date at `at` for the days to come. @returns false when it is none. */
  #newDay(bytes: Uint8Array, at: number): boolean {
    for (let i = 0; i < DAY_LENGTH; i++) if ((bytes[at + i] as number) < SPACE) return false;
    const midnight = parseTimestamp(`${latin1(bytes, at, at + DAY_LENGTH)} 00:00:00`);
    if (!(midnight >= LIMITS.firstTimestamp && midnight <= LIMITS.lastTimestamp)) return false;
    for (let i = 0; i < DAY_LENGTH; i++) this.#day[i] = bytes[at + i] as number;
    this.#midnight = midnight;
    return true;
  }

  /** A scalar under a key that the schema doesn't have: checked as strictly as any, and not kept. */
  #ignored(bytes: Uint8Array, at: number): number {
    switch (bytes[at]) {
      case QUOTE: {
        const end = plainStringEnd(bytes, at + 1);
        return end === UNUSUAL ? UNUSUAL : end + 1;
      }
      case 116:
        return isWord(bytes, at, 'true') ? at + 4 : UNUSUAL;
      case 102:
        return isWord(bytes, at, 'false') ? at + 5 : UNUSUAL;
      case 110:
        return isWord(bytes, at, 'null') ? at + 4 : UNUSUAL;
      default:
        return this.#number(bytes, at);
    }
  }
}
