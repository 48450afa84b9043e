/** What generated code calls by the name `$`. */
import { MillraceError } from '../errors';
import { functionSupport } from '../functions/support';

/** Order of Flink's strings, which is that of their UTF-8 bytes: by code point and not by UTF-16 unit. */
function compareStrings(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      const surrogateX = x >= 0xd800 && x <= 0xdfff;
      const surrogateY = y >= 0xd800 && y <= 0xdfff;
      // A surrogate is half of a code point above every unit that is none.
      return surrogateX === surrogateY ? x - y : surrogateX ? 1 : -1;
    }
  }
  return a.length - b.length;
}

/** @throws MillraceError DIVISION_BY_ZERO: Flink fails the job with `/ by zero`. */
function nonZero<T extends number | bigint>(divisor: T): T {
  if (divisor === 0 || divisor === 0n) {
    throw new MillraceError(
      'DIVISION_BY_ZERO',
      'an integer was divided by zero, which fails the job on Flink too',
      'Filter such rows out with .where first, or divide DOUBLEs.',
    );
  }
  return divisor;
}

function codePoints(text: string): number {
  let n = text.length;
  // The second half of a pair is no character of its own; texts hold whole pairs only.
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) n--;
  return n;
}

/** The numbers from one to another, by steps that may be negative. */
function steps(from: number, to: number, step: number): number[] {
  const numbers = [];
  for (let n = from; step < 0 ? n >= to : n <= to; n += step) numbers.push(n);
  return numbers;
}

export const support = { compareStrings, nonZero, codePoints, steps, ...functionSupport };
