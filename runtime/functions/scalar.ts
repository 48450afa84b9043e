/** What the typed signatures of the scalar functions share. */
import { type AnyExpr, call, type Expr, type Expression } from '../expr';
import type { Mistake } from '../types/mistake';
import type { KindOf } from '../types/numeric';
import type { AnyType } from '../types/type';
import { type Code, NOTHING, type ScalarFunction } from './function';
import type { TypeOfExpr } from './signature';

export type StageOfExpr<X> = X extends Expression<AnyType, infer S> ? S : never;

/** Refuses an argument of other kinds. */
export type OfKind<X extends AnyExpr, Kind extends string, Name extends string> =
  KindOf<TypeOfExpr<X>> extends Kind ? unknown : Mistake<`${Name} of a ${KindOf<TypeOfExpr<X>>} is not supported`>;

/** A function of one argument that gives NULL for NULL; its code is not run for a NULL, which has no value. */
export function unary(
  name: string,
  type: (x: AnyType) => AnyType,
  code: (x: string, type: AnyType) => string,
): ScalarFunction {
  return {
    name,
    type: ([x]) => type(x as AnyType),
    code(args, [of], result) {
      const [{ value, isNull }] = args as [Code];
      const computed = `(${code(value, of as AnyType)})`;
      const none = NOTHING[result.spec.storage] ?? '0';
      return { value: isNull === 'false' ? computed : `(${isNull} ? ${none} : ${computed})`, isNull };
    },
  };
}

/** A call whose type and stage are its argument's. */
export const sameType = <X extends AnyExpr>(fn: ScalarFunction, x: X): Expr<TypeOfExpr<X>, StageOfExpr<X>> =>
  call(fn, [x.node]) as never;
