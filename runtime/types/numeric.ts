/** Flink's arithmetic rules between numeric types. */
import { type BigInt_, bigint } from './bigint';
import { type Double, double } from './double';
import { type Int, int } from './int';
import { type AnyType, type SqlType, withNullability } from './type';

export type NumericType = Int<boolean> | BigInt_<boolean> | Double<boolean>;

export type KindOf<T> = T extends SqlType<infer Kind, boolean, unknown> ? Kind : never;
export type NullableOf<T> = T extends SqlType<string, infer N, unknown> ? N : never;
/** Nullable when one of the two is. */
export type EitherNullable<A, B> = true extends NullableOf<A> | NullableOf<B> ? true : false;

/** The type that two numbers are brought to before they are added: INT < BIGINT < DOUBLE. */
export type Promoted<A, B> = 'DOUBLE' extends KindOf<A> | KindOf<B>
  ? Double<EitherNullable<A, B>>
  : 'BIGINT' extends KindOf<A> | KindOf<B>
    ? BigInt_<EitherNullable<A, B>>
    : Int<EitherNullable<A, B>>;

export function promote(a: AnyType, b: AnyType): AnyType {
  const rank = Math.max(a.spec.rank ?? 0, b.spec.rank ?? 0);
  return withNullability(rank === 3 ? double : rank === 2 ? bigint : int, a.isNullable || b.isNullable);
}
