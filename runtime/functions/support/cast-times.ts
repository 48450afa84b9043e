/**
 * Casts of dates, times and timestamps. A timestamp of at most milliseconds is held in milliseconds, any other as a text;
 * the session's time zone is UTC.
 */
import { MillraceError } from '../../errors';
import { daysFromCivil, daysInMonth, formatTimestamp, parseTimestamp } from '../../time';
import { castFailed } from './parse';

const DAY = 86_400_000;

/** The text of a timestamp: with so many digits behind the second, and more where there are some that mean something. */
function timestampToText(value: number | string, precision: number): string {
  const [seconds = '', fraction = ''] = (typeof value === 'number' ? formatTimestamp(value) : value).split('.');
  const digits = fraction.replace(/0+$/, '').padEnd(precision, '0');
  return digits === '' ? seconds : `${seconds}.${digits}`;
}

/** Milliseconds, digits below them cut off. */
const millis = (value: number | string): number => (typeof value === 'number' ? value : parseTimestamp(value));

const dateOf = (days: number): string => formatTimestamp(days * DAY).slice(0, 10);

/** Cut towards 1970, as Flink does: a wrong day before it. */
const timestampToDate = (value: number | string): string => dateOf(Math.trunc(millis(value) / DAY));
const ltzToDate = (value: number | string): string => dateOf(Math.floor(millis(value) / DAY));

const timeOf = (ms: number): string => formatTimestamp(((ms % DAY) + DAY) % DAY).slice(11, 19);

const timestampToTime = (value: number | string): string => timeOf(millis(value));

const midnight = (date: string, precision: number): number | string =>
  precision <= 3 ? parseTimestamp(`${date} 00:00:00`) : timestampToText(`${date} 00:00:00`, precision);

const timeToTimestamp = (time: string, precision: number): number | string => {
  const text = `1970-01-01 ${time}`;
  return precision <= 3 ? parseTimestamp(text) : timestampToText(text, precision);
};

/** With another precision: below the second Flink cuts towards 1970, and not at all where the fraction is as short as that. */
function castTimestamp(value: number | string, from: number, to: number): number | string {
  if (to > 3) {
    const text = timestampToText(value, 0);
    const [seconds = '', fraction = ''] = text.split('.');
    const isCut = to < from && String(Number(fraction.padEnd(9, '0'))).length > to;
    return timestampToText(isCut ? `${seconds}.${fraction.slice(0, to)}` : text, to);
  }
  const ms = millis(value);
  const unit = 10 ** (3 - to);
  return to < from ? Math.trunc(ms / unit) * unit + 0 : ms;
}

/** `2026-1-2`, of which what is missing at the end is 1; the rest from the first blank on is passed over. */
function parseDate(text: string): string {
  const blank = text.indexOf(' ');
  const parts = (blank > 0 ? text.slice(0, blank) : text).split('-').map((part) => part.replace(TRIMMED, ''));
  const [year = 0, month = 1, day = 1] = parts.map(Number);
  const areDigits = parts.length <= 3 && parts.every((part) => /^\d{1,10}$/.test(part));
  if (!areDigits || year > 9999 || day < 1 || day > daysInMonth(year, month)) return castFailed(text, 'DATE');
  return dateOf(daysFromCivil(year, month, day));
}

/** What Java's `trim` takes off. */
const TRIMMED = /^[\0- ]+|[\0- ]+$/g;

/** `12:34:56`, of which what is missing at the end is 0. A fraction is read, and is not part of a TIME here. */
function parseTime(text: string): string {
  const parts = /^([^:+-]*)(?::([^:+-]*)(?::([^.+-]*)(\.[^+-]*)?)?)?(?:([+-])([^:]*)(?::(.*))?)?$/s.exec(text);
  const [, hour, minute = '0', second = '0', , sign, zoneHour = '0', zoneMinute = '0'] = parts ?? [];
  const numbers = [hour, minute, second, zoneHour, zoneMinute].map((part) => part?.replace(TRIMMED, '') ?? '');
  if (!parts || !numbers.every((part) => /^\d{1,9}$/.test(part))) return castFailed(text, 'TIME');
  const [h, m, s, zh, zm] = numbers.map(Number) as [number, number, number, number, number];
  // Flink adds the offset of `+`, and takes that of `-` away.
  const direction = sign === '-' ? -1 : 1;
  const seconds = (h + direction * zh) * 3600 + (m + direction * zm) * 60 + s;
  if (seconds < 0 || seconds >= 86_400) throw noTimeOfDay(text);
  return timeOf(seconds * 1000);
}

/** Flink has such a TIME, until it is written. TRY_CAST does not catch it either. */
const noTimeOfDay = (text: string): MillraceError =>
  new MillraceError(
    'NO_TIME',
    `${JSON.stringify(text)} is a time before or after the day, which fails the job on Flink when it is written`,
    'Filter such rows out with .where first.',
  );

/** Java's pattern `yyyy-[MM][M]-[dd][d][ [HH][H]:[mm][m]:[ss][s][.fraction]]`. */
const TIMESTAMP = /^(\d{4})-(\d*)-(\d*)(?: (\d*):(\d*):(\d*)(?:\.(\d{0,9}))?)?$/;

/** A day that a month has not is its last one, and 24:00:00 the next day's beginning. */
function parseTimestampText(text: string, precision: number, kind: string): number | string {
  const [, year, month, day, hour, minute, second, fraction = ''] = TIMESTAMP.exec(text) ?? [];
  const y = Number(year ?? 0);
  const numbers = [part(month, 1), part(day, 1), part(hour, 0), part(minute, 0), part(second, 0)];
  const [M = 0, d = 0, h = 0, m = 0, s = 0] = numbers;
  const isMidnight = h === 24 && m === 0 && s === 0 && !/[1-9]/.test(fraction);
  const isRead = y >= 1 && M >= 1 && M <= 12 && d >= 1 && d <= 31 && (h <= 23 || isMidnight) && m <= 59 && s <= 59;
  if (!isRead || numbers.some(Number.isNaN)) return castFailed(text, kind);
  const ms = daysFromCivil(y, M, Math.min(d, daysInMonth(y, M))) * DAY + (h * 3600 + m * 60 + s) * 1000;
  const digits = fraction.slice(0, precision).padEnd(precision, '0');
  if (precision <= 3) return ms + Number(digits.padEnd(3, '0'));
  return `${formatTimestamp(ms).slice(0, 19)}.${digits}`;
}

/** A number of two digits, then of any: `[MM][M]` reads both, which must be the same. */
function part(digits: string | undefined, missing: number): number {
  if (!digits) return missing;
  if (digits.length <= 2) return Number(digits);
  return Number(digits.slice(0, 2)) === Number(digits.slice(2)) ? Number(digits.slice(2)) : Number.NaN;
}

export const castTimesSupport = {
  ...{ timestampToText, timestampToDate, ltzToDate, timestampToTime, midnight, timeToTimestamp, castTimestamp },
  ...{ parseDate, parseTime, parseTimestampText },
};
