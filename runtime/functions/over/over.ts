import { type AnyExpr, aggregateCall, type Expr, type Expression, operand } from '../../expr';
import { type BigInt_, bigint } from '../../types/bigint';
import { int } from '../../types/int';
import { type AnyType, withNullability } from '../../types/type';
import type { OrNull, SameType } from '../conditional/coalesce';
import type { AggregateFunction } from '../function';
import { type Bare, builtIn, type Nulls, type TypeOfExpr } from '../signature';

function ranking(name: string) {
  const definition: AggregateFunction = { name, onlyOver: true, type: () => bigint };
  return builtIn(definition, (): Expr<BigInt_, 'over'> => aggregateCall(definition, []) as never);
}

/**
 * `ROW_NUMBER()` over rows in order: 1 for the first, and so on. BIGINT NOT NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export const rowNumber = ranking('ROW_NUMBER');
/**
 * `RANK()` over rows in order: one more than the rows before those equal in order. BIGINT NOT NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export const rank = ranking('RANK');
/**
 * `DENSE_RANK()` over rows in order: one more than the ranks before. BIGINT NOT NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export const denseRank = ranking('DENSE_RANK');

const lagDefinition: AggregateFunction = {
  name: 'LAG',
  onlyOver: true,
  type: ([x, , fallback]) =>
    withNullability(x as AnyType, fallback === undefined || fallback.isNullable || x?.isNullable === true),
};
/**
 * `LAG(x[, offset[, default]])` over rows in order: x of the row so many rows before, 1 unless told; where there is none the
 * default, NULL unless told.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export const lag = builtIn(
  lagDefinition,
  <X extends Expression<AnyType, 'row' | 'key' | 'const'>, D extends AnyExpr | Bare = never>(
    x: X,
    offset = 1,
    fallback?: D & SameType<D, TypeOfExpr<X>, 'LAG'>,
  ): Expr<OrNull<TypeOfExpr<X>, [D] extends [never] ? true : Nulls<X | D>>, 'over'> =>
    aggregateCall(lagDefinition, [
      x.node,
      operand(offset, int),
      ...(fallback === undefined ? [] : [operand(fallback, x.type)]),
    ]) as never,
);
