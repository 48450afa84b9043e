/** Numbers of 106 bits, each the sum of two doubles, of which the first is the nearest double to it. */
export type Pair = readonly [high: number, low: number];

/** The sum of two doubles without error. */
export function sumOf(a: number, b: number): Pair {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
}

/** The product of two doubles without error; each below 2^990. */
export function productOf(a: number, b: number): Pair {
  const product = a * b;
  const [p, q] = halves(a);
  const [r, s] = halves(b);
  return [product, q * s - (product - p * r - q * r - p * s)];
}

/** A double as two of 26 bits. */
function halves(a: number): Pair {
  const wide = 134217729 * a;
  const high = wide - (wide - a);
  return [high, a - high];
}

export function add([a, b]: Pair, [c, d]: Pair): Pair {
  const [high, low] = sumOf(a, c);
  const [next, rest] = sumOf(b, d);
  const [most, more] = sumOf(high, low + next);
  return sumOf(most, more + rest);
}

export function multiply([a, b]: Pair, [c, d]: Pair): Pair {
  const [high, low] = productOf(a, c);
  return sumOf(high, low + (a * d + b * c));
}

export function divide([a, b]: Pair, [c, d]: Pair): Pair {
  const quotient = a / c;
  const [high, low] = multiply([c, d], [quotient, 0]);
  return sumOf(quotient, (a - high - low + b) / c);
}

export const negate = ([a, b]: Pair): Pair => [-a, -b];

/** A sum of `factors[i]` · x^i. */
export const polynomial = (x: Pair, factors: readonly Pair[]): Pair =>
  factors.reduceRight((sum, factor) => add(multiply(sum, x), factor), [0, 0] as Pair);

/** Bits of a number, given as a whole number of 2^-scale, cut into doubles of so many bits each. */
export function cut(value: bigint, scale: number, ...bits: readonly number[]): number[] {
  let rest = value;
  return bits.map((count) => {
    const size = rest.toString(2).length;
    const down = BigInt(Math.max(0, size - count));
    const part = (rest >> down) << down;
    rest -= part;
    return Number(part >> down) * 2 ** (Number(down) - scale);
  });
}

/** A whole number of 2^-scale. */
export function pairOf(value: bigint, scale: number): Pair {
  const high = Number(value);
  return [high * 2 ** -scale, Number(value - BigInt(high)) * 2 ** -scale];
}
