/** Text of time: Flink's SQL and ISO-8601 forms of TIMESTAMP(3), and lengths of time. */
import { MillraceError } from './errors';

/** A length of time in whole milliseconds; made by {@link milliseconds}, {@link seconds}, {@link minutes}, {@link hours}, {@link days}. */
export class Duration {
  constructor(readonly ms: number) {
    if (!Number.isSafeInteger(ms)) {
      throw new MillraceError('INVALID_DURATION', `${ms} ms is not a whole number of milliseconds`);
    }
  }

  /** A person's spelling: `1 min`, `90 s`. */
  toString(): string {
    for (const [size, name] of UNITS) if (this.ms % size === 0 && this.ms !== 0) return `${this.ms / size} ${name}`;
    return `${this.ms} ms`;
  }
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

export const milliseconds = (n: number): Duration => new Duration(n);
export const seconds = (n: number): Duration => new Duration(n * 1_000);
export const minutes = (n: number): Duration => new Duration(n * 60_000);
export const hours = (n: number): Duration => new Duration(n * 3_600_000);
export const days = (n: number): Duration => new Duration(n * 86_400_000);

/** `2026-03-29 00:58:00.123`: as Flink's JSON format writes TIMESTAMP(3), but always with three digits. Years 0 to 9999. */
export function formatTimestamp(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
}

const digit = (text: string, at: number): number => {
  const d = text.charCodeAt(at) - 48;
  return d >= 0 && d <= 9 ? d : Number.NaN;
};
const two = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);

/** Days from 1970-01-01 to a civil date (H. Hinnant's algorithm); no Date is made on the hot path. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/**
 * Milliseconds since 1970 of `2026-03-29 00:58:00.123` (Flink's SQL form) or `2026-03-29T00:58:00.123Z` (ISO-8601, with
 * an optional zone that is converted to UTC); NaN when the text is neither. Digits below the millisecond are cut off.
 */
export function parseTimestamp(text: string): number {
  const length = text.length;
  if (length < 19) return Number.NaN;
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  const separator = text.charCodeAt(10);
  if (
    !(year + month + day + hour + minute + second >= 0) ||
    text.charCodeAt(4) !== 45 ||
    text.charCodeAt(7) !== 45 ||
    (separator !== 32 && separator !== 84) ||
    text.charCodeAt(13) !== 58 ||
    text.charCodeAt(16) !== 58 ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > daysInMonth(year, month) ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  ) {
    return Number.NaN;
  }
  let at = 19;
  let millis = 0;
  if (at < length && text.charCodeAt(at) === 46) {
    let scale = 100;
    const first = ++at;
    for (let d = digit(text, at); at < length && d >= 0; d = digit(text, ++at)) {
      millis += Math.floor(d * scale);
      scale /= 10;
      if (scale < 1) scale = 0;
    }
    if (at === first || at - first > 9) return Number.NaN;
  }
  const zone = at === length ? 0 : parseZone(text, at);
  const wall =
    daysFromCivil(year, month, day) * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1_000 + millis;
  return wall - zone;
}

/** Offset in milliseconds of `Z`, `+02:00`, `+0200` at the end of a text; NaN when it is none of them. */
function parseZone(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if (sign === 90) return at + 1 === text.length ? 0 : Number.NaN;
  if (sign !== 43 && sign !== 45) return Number.NaN;
  const colon = text.charCodeAt(at + 3) === 58 ? 1 : 0;
  if (text.length !== at + 5 + colon) return Number.NaN;
  const hour = two(text, at + 1);
  const minute = two(text, at + 3 + colon);
  if (!(hour <= 18 && minute <= 59)) return Number.NaN;
  return (sign === 45 ? -1 : 1) * (hour * 3_600_000 + minute * 60_000);
}
