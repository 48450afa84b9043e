/** ROUND, TRUNCATE, FLOOR and CEIL, as Flink computes them: of every number through its decimal text. */
import { MillraceError } from '../../errors';
import { decimalSupport } from './decimal';
import { javaDouble } from './java-text';
import { longDecimal, parseSupport } from './parse';

const { decimalOf, fitted, scaleOf, unscaled, dividedHalfUp, power10 } = decimalSupport;

/** Beyond so many digits nothing changes. */
const FAR = 1100;

type Rounded = readonly [n: bigint, scale: number];

/** So many digits behind the point, before it when negative; `isUp` rounds halves away from zero, else digits are cut off. */
function kept(n: bigint, scale: number, digits: number, isUp: boolean): Rounded {
  if (digits >= scale) return [n, scale];
  if (digits < -FAR) return [0n, 0];
  const unit = power10(scale - digits);
  const whole = isUp ? dividedHalfUp(n, unit) : n / unit;
  return digits >= 0 ? [whole, digits] : [whole * power10(-digits), 0];
}

/** Of a DECIMAL(precision, …), to a type with room for one digit more. */
function roundDecimal(text: string, digits: number, isUp: boolean, precision: number): string | null {
  const scale = scaleOf(text);
  if (digits >= scale) return text;
  const [n, behind] = kept(unscaled(text), scale, digits, isUp);
  const room = 1 + precision - scale + Math.max(0, digits);
  return fitted(n, behind, Math.min(38, room), behind);
}

/** In the bits of the integer's type, so that it may wrap. */
const roundInteger = (value: bigint, digits: number, isUp: boolean): bigint => kept(value, 0, digits, isUp)[0];

/** A DOUBLE, or a FLOAT of the same value. @throws MillraceError NO_DECIMAL of NaN and infinities */
function roundDouble(value: number, digits: number, isFloat: boolean): number {
  const [n, scale] = decimalForm(value, 'ROUND');
  const text = decimalOf(...kept(n, scale, digits, true));
  return isFloat ? parseSupport.parseFloat32(text, 'FLOAT') : Number(text);
}

/** Through a DECIMAL(38, 18), for which more than 20 digits before the point are too many. @throws MillraceError NO_DECIMAL */
function truncateDouble(value: number, digits: number, isFloat: boolean): number {
  decimalForm(value, 'TRUNCATE');
  const text = longDecimal(javaDouble(value), 38, 18);
  if (text === null) throw noDecimal(value, 'TRUNCATE');
  const double = Number(decimalOf(...kept(unscaled(text), 18, digits, false)));
  return isFloat ? Math.fround(double) : double;
}

function decimalForm(value: number, name: string): Rounded {
  if (!Number.isFinite(value)) throw noDecimal(value, name);
  const [mantissa = '', exponent = '0'] = javaDouble(value).split('E');
  const scale = scaleOf(mantissa) - Number(exponent);
  return scale >= 0 ? [unscaled(mantissa), scale] : [unscaled(mantissa) * power10(-scale), 0];
}

const noDecimal = (value: number, name: string): MillraceError =>
  new MillraceError(
    'NO_DECIMAL',
    `${name} of ${value} fails the job on Flink too: it goes through a DECIMAL`,
    'Filter such rows out with .where first.',
  );

/** The nearest whole number that is not above, or not below. */
function wholeDecimal(text: string, isCeil: boolean): string {
  const n = unscaled(text);
  const unit = power10(scaleOf(text));
  const rest = n % unit;
  return String(n / unit + (rest > 0n && isCeil ? 1n : rest < 0n && !isCeil ? -1n : 0n));
}

/** -1, 0 or 1 with the scale of its type; NULL where a DECIMAL of many digits, all behind the point, has no 1. */
function signDecimal(text: string, precision: number): string | null {
  const n = unscaled(text);
  const scale = scaleOf(text);
  const sign = decimalOf((n > 0n ? 1n : n < 0n ? -1n : 0n) * power10(scale), scale);
  return precision > 18 ? decimalSupport.decimalFit(sign, precision, scale) : sign;
}

export const roundingSupport = { roundDecimal, roundInteger, roundDouble, truncateDouble, wholeDecimal, signDecimal };
