/** What the typed signatures of the aggregate functions share. */
import type { AnyExpr, Expr, Expression, Stage } from '../../expr';
import type { Mistake } from '../../types/mistake';
import type { NumericType } from '../../types/numeric';
import type { AnyType, SqlType } from '../../types/type';

/** Refuses the argument of an aggregate that is itself an aggregate. */
export type RowArgument<X extends AnyExpr> =
  X extends Expression<AnyType, 'row' | 'key' | 'const'>
    ? unknown
    : Mistake<'an aggregate cannot be the argument of another: aggregate in one select, then in a second over its result'>;

export type NumericArgument<X extends AnyExpr> =
  X extends Expression<NumericType, Stage> ? unknown : Mistake<'this aggregate needs a numeric column'>;

export type { TypeOfExpr } from '../signature';

/** No DISTINCT and no FILTER. */
export type NoOptions = Record<never, never>;
/** What an aggregate gives: nullable with a FILTER, which may leave no row. */
export type Aggregated<T, O> = Expr<
  T extends SqlType<infer K, infer N, infer Js, infer Parts>
    ? SqlType<K, O extends { readonly filter: AnyExpr } ? true : N, Js, Parts>
    : never,
  'agg'
>;
