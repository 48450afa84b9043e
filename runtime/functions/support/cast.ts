/** Casts of numbers, texts and bytes, as Java and Flink do them. */
import { MillraceError } from '../../errors';
import { decimalSupport } from './decimal';
import { javaDouble, javaFloat } from './java-text';
import { longDecimal } from './parse';

const MOST = 2 ** 31;
const LONG = 2n ** 63n;

/** Without its fraction; what is too large is the greatest INT, and NaN is 0. */
const doubleToInt = (value: number): number =>
  value >= MOST ? MOST - 1 : value <= -MOST ? -MOST : Math.trunc(value) | 0;

function doubleToLong(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (value >= 2 ** 63) return LONG - 1n;
  return value <= -(2 ** 63) ? -LONG : BigInt(Math.trunc(value));
}

/** Rounded once: not to a double before. */
function longToFloat(value: bigint): number {
  const size = value < 0n ? -value : value;
  if (size < 2n ** 53n) return Math.fround(Number(value));
  // The bits that are cut off only matter for being none or some.
  const kept = (size >> 11n) | (size & 0x7ffn ? 1n : 0n);
  return Math.fround(Number(kept)) * 2 ** 11 * (value < 0n ? -1 : 1);
}

/** Through the double's text. @throws MillraceError NO_DECIMAL of NaN and infinities, which TRY_CAST does not catch either */
function doubleToDecimal(value: number, precision: number, scale: number): string | null {
  if (!Number.isFinite(value))
    throw new MillraceError(
      'NO_DECIMAL',
      `${value} cannot be cast to DECIMAL(${precision}, ${scale}), which fails the job on Flink too`,
      'Filter such rows out with .where first: TRY_CAST fails as well.',
    );
  return longDecimal(javaDouble(value), precision, scale);
}

/** A text of n characters: cut off, and filled with blanks where it is a CHAR(n). */
function fitText(text: string, length: number, isFilled: boolean): string {
  const points = Array.from(text);
  if (points.length > length) return points.slice(0, length).join('');
  return isFilled ? text + ' '.repeat(length - points.length) : text;
}

/** The same by UTF-16 units, which is how Flink counts where the text comes from bytes or a collection: it may cut a pair. */
const fitUnits = (text: string, length: number, isFilled: boolean): string =>
  isFilled ? text.slice(0, length).padEnd(length) : text.slice(0, length);

/** Bytes are held as texts of a character each. */
const textToBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const bytesToText = (bytes: string): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'));

/** Cut off, and filled with zeros. */
const fitBytes = (bytes: string, length: number, isFilled: boolean): string =>
  isFilled ? bytes.slice(0, length).padEnd(length, '\0') : bytes.slice(0, length);

const isNotZero = (decimal: string): boolean => /[1-9]/.test(decimal);

const integerToDecimal = (value: number | bigint, precision: number, scale: number): string | null =>
  decimalSupport.decimalFit(String(value), precision, scale);

export const castSupport = {
  ...{ doubleToInt, doubleToLong, longToFloat, doubleToDecimal, integerToDecimal, isNotZero },
  ...{ fitText, fitUnits, textToBytes, bytesToText, fitBytes, javaDouble, javaFloat },
};
