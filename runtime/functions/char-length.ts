import { type AnyExpr, call, type Expr } from '../expr';
import { type Int, int } from '../types/int';
import type { NullableOf } from '../types/numeric';
import { withNullability } from '../types/type';
import type { TypeOfExpr } from './aggregate';
import { type OfKind, type StageOfExpr, unary } from './scalar';

const definition = unary(
  'CHAR_LENGTH',
  (x) => withNullability(int, x.isNullable),
  (x) => `$.codePoints(${x})`,
);

/**
 * `CHAR_LENGTH(x)`: the code points of x, an INT; '💧' has one. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const charLength = <X extends AnyExpr>(
  x: X & OfKind<X, 'STRING', 'CHAR_LENGTH'>,
): Expr<Int<NullableOf<TypeOfExpr<X>>>, StageOfExpr<X>> => call(definition, [x.node]) as never;
