import { type AnyExpr, type Combined, call, type Expr } from '../expr';
import type { Mistake } from '../types/mistake';
import type { KindOf } from '../types/numeric';
import { type AnyType, type SqlType, type Value, withNullability } from '../types/type';
import type { TypeOfExpr } from './aggregate';
import type { Code, ScalarFunction } from './function';
import type { StageOfExpr } from './scalar';

const definition: ScalarFunction = {
  name: 'COALESCE',
  type: ([a, b]) => withNullability(a as AnyType, (a as AnyType).isNullable && (b as AnyType).isNullable),
  code(args) {
    const [a, b] = args as [Code, Code];
    if (a.isNull === 'false') return a;
    const isNull = b.isNull === 'false' ? 'false' : `(${a.isNull} && ${b.isNull})`;
    return { value: `(${a.isNull} ? ${b.value} : ${a.value})`, isNull };
  },
};

type SameKind<A, B> =
  KindOf<TypeOfExpr<B>> extends KindOf<TypeOfExpr<A>>
    ? unknown
    : Mistake<`COALESCE of ${KindOf<TypeOfExpr<A>>} and ${KindOf<TypeOfExpr<B>>}: give both the same type`>;
type Either<A, B> =
  TypeOfExpr<A> extends SqlType<infer Kind, boolean, infer Js>
    ? SqlType<Kind, null extends Value<TypeOfExpr<A>> ? (null extends Value<TypeOfExpr<B>> ? true : false) : false, Js>
    : never;

/**
 * `COALESCE(a, b)`: a where it is not NULL, else b. Both have one type: Flink would bring them to a common one, and lose
 * digits on the way.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#conditional-functions
 */
export const coalesce = <A extends AnyExpr, B extends AnyExpr>(
  a: A,
  b: B & SameKind<A, B>,
): Expr<Either<A, B>, Combined<StageOfExpr<A>, StageOfExpr<B>>> => call(definition, [a.node, b.node]) as never;
