/**
 * Small numbers as types: n is a tuple of n elements, looked up and never counted, since every addition of a program
 * would be counted anew. 0 to 77, the most digits that the product of two DECIMALs would have.
 */
type Build<All extends 0[][], Last extends 0[]> = All['length'] extends 78
  ? All
  : Build<[...All, [...Last, 0]], [...Last, 0]>;
type Tuples = Build<[[]], []>;
type Tuple<N> = N extends keyof Tuples ? (Tuples[N] extends 0[] ? Tuples[N] : never) : never;

type Length<T> = T extends { readonly length: infer N extends number } ? N : never;
/** `a + b`, at most 77. */
export type Add<A, B> = Length<[...Tuple<A>, ...Tuple<B>]>;
/** `a - b`, 0 where b is greater. */
export type Subtract<A, B> = Tuple<A> extends [...Tuple<B>, ...infer Rest] ? Length<Rest> : 0;
export type Max<A, B> = Tuple<A> extends [...Tuple<B>, ...0[]] ? A : B;
export type Min<A, B> = Tuple<A> extends [...Tuple<B>, ...0[]] ? B : A;
