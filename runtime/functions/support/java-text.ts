/**
 * The text that Java gives a DOUBLE or FLOAT, up to Java 18: not always the shortest that means the number, as JavaScript's
 * is, but sometimes a digit longer. Java makes digits until those so far tell the number from its neighbours (Steele and
 * White's algorithm), and of whole numbers below 2^63 takes the decimal digits and rounds off those without meaning.
 */

/** A number's bits: `fraction` has its highest bit set and stands for 1.… · 2^exponent. */
interface Bits {
  readonly fraction: bigint;
  readonly exponent: number;
  /** Bits that mean something: fewer for subnormal numbers. */
  readonly significant: number;
}

/** Places of the fraction below its highest bit. */
const PLACES = 52;

const BITS = new DataView(new ArrayBuffer(8));

function bitsOfDouble(value: number): Bits {
  BITS.setFloat64(0, value);
  const bits = BITS.getBigUint64(0);
  return bitsOf(Number((bits >> 52n) & 0x7ffn), bits & ((1n << 52n) - 1n), 52, 1023);
}

function bitsOfFloat(value: number): Bits {
  BITS.setFloat32(0, value);
  const bits = BITS.getUint32(0);
  return bitsOf((bits >>> 23) & 0xff, BigInt(bits & 0x7fffff), 23, 127);
}

function bitsOf(exponent: number, fraction: bigint, places: number, bias: number): Bits {
  const up = BigInt(PLACES - places);
  if (exponent > 0)
    return {
      fraction: (fraction | (1n << BigInt(places))) << up,
      exponent: exponent - bias,
      significant: places + 1,
    };
  const significant = fraction.toString(2).length;
  const shift = places + 1 - significant;
  return { fraction: (fraction << BigInt(shift)) << up, exponent: 1 - shift - bias, significant };
}

/** Digits, and the place of the point before (negative: left of) or behind the first of them. */
type Digits = readonly [digits: string, point: number];

function digitsOf({ fraction, exponent, significant }: Bits): Digits {
  let zeros = 0;
  while (((fraction >> BigInt(zeros)) & 1n) === 0n) zeros++;
  const used = PLACES + 1 - zeros;
  const behind = Math.max(0, used - exponent - 1);
  if (behind === 0 && exponent <= 62)
    return wholeDigits(
      exponent >= PLACES ? fraction << BigInt(exponent - PLACES) : fraction >> BigInt(PLACES - exponent),
      exponent > significant ? exponent - significant - 1 : 0,
    );
  return closeDigits(fraction >> BigInt(zeros), exponent, significant, used, behind);
}

/** Of a whole number whose last bits, so many, mean nothing. */
function wholeDigits(value: bigint, meaningless: number): Digits {
  const off = String(2n ** BigInt(meaningless)).length - 1;
  const unit = 10n ** BigInt(off);
  const digits = String(value / unit + (off > 0 && value % unit >= unit / 2n ? 1n : 0n));
  return [digits.replace(/0+$/, ''), digits.length + off];
}

/** Digits until they tell the number `fraction` · 2^(exponent - used + 1) from its neighbours. */
function closeDigits(fraction: bigint, exponent: number, significant: number, used: number, behind: number): Digits {
  let decimal = estimate(fraction, used, exponent);
  const up5 = Math.max(0, -decimal);
  const down5 = Math.max(0, decimal);
  let [up2, down2] = [up5 + behind + exponent, down5 + behind];
  let half2 = up2 - significant;
  up2 -= used - 1;
  const common = Math.min(up2, down2);
  [up2, down2, half2] = [up2 - common, down2 - common, half2 - common];
  // Below a power of two the next number is half as far away.
  if (used === 1) half2--;
  if (half2 < 0) [up2, down2, half2] = [up2 - half2, down2 - half2, 0];
  let rest = (fraction * 5n ** BigInt(up5)) << BigInt(up2);
  const unit = (5n ** BigInt(down5)) << BigInt(down2);
  let half = (5n ** BigInt(up5)) << BigInt(half2);
  const ten = unit * 10n;

  const digits: number[] = [];
  let [low, high] = [false, false];
  // Java takes an int or a long where the numbers seem to fit, in which a sum may turn negative.
  const bits = Math.max(used + up2 + bitsOfPower5(up5), down2 + 1 + bitsOfPower5(down5 + 1));
  const wrapped = (n: bigint): bigint => (bits < 64 ? BigInt.asIntN(bits < 32 ? 32 : 64, n) : n);
  const next = (): number => {
    const digit = Number(rest / unit);
    rest = (rest % unit) * 10n;
    half = wrapped(half * 10n);
    const isOver = half <= 0n && digits.length > 0;
    [low, high] = isOver ? [true, true] : [rest < half, wrapped(rest + half) > ten];
    return digit;
  };
  const first = next();
  if (first === 0) decimal--;
  else digits.push(first);
  // Where an exponent will be written, one digit is never enough.
  if (decimal < -3 || decimal >= 8) [low, high] = [false, false];
  while (!low && !high) digits.push(next());
  const over = rest * 2n - ten;
  const isOdd = (digits[digits.length - 1] as number) % 2 === 1;
  if (high && (!low || over > 0n || (over === 0n && isOdd))) decimal += roundUp(digits);
  return [digits.join('').replace(/0+$/, ''), decimal + 1];
}

/** How many bits Java takes 5^n to have: 0 for 1, and 3 for each of more than 26. */
const bitsOfPower5 = (n: number): number => (n === 0 ? 0 : n > 26 ? n * 3 : (5n ** BigInt(n)).toString(2).length);

/** Java's guess of the decimal exponent, which may be one too large. */
function estimate(fraction: bigint, used: number, exponent: number): number {
  const mantissa = Number(fraction) / 2 ** (used - 1);
  return Math.floor((mantissa - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981);
}

/** @returns 1 when that makes another digit before the first, else 0 */
function roundUp(digits: number[]): number {
  let i = digits.length - 1;
  while (i >= 0 && digits[i] === 9) digits[i--] = 0;
  if (i >= 0) {
    digits[i] = (digits[i] as number) + 1;
    return 0;
  }
  digits[0] = 1;
  return 1;
}

function spelled([digits, point]: Digits): string {
  if (point > 0 && point < 8) return `${digits.slice(0, point).padEnd(point, '0')}.${digits.slice(point) || '0'}`;
  if (point <= 0 && point > -3) return `0.${'0'.repeat(-point)}${digits}`;
  return `${digits[0]}.${digits.slice(1) || '0'}E${point - 1}`;
}

const javaText =
  (bitsOf: (value: number) => Bits) =>
  (value: number): string => {
    if (!Number.isFinite(value)) return String(value);
    const sign = value < 0 || Object.is(value, -0) ? '-' : '';
    return `${sign}${value === 0 ? '0.0' : spelled(digitsOf(bitsOf(Math.abs(value))))}`;
  };

/** Java's `Double.toString`. */
export const javaDouble = javaText(bitsOfDouble);
/** Java's `Float.toString`. */
export const javaFloat = javaText(bitsOfFloat);
