/** Functions of dates and times, with what Flink 1.20 makes of those before 1970. */
import { MillraceError } from '../../errors';
import { daysFromCivil, daysInMonth, formatTimestamp, parseTimestamp } from '../../time';
import { notLocal } from '../function';
import { formatDateTime, parseDateTime, resolved } from './date-time-formatter';
import { DAY_MS, fieldsOf, two } from './java-date-patterns';
import { formatSimple, parseSimple } from './simple-date-format';
import { fromWall, offsetAt } from './zones';

/** Days from 1970 to a DATE. */
const days = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

/** @throws MillraceError NOT_LOCAL for a day that no DATE of the engine is. */
function date(day: number): string {
  const { year, month, day: of } = fieldsOf(day * DAY_MS);
  if (year >= 1 && year <= 9999) return `${String(year).padStart(4, '0')}-${two(month + 1)}-${two(of)}`;
  throw notLocal('a DATE before the year 1 or after 9999', 'the engine has none');
}

/** Milliseconds of a TIME. */
const clock = (time: string): number => parseTimestamp(`1970-01-01 ${time}`);
const time = (ms: number): string => new Date(((ms % DAY_MS) + DAY_MS) % DAY_MS).toISOString().slice(11, 19);

/** Nanoseconds of the millisecond of a TIMESTAMP with more than three digits. */
const below = (text: string): number => Number(text.slice(23).padEnd(6, '0'));
const stamp = (ms: number, nanos: number, precision: number): string =>
  formatTimestamp(ms) +
  String(nanos)
    .padStart(6, '0')
    .slice(0, precision - 3);

/** A unit of the calendar of a day: a week is that of ISO 8601, and Sunday is the first day of one. */
function dayPart(unit: string, day: number): number {
  const { year, month, day: of, weekday, dayOfYear } = fieldsOf(day * DAY_MS);
  switch (unit) {
    case 'YEAR':
      return year;
    case 'QUARTER':
      return Math.floor(month / 3) + 1;
    case 'MONTH':
      return month + 1;
    case 'DOY':
      return dayOfYear;
    case 'DOW':
      return weekday + 1;
    case 'ISODOW':
      return weekday || 7;
    case 'WEEK':
      return week(day).week;
    case 'ISOYEAR':
      return week(day).year;
    case 'DECADE':
      return Math.trunc(year / 10);
    case 'CENTURY':
      return Math.ceil(year / 100);
    case 'MILLENNIUM':
      return Math.ceil(year / 1000);
    default:
      return of;
  }
}

/** Of ISO 8601: a week is of the year that its Thursday is in. */
function week(day: number): { year: number; week: number } {
  const thursday = day + 4 - (((((day + 3) % 7) + 7) % 7) + 1);
  const { year, dayOfYear } = fieldsOf(thursday * DAY_MS);
  return { year, week: Math.floor((dayOfYear - 1) / 7) + 1 };
}

/** The day on which a unit of the calendar begins: the one that a day is in, or the first that begins no earlier. */
function dayStep(unit: string, day: number, isFloor: boolean): number {
  // The day behind that of a DATE: as Flink has it.
  if (unit === 'DAY') return isFloor ? day : day + 1;
  const { year, month, day: of, weekday } = fieldsOf(day * DAY_MS);
  if (year < 1583) {
    throw notLocal(`FLOOR and CEIL to ${unit} before 1583`, 'Flink changes to the Julian calendar there');
  }
  if (unit === 'WEEK') return day - (isFloor || weekday === 0 ? weekday : weekday - 7);
  const months = unit === 'YEAR' ? 12 : unit === 'QUARTER' ? 3 : 1;
  const first = month - (month % months);
  // A day that does not begin its unit. CEIL to QUARTER is Flink's: every day of a year but its first goes on to the next.
  const isWithin = unit === 'MONTH' ? of > 1 : month > 0 || of > 1;
  return civil(year, first + (isFloor || !isWithin ? 0 : months));
}

/** The first day of a month, counted from the first of a year. */
const civil = (year: number, month: number): number =>
  daysFromCivil(year + Math.floor(month / 12), (((month % 12) + 12) % 12) + 1, 1);

/** A day so many months on, or the last one of its month. */
function addMonths(day: number, months: number): number {
  const { year, month, day: of } = fieldsOf(day * DAY_MS);
  const first = civil(year, month + months);
  const to = fieldsOf(first * DAY_MS);
  return first + Math.min(of, daysInMonth(to.year, to.month + 1)) - 1;
}

const floorDay = (ms: number): number => Math.floor(ms / DAY_MS);
const addMonthsTo = (ms: number, months: number): number =>
  addMonths(floorDay(ms), months) * DAY_MS + (ms - floorDay(ms) * DAY_MS);

/** Whole months from one day to another. */
function monthsBetween(from: number, to: number): number {
  if (to < from) return -monthsBetween(to, from);
  for (let months = Math.trunc((to - from) / 31); ; months++) {
    if (addMonths(from, months) >= to || addMonths(from, months + 1) > to) return months;
  }
}

function monthsBetweenTimes(from: number, to: number): number {
  const [first, last] = [floorDay(from), floorDay(to)];
  const months = monthsBetween(first, last);
  const isShort = addMonths(first, months) === last && to - last * DAY_MS < from - first * DAY_MS;
  return isShort ? months - 1 : months;
}

/** Whether two spans of time have a point in common; a bound may be null. */
function overlap<T extends number | string | null>(a: T, b: T, c: T, d: T): boolean | null {
  const [from, to] = a !== null && b !== null && a <= b ? [a, b] : [b, a];
  const [first, last] = c !== null && d !== null && c <= d ? [c, d] : [d, c];
  const begins = to === null || first === null ? null : to >= first;
  const ends = last === null || from === null ? null : last >= from;
  return begins === false || ends === false ? false : begins === null || ends === null ? null : true;
}

/** TO_DATE without a format: a year, with a month, with a day, and what is behind a blank. */
function toDate(text: string): string | null {
  const blank = text.indexOf(' ');
  const [year = '', month = '1', ...rest] = (blank > 0 ? text.slice(0, blank) : text).split('-');
  const of = rest.length === 0 ? '1' : rest.join('-');
  const numbers = [year, month, of].map((part) => (/^\d+$/.test(trimmed(part)) ? Number(trimmed(part)) : -1));
  const [y = 0, m = 0, d = 0] = numbers;
  if (y < 0 || y > 9999 || m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m)) return null;
  return date(daysFromCivil(y, m, d));
}
/** As Java trims: what is not above a blank. */
const trimmed = (text: string): string => text.replace(/^[\0- ]+|[\0- ]+$/g, '');

function toDateBy(text: string, format: string): string {
  const ms = parseSimple(text, format);
  if (ms !== null) return date(floorDay(ms));
  throw notLocal(
    `TO_DATE of ${JSON.stringify(text)} by ${JSON.stringify(format)}`,
    'Flink makes a day of the year 1705471 of it; TO_TIMESTAMP gives NULL',
  );
}

/** `yyyy-M-d` with `H:m:s` and a fraction behind it, parts of which may be missing. */
const STANDARD =
  /^(\d{4}|\+\d{5,})-(\d{2}(?:\d+)?|\d)?-(\d{2}(?:\d+)?|\d)?(?: (\d{2}(?:\d+)?|\d)?:(\d{2}(?:\d+)?|\d)?:(\d{2}(?:\d+)?|\d)?(?:\.(\d{0,9}))?)?$/;

function toTimestamp(text: string): number | null {
  const [, year, ...parts] = STANDARD.exec(text) ?? [];
  const [month, day] = parts;
  // A sign would be taken with the day: `2026--5` has the month -5.
  if (year === undefined || (month === undefined && day !== undefined)) return null;
  const fields = new Map([['yearOfEra', Number(year)]]);
  for (const [i, name] of ['month', 'day', 'hour', 'minute', 'second'].entries()) {
    const digits = parts[i];
    if (digits === undefined) continue;
    // Java reads two digits and then the rest as the same number once more.
    if (digits.length > 2 && Number(digits.slice(2)) !== Number(digits.slice(0, 2))) return null;
    fields.set(name, Number(digits.slice(0, 2)));
  }
  fields.set('nanos', Number((parts[5] ?? '').padEnd(9, '0')));
  return resolved(fields);
}

const toTimestampBy = (text: string, format: string): number | null => parseDateTime(text, format) ?? fallback(text);

/** What Flink tries where a text is not of its format: java.sql's forms, whose days roll on. */
function fallback(given: string): number | null {
  const text = trimmed(given);
  const [, year, month, day, ...clock] =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?: ([+-]?\d+):([+-]?\d+):([+-]?\d+)(?:\.(\d{1,9}))?)?$/.exec(text) ?? [];
  const [m, d] = [Number(month), Number(day)];
  if (year === undefined || m < 1 || m > 12 || d < 1 || d > 31) return null;
  const [hour = 0, minute = 0, second = 0] = clock.slice(0, 3).map((part) => Number(part ?? 0));
  const millis = Number((clock[3] ?? '').padEnd(3, '0').slice(0, 3));
  return (daysFromCivil(Number(year), m, 1) + d - 1) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + millis;
}

const [FIRST, LAST] = [-62_167_219_200_000, 253_402_300_799_999];

/** @param n an exact number, or a text of a DECIMAL */
function fromEpoch(n: number | bigint | string, precision: number | bigint): number | null {
  const unit = Number(precision) === 0 ? 1000 : 1;
  if (Number(precision) !== 0 && Number(precision) !== 3) {
    throw new MillraceError('INVALID_PRECISION', `TO_TIMESTAMP_LTZ has the precisions 0 and 3, not ${precision}`);
  }
  // Flink casts NaN to 0, but only where it does not compare it first.
  if (Number.isNaN(n)) return unit === 1 ? 0 : null;
  const whole = typeof n === 'string' ? Number(BigInt.asIntN(64, BigInt(n.split('.')[0] as string))) : Number(n);
  const ms = Math.trunc(whole * unit);
  if (typeof n === 'number' && unit === 1000 && (n < FIRST / 1000 || n > Math.floor(LAST / 1000))) return null;
  return ms >= FIRST && ms <= LAST ? ms : null;
}

const SQL_FORMAT = 'yyyy-MM-dd HH:mm:ss';

/** A text in another format, or null for one that has no time. */
function reformatted(text: string, format: string): string | null {
  const ms = parseSimple(text, SQL_FORMAT);
  return ms === null ? null : formatSimple(ms, format);
}

const fromUnixtime = (seconds: number | bigint, format = SQL_FORMAT): string =>
  formatSimple(Number(seconds) * 1000, format);

function unixTimestamp(text: string, format = SQL_FORMAT): bigint {
  const ms = parseSimple(text, format);
  return ms === null ? -9_223_372_036_854_775_808n : BigInt(Math.trunc(ms / 1000));
}

function convertTz(text: string, from: string, to: string): string | null {
  const wall = parseSimple(text, SQL_FORMAT);
  if (wall === null) return null;
  const utc = fromWall(wall, from);
  return formatSimple(utc + offsetAt(utc, to), SQL_FORMAT);
}

export const timeSupport = {
  ...{ days, date, clock, time, below, stamp, parseTimestamp, dayPart, dayStep, addMonths, addMonthsTo },
  ...{ monthsBetweenTimes, overlap, toDate, toDateBy, toTimestamp, toTimestampBy, fromEpoch },
  ...{ formatDateTime, reformatted, fromUnixtime, unixTimestamp, convertTz },
};
