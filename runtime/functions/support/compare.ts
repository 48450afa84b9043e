/** Order of values that are held as texts. */
import { formatTimestamp } from '../../time';

/**
 * Negative, 0 or positive, of dates, times, and timestamps of any precision, held as texts or milliseconds. A year may have
 * more than four digits.
 */
function compareTimes(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [significant(a), significant(b)];
  const years = year(x) - year(y);
  if (years !== 0) return years;
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Without zeros at the end of the fraction, of which another precision has more. */
function significant(time: string | number): string {
  const text = typeof time === 'number' ? formatTimestamp(time) : time;
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const year = (text: string): number => {
  const end = text.indexOf('-', 1);
  return end < 0 ? 0 : Number(text.slice(0, end));
};

const comparePlain = <T extends number | bigint | boolean>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** The greatest of values, or with a sign of -1 the least; of equal ones the first. */
const extremeOf = <T>(compare: (a: T, b: T) => number, sign: 1 | -1, ...values: readonly T[]): T =>
  values.reduce((best, value) => (compare(best, value) * sign < 0 ? value : best));

export const compareSupport = { compareTimes, comparePlain, extremeOf };
