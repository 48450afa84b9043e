/** Numbers from texts, as Flink's casts read them. What they cannot read fails the cast. */
import { MillraceError } from '../../errors';
import { decimalSupport } from './decimal';

/** @throws MillraceError CAST_FAILED always */
export function castFailed(value: unknown, to: string): never {
  throw new MillraceError(
    'CAST_FAILED',
    `${JSON.stringify(String(value))} cannot be cast to ${to}, which fails the job on Flink too`,
    'Use .tryCast(…), which gives NULL for what cannot be read.',
  );
}

/** What a TRY_CAST gives: NULL where the cast of a text fails. */
function tried<T>(cast: () => T): T | null {
  try {
    return cast();
  } catch (failure) {
    if (failure instanceof MillraceError && failure.code === 'CAST_FAILED') return null;
    throw failure;
  }
}

/** Whole digits within blanks, with a fraction that is cut off. */
function parseInteger(text: string, bits: number, kind: string): bigint {
  const number = text.replace(/^ +| +$/g, '');
  const parts = /^([+-]?)(\d*)(?:\.\d*)?$/.exec(number);
  if (!parts || number === '' || /^[+-]$/.test(number)) return castFailed(text, kind);
  const value = BigInt(parts[2] || 0) * (parts[1] === '-' ? -1n : 1n);
  return BigInt.asIntN(bits, value) === value ? value : castFailed(text, kind);
}

/** What Java takes for a double, beside hexadecimal digits. */
const DOUBLE = /^[\0- ]*([+-]?)(NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([fFdD]?)[\0- ]*$/;

/** Hexadecimal digits and a power of two. */
const HEXADECIMAL = /^[\0- ]*([+-]?)0x([\da-f]*)(?:\.([\da-f]*))?p([+-]?\d+)[fd]?[\0- ]*$/i;

function parseDouble(text: string, kind: string): number {
  const [, minus, whole = '', behind = '', power] = HEXADECIMAL.exec(text) ?? [];
  if (whole + behind !== '')
    return Number(BigInt(`0x${whole}${behind}`)) * 2 ** (Number(power) - 4 * behind.length) * (minus === '-' ? -1 : 1);
  const parts = DOUBLE.exec(text);
  const [, sign = '', digits = '', suffix] = parts ?? [];
  if (!parts || (suffix && /^[NI]/.test(digits))) return castFailed(text, kind);
  return Number(`${sign}${digits}`);
}

/** Rounded once: a double that lies midway between two floats may be more or less than the text. */
function parseFloat32(text: string, kind: string): number {
  const double = parseDouble(text, kind);
  const float = Math.fround(double);
  if (float === double || Number.isNaN(double) || Math.abs(double) > 2 ** 128) return float;
  const other = neighbour(float, double > float);
  if (Math.abs(double - finite(float)) !== Math.abs(finite(other) - double)) return float;
  const order = compareWithDouble(text, double);
  return order === 0 ? float : order > 0 === other > float ? other : float;
}

const FLOAT = new DataView(new ArrayBuffer(4));

function neighbour(float: number, above: boolean): number {
  FLOAT.setFloat32(0, float);
  if (float === 0) return above ? 2 ** -149 : -(2 ** -149);
  FLOAT.setInt32(0, FLOAT.getInt32(0) + (float > 0 === above ? 1 : -1));
  return FLOAT.getFloat32(0);
}

/** Infinity is where the next float would be. */
const finite = (float: number): number => (Number.isFinite(float) ? float : Math.sign(float) * 2 ** 128);

/** Negative, 0 or positive, as the number that a text means is less than, equal to or greater than a double. */
function compareWithDouble(text: string, double: number): number {
  const [, sign = '', digits = ''] = DOUBLE.exec(text) ?? [];
  const [mantissa = '', exponent = '0'] = digits.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  let left = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  let tens = Number(exponent) - fraction.length;
  let right = double;
  let twos = 0;
  for (; !Number.isInteger(right); twos++) right *= 2;
  let exact = BigInt(right);
  left <<= BigInt(twos);
  for (; tens > 0; tens--) left *= 10n;
  for (; tens < 0; tens++) exact *= 10n;
  return left < exact ? -1 : left > exact ? 1 : 0;
}

const TRUE = new Set(['t', 'true', 'y', 'yes', '1']);
const FALSE = new Set(['f', 'false', 'n', 'no', '0']);

function parseBoolean(text: string): boolean {
  const lower = text.toLowerCase();
  return TRUE.has(lower) ? true : FALSE.has(lower) ? false : castFailed(text, 'BOOLEAN');
}

/** Of at most so many digits, and bytes of text, Flink has a reader of its own. */
const SHORT = 18;

function parseDecimal(text: string, precision: number, scale: number): string {
  const isShort = precision <= SHORT && Buffer.byteLength(text) <= SHORT;
  const value = isShort ? shortDecimal(text, precision, scale) : longDecimal(text, precision, scale);
  return value ?? castFailed(text, `DECIMAL(${precision}, ${scale})`);
}

/** The character that ends the digits is passed over: `12x` is 12, and `t` is 0. What rounding carries over is kept. */
function shortDecimal(text: string, precision: number, scale: number): string | null {
  const bytes = Buffer.from(text).toString('latin1');
  const [, sign = '', digits = '', rest = ''] = /^[ \n\t]*([+-]?)([\d.]*)(.*)$/s.exec(bytes) ?? [];
  if ((digits === '' && rest === '') || /\..*\./.test(digits)) return null;
  let end = rest.slice(1);
  let exponent = 0;
  if (/^e/i.test(rest) && end !== '') {
    const [, minus = '', power = '', after = ''] = /^([+-]?)(\d*)(.*)$/s.exec(end) ?? [];
    if (minus !== '' && power === '' && after === '') return null;
    exponent = Number(power || 0) * (minus === '-' ? -1 : 1);
    end = after.slice(1);
  }
  if (/[^ \n\t]/.test(end)) return null;
  const [whole = '', fraction = ''] = digits.split('.');
  const change = exponent - fraction.length + scale;
  const length = whole.length + fraction.length;
  // Powers of ten go up to the 18th.
  if (length + change > precision || change < -SHORT) return null;
  const significand = BigInt(`${whole}${fraction}` || 0) * (sign === '-' ? -1n : 1n);
  if (change >= 0) return decimalSupport.decimalOf(significand * 10n ** BigInt(change), scale);
  const unit = 10n ** BigInt(-change);
  const half = (sign === '-' ? -unit : unit) / 2n;
  return decimalSupport.decimalOf((significand + half) / unit, scale);
}

/** What Java's BigDecimal reads, as a DECIMAL(precision, scale); null where it does not fit, or is none. */
export function longDecimal(text: string, precision: number, scale: number): string | null {
  const parts = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,10}))?$/.exec(
    text.replace(/^[ \n\t]+|[ \n\t]+$/g, '').replace(/\p{Nd}/gu, plainDigit),
  );
  if (!parts) return null;
  const [, sign = '', whole = '', behind, bare, power = '0'] = parts;
  const fraction = behind ?? bare ?? '';
  const significand = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  const places = fraction.length - Number(power);
  if (significand === 0n) return decimalSupport.decimalOf(0n, scale);
  // Far beyond every precision: not computed.
  if (places < -1000) return null;
  if (places > 10_000) return decimalSupport.decimalOf(0n, scale);
  return decimalSupport.fitted(significand, places, precision, scale);
}

/** The digits of every script come in tens from 0 to 9; Java reads those of one UTF-16 unit. */
function plainDigit(digit: string): string {
  if (digit.length > 1 || digit <= '9') return digit;
  let before = 1;
  while (/\p{Nd}/u.test(String.fromCharCode(digit.charCodeAt(0) - before))) before++;
  return String((before - 1) % 10);
}

export const parseSupport = { castFailed, tried, parseInteger, parseDouble, parseFloat32, parseBoolean, parseDecimal };
