import { type AggregateOptions, type AnyExpr, aggregateCall, type Expr } from '../../expr';
import { type Array_, array } from '../../types/array';
import type { NullableOf } from '../../types/numeric';
import { type AnyType, withNullability } from '../../types/type';
import type { AggregateFunction } from '../function';
import { builtIn } from '../signature';
import type { RowArgument, TypeOfExpr } from './arguments';

const definition: AggregateFunction = {
  name: 'ARRAY_AGG',
  type: ([x]) => withNullability(array(x as AnyType), x?.isNullable === true),
};

/**
 * `ARRAY_AGG(x)`: the values of the group, NULLs too, in order of arrival, as an ARRAY.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function arrayAgg<X extends AnyExpr>(
  x: X & RowArgument<X>,
  options?: AggregateOptions,
): Expr<Array_<TypeOfExpr<X>, NullableOf<TypeOfExpr<X>>>, 'agg'> {
  return aggregateCall(definition, [x.node], options) as never;
}
builtIn(definition, arrayAgg);
