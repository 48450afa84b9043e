/**
 * Numbers of digits as types: n is a tuple of n elements, so that adding is joining. Tuples are looked up and not built
 * digit by digit, which every operation of a job would pay for.
 */
export type Digits<N extends keyof Tuples> = Tuples[N];
export type Six = Tuples[6];
export type Most = Tuples[38];

type Build<All extends 0[][], Last extends 0[]> = All['length'] extends 39
  ? All
  : Build<[...All, [...Last, 0]], [...Last, 0]>;
type Tuples = Build<[[]], []>;

/** `a - b`, nothing where b is greater. */
export type Subtract<A extends 0[], B extends 0[]> = A extends [...B, ...infer Rest extends 0[]] ? Rest : [];
export type Max<A extends 0[], B extends 0[]> = A extends [...B, ...0[]] ? A : B;
export type Min<A extends 0[], B extends 0[]> = A extends [...B, ...0[]] ? B : A;
