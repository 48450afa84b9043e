import { type AnyExpr, call, type Expr, type Expression } from '../expr';
import { children, type ExprNode, type ScalarFunction } from '../functions/function';
import { int } from '../types/int';
import type { Mistake } from '../types/mistake';
import { type AnyType, type SqlType, withNullability } from '../types/type';

/** The functions that read another row of a variable than its last. */
const end = (name: 'FIRST' | 'LAST'): ScalarFunction => ({
  name,
  type: ([x, offset]) => withNullability(x as AnyType, (x as AnyType).isNullable || offset !== undefined),
});
const FIRST = end('FIRST');
const LAST = end('LAST');

/** True for what only a pattern has. */
export const hasEnd = (node: ExprNode): boolean => isEnd(node) || children(node).some(hasEnd);

export const isEnd = (node: ExprNode): boolean => node.op === 'call' && (node.fn === FIRST || node.fn === LAST);

type Of<X, Offset> =
  X extends Expression<infer T, infer S>
    ? Expr<
        [Offset] extends [0]
          ? T
          : T extends SqlType<infer K, boolean, infer Js, infer P>
            ? SqlType<K, true, Js, P>
            : never,
        S
      >
    : never;
type RowColumn<X extends AnyExpr> =
  X extends Expression<AnyType, 'row'>
    ? unknown
    : Mistake<'first and last are of the columns of a pattern variable, as in last(m.A.price)'>;

/**
 * `FIRST(A.x, n)`: x of the first row of a pattern's variable, or of the nth behind it, NULL where there are not as many.
 * Only for `matchRecognize`.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/match_recognize/#logical-offsets
 */
export const first = <X extends AnyExpr, const Offset extends number = 0>(
  x: X & RowColumn<X>,
  offset?: Offset,
): Of<X, Offset> => at(FIRST, x.node, offset) as Of<X, Offset>;

/**
 * `LAST(A.x, n)`: x of the last row of a pattern's variable so far, or of the nth before it, NULL where there are not as
 * many. In a variable's own condition the last row is the one that is looked at. Only for `matchRecognize`.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/match_recognize/#logical-offsets
 */
export const last = <X extends AnyExpr, const Offset extends number = 0>(
  x: X & RowColumn<X>,
  offset?: Offset,
): Of<X, Offset> => at(LAST, x.node, offset) as Of<X, Offset>;

function at(fn: ScalarFunction, x: ExprNode, offset = 0): unknown {
  return call(fn, offset === 0 ? [x] : [x, { op: 'literal', value: offset, type: int }]);
}
