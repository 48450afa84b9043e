/**
 * Exponentials, logarithms and trigonometry. Flink's are those of its Java, which are not the same on every processor: on
 * x86 nearly always the double that is nearest to the true value, with an error of .55 in the last place at most. So these
 * give that nearest double: the same, but for one value in a thousand, that differs in its last bit.
 */
import { add, cut, divide, multiply, negate, type Pair, pairOf, polynomial, productOf, sumOf } from './double-double';

/** Bits behind the point of the constants below. */
const SCALE = 1300;
const ONE = 1n << BigInt(SCALE);

/** A sum of alternating 1 / ((2i + 1) · n^(2i + 1)), or of all with one sign. */
function arcTangent(n: bigint, isHyperbolic: boolean): bigint {
  let sum = 0n;
  let power = ONE / n;
  for (let i = 1n; power !== 0n; i += 2n, power /= n * n) {
    const term = power / i;
    sum += isHyperbolic || i % 4n === 1n ? term : -term;
  }
  return sum;
}

const HALF_PI = 8n * arcTangent(5n, false) - 2n * arcTangent(239n, false);
const LN2 = 2n * arcTangent(3n, true);
const LN10 = 3n * LN2 + 2n * arcTangent(9n, true);
const [LN2_FIRST = 0, LN2_SECOND = 0, LN2_THIRD = 0] = cut(LN2, SCALE, 41, 41, 53);
const LN2_PAIR: Pair = pairOf(LN2 >> 1000n, SCALE - 1000);
const PER_LN10: Pair = divide([1, 0], pairOf(LN10 >> 1000n, SCALE - 1000));
const HALF_PI_PARTS = cut(HALF_PI, SCALE, 33, 33, 33, 53);

const FACTORIALS: Pair[] = [[1, 0]];
for (let i = 1; i < 30; i++) FACTORIALS.push(divide(FACTORIALS[i - 1] as Pair, [i, 0]));
const signed = (pair: Pair, i: number): Pair => (i % 2 === 0 ? pair : negate(pair));
const SINES = FACTORIALS.filter((_, i) => i % 2 === 1).map(signed);
const COSINES = FACTORIALS.filter((_, i) => i % 2 === 0).map(signed);
const ODD_PARTS = Array.from({ length: 23 }, (_, i) => divide([1, 0], [2 * i + 1, 0]));

const scaled = (value: number, power: number): number =>
  power > 1000
    ? value * 2 ** 1000 * 2 ** (power - 1000)
    : power < -1000
      ? value * 2 ** -1000 * 2 ** (power + 1000)
      : value * 2 ** power;

/** e^x for an x that is none of the extremes. */
function expOf([high, low]: Pair): number {
  const power = Math.round(high / Math.LN2);
  let rest = sumOf(high, -power * LN2_FIRST);
  for (const part of [LN2_SECOND, LN2_THIRD]) rest = add(rest, productOf(-power, part));
  return scaled(polynomial(add(rest, [low, 0]), FACTORIALS)[0], power);
}

const MOST_EXPONENT = 709.79;
const LEAST_EXPONENT = -745.2;

function exp(x: number): number {
  if (!(x < MOST_EXPONENT && x > LEAST_EXPONENT)) return Math.exp(x);
  return expOf([x, 0]);
}

const BITS = new DataView(new ArrayBuffer(8));

/** The logarithm of a finite x above zero. */
function logOf(x: number): Pair {
  if (x < 2 ** -1022) return add(logOf(x * 2 ** 60), multiply(LN2_PAIR, [-60, 0]));
  BITS.setFloat64(0, x);
  let exponent = (BITS.getUint16(0) >> 4) - 1023;
  let mantissa = x / 2 ** exponent;
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  const s = divide([mantissa - 1, 0], sumOf(mantissa, 1));
  const series = multiply(polynomial(multiply(s, s), ODD_PARTS), s);
  return add(multiply(LN2_PAIR, [exponent, 0]), [series[0] * 2, series[1] * 2]);
}

const hasLogarithm = (x: number): boolean => x > 0 && x < Infinity;
const log = (x: number): number => (hasLogarithm(x) ? logOf(x)[0] : Math.log(x));
const log10 = (x: number): number => (hasLogarithm(x) ? multiply(logOf(x), PER_LN10)[0] : Math.log10(x));

function pow(x: number, y: number): number {
  const size = Math.abs(x);
  if (y === 2) return x * x;
  const isPlain = hasLogarithm(size) && size !== 1 && Number.isFinite(y) && y !== 0 && (x > 0 || Number.isInteger(y));
  if (!isPlain) return x ** y;
  const sign = x < 0 && y % 2 !== 0 ? -1 : 1;
  const logarithm = logOf(size);
  const estimate = logarithm[0] * y;
  if (!(estimate < MOST_EXPONENT && estimate > LEAST_EXPONENT)) return sign * (estimate > 0 ? Infinity : 0);
  return sign * expOf(multiply(logarithm, [y, 0]));
}

/** Flink plans SQRT as POWER(x, 0.5): of −0.0 it is 0.0, and of −∞ it is ∞. */
const sqrt = (x: number): number => (x === -Infinity ? Infinity : Math.sqrt(x) + 0);

/** How often π/2 is in x, of which the last two bits matter, and what is left. */
function reduced(x: number): readonly [quadrant: number, rest: Pair] {
  const count = Math.round(x / (Math.PI / 2));
  if (Math.abs(count) <= 1 << 20) {
    let rest: Pair = [x, 0];
    for (const part of HALF_PI_PARTS) rest = add(rest, productOf(-count, part));
    return [count & 3, rest];
  }
  const whole = Number.isInteger(x) ? BigInt(x) << BigInt(SCALE) : BigInt(x * 2 ** 32) << BigInt(SCALE - 32);
  const half = x > 0 ? HALF_PI / 2n : -HALF_PI / 2n;
  const many = (whole + half) / HALF_PI;
  return [Number(BigInt.asUintN(2, many)), pairOf((whole - many * HALF_PI) >> 1000n, SCALE - 1000)];
}

function sineAndCosine(x: number): readonly [Pair, Pair] {
  const [quadrant, rest] = reduced(x);
  const square = multiply(rest, rest);
  const sine = multiply(polynomial(square, SINES), rest);
  const cosine = polynomial(square, COSINES);
  const [a, b] = quadrant % 2 === 0 ? [sine, cosine] : [cosine, negate(sine)];
  return quadrant < 2 ? [a, b] : [negate(a), negate(b)];
}

/** Below this a sine is its argument. */
const TINY = 2 ** -27;
const isPlainAngle = (x: number): boolean => Number.isFinite(x) && Math.abs(x) > TINY;

const sin = (x: number): number => (isPlainAngle(x) ? sineAndCosine(x)[0][0] : Math.sin(x));
const cos = (x: number): number => (isPlainAngle(x) ? sineAndCosine(x)[1][0] : Math.cos(x));
const tan = (x: number): number => (isPlainAngle(x) ? divide(...sineAndCosine(x))[0] : Math.tan(x));

/** As Sun's library computes it, which Java keeps to. */
function tanh(x: number): number {
  const size = Math.abs(x);
  if (!(size < 22)) return Math.sign(x);
  if (size < 2 ** -55) return x * (1 + x);
  const t = Math.expm1(size >= 1 ? 2 * size : -2 * size);
  const z = size >= 1 ? 1 - 2 / (t + 2) : -t / (t + 2);
  return x < 0 ? -z : z;
}

/** The same, in which e is not quite e; JavaScript's is that library's else. */
const cosh = (x: number): number => (Math.abs(x) === 1 ? 1.543080634815244 : Math.cosh(x));

/** The lower bits of π. */
const PI_LOW = 1.2246467991473532e-16;

/** The same: where y is far greater than x it is not quite π/2. */
function atan2(y: number, x: number): number {
  if (!(Number.isFinite(x) && Number.isFinite(y)) || x === 0 || y === 0 || x === 1) return Math.atan2(y, x);
  const ratio = exponentOf(y) - exponentOf(x);
  const z = ratio > 60 ? Math.PI / 2 + 0.5 * PI_LOW : x < 0 && ratio < -60 ? 0 : Math.atan(Math.abs(y / x));
  if (x > 0) return y > 0 ? z : -z;
  return y > 0 ? Math.PI - (z - PI_LOW) : z - PI_LOW - Math.PI;
}

function exponentOf(value: number): number {
  BITS.setFloat64(0, value);
  return (BITS.getUint16(0) >> 4) & 0x7ff;
}

export const elementarySupport = { exp, log, log10, pow, sqrt, sin, cos, tan, tanh, cosh, atan2 };
