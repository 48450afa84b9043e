/**
 * DECIMALs as the local engine holds them: canonical texts such as '-1.50', of exactly as many digits behind the point as
 * their type has. The rules are those of Flink's DecimalDataUtils, which are Java's BigDecimal rounded half up; what does
 * not fit its type is NULL.
 */
import { MillraceError } from '../../errors';

/** Flink divides to so many significant digits first. */
const QUOTIENT_DIGITS = 38;
/** Of a DECIMAL of at most so many digits Flink keeps a long, and divides doubles where it wants one. */
const COMPACT_DIGITS = 18;

const POWERS = Array.from({ length: 80 }, (_, i) => 10n ** BigInt(i));
const power10 = (n: number): bigint => POWERS[n] ?? 10n ** BigInt(n);

const magnitude = (n: bigint): bigint => (n < 0n ? -n : n);

/** The digits of a decimal as a whole number. */
function unscaled(text: string): bigint {
  const point = text.indexOf('.');
  return BigInt(point < 0 ? text : text.slice(0, point) + text.slice(point + 1));
}

/** Its digits behind the point. */
function scaleOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/** The text of a whole number of which so many digits are behind the point. */
function decimalOf(n: bigint, scale: number): string {
  if (scale === 0) return String(n);
  const digits = String(magnitude(n)).padStart(scale + 1, '0');
  return `${n < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** `a / b` to a whole number, halves away from zero. */
function dividedHalfUp(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  const rest = magnitude(a % b);
  if (rest * 2n < magnitude(b)) return quotient;
  return a < 0n === b < 0n ? quotient + 1n : quotient - 1n;
}

/** So many digits behind the point, rounded half up. */
const rescaled = (n: bigint, from: number, to: number): bigint =>
  to >= from ? n * power10(to - from) : dividedHalfUp(n, power10(from - to));

/** As a DECIMAL(precision, scale); NULL where it does not fit. */
function fitted(n: bigint, from: number, precision: number, scale: number): string | null {
  const digits = rescaled(n, from, scale);
  return magnitude(digits) < power10(precision) ? decimalOf(digits, scale) : null;
}

/** A decimal as a DECIMAL(precision, scale). */
const decimalFit = (text: string, precision: number, scale: number): string | null =>
  fitted(unscaled(text), scaleOf(text), precision, scale);

/** Two decimals as whole numbers with as many digits behind the point. */
function aligned(a: string, b: string): readonly [a: bigint, b: bigint, scale: number] {
  const [s, t] = [scaleOf(a), scaleOf(b)];
  const scale = Math.max(s, t);
  return [unscaled(a) * power10(scale - s), unscaled(b) * power10(scale - t), scale];
}

function decimalAdd(a: string, b: string, precision: number, scale: number): string | null {
  const [x, y, of] = aligned(a, b);
  return fitted(x + y, of, precision, scale);
}

function decimalSubtract(a: string, b: string, precision: number, scale: number): string | null {
  const [x, y, of] = aligned(a, b);
  return fitted(x - y, of, precision, scale);
}

const decimalMultiply = (a: string, b: string, precision: number, scale: number): string | null =>
  fitted(unscaled(a) * unscaled(b), scaleOf(a) + scaleOf(b), precision, scale);

/** Rounded twice, as Flink does: to 38 digits, and then to the scale. @throws MillraceError DIVISION_BY_ZERO */
function decimalDivide(a: string, b: string, precision: number, scale: number): string | null {
  const [x, y] = aligned(a, b);
  if (y === 0n) throw divisionByZero();
  if (x === 0n) return decimalOf(0n, scale);
  // The place of the first digit of the quotient, and from it that of the 38th.
  const lead = String(magnitude(x)).length - String(magnitude(y)).length;
  const [p, q] = lead >= 0 ? [x, y * power10(lead)] : [x * power10(-lead), y];
  const first = magnitude(p) < magnitude(q) ? lead - 1 : lead;
  const of = QUOTIENT_DIGITS - 1 - first;
  const quotient = of >= 0 ? dividedHalfUp(x * power10(of), y) : dividedHalfUp(x, y * power10(-of));
  return of >= 0 ? fitted(quotient, of, precision, scale) : fitted(quotient * power10(-of), 0, precision, scale);
}

/** The sign is the dividend's. @throws MillraceError DIVISION_BY_ZERO, DIVISION_IMPOSSIBLE */
function decimalMod(a: string, b: string, precision: number, scale: number): string | null {
  const [x, y, of] = aligned(a, b);
  if (y === 0n) throw divisionByZero();
  const excess = String(magnitude(x / y)).length - QUOTIENT_DIGITS;
  // Java's remainder takes 38 digits of the quotient, and gives up where that leaves more than the divisor.
  if (excess > 0 && magnitude(x - (x / y / power10(excess)) * power10(excess) * y) >= magnitude(y)) {
    throw new MillraceError(
      'DIVISION_IMPOSSIBLE',
      `the whole quotient of ${a} and ${b} has more than ${QUOTIENT_DIGITS} digits, which fails the job on Flink too`,
    );
  }
  return fitted(x % y, of, precision, scale);
}

const divisionByZero = (): MillraceError =>
  new MillraceError(
    'DIVISION_BY_ZERO',
    'a DECIMAL was divided by zero, which fails the job on Flink too',
    'Filter such rows out with .where first, or divide DOUBLEs.',
  );

/** A whole number as an operand of arithmetic whose result has no place for it: Flink casts it to that type. */
function fittingInteger(value: number | bigint, precision: number, scale: number): string {
  const text = String(value);
  if (decimalFit(text, precision, scale) !== null) return text;
  throw new MillraceError(
    'DECIMAL_OVERFLOW',
    `${text} does not fit the DECIMAL(${precision}, ${scale}) that it is computed in, which fails the job on Flink too`,
    'Cast it to a DECIMAL of its own precision.',
  );
}

/** Without its fraction, and in 64 bits, as Flink cuts it. */
const decimalToLong = (text: string): bigint =>
  BigInt.asIntN(64, BigInt(text.includes('.') ? text.slice(0, text.indexOf('.')) : text));

/** Negative, 0 or positive, of decimals of any scales. */
function decimalCompare(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Java's order of doubles: −0.0 is less than 0.0, and NaN the greatest. */
function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Object.is(a, b) ? 0 : Number.isNaN(a) || Object.is(b, -0) ? 1 : -1;
}

const decimalNegate = (text: string): string =>
  text.startsWith('-') ? text.slice(1) : /[1-9]/.test(text) ? `-${text}` : text;

/** The double that Flink makes of a DECIMAL(precision, …): of few digits it divides by a power of ten. */
function decimalToDouble(text: string, precision: number): number {
  if (precision > COMPACT_DIGITS) return Number(text);
  return Number(unscaled(text)) / Number(power10(scaleOf(text)));
}

export const decimalSupport = {
  ...{ decimalOf, fitted, scaleOf, unscaled, dividedHalfUp, power10 },
  decimalFit,
  decimalAdd,
  decimalSubtract,
  decimalMultiply,
  decimalDivide,
  decimalMod,
  decimalCompare,
  decimalNegate,
  decimalToDouble,
  decimalToLong,
  fittingInteger,
  compareDoubles,
};
