import { type AggregateOptions, type AnyExpr, aggregateCall } from '../../expr';
import { type AvgOf, avgType } from '../../types/numeric';
import type { AnyType } from '../../types/type';
import type { AggregateFunction } from '../function';
import { builtIn } from '../signature';
import type { Aggregated, NoOptions, NumericArgument, RowArgument, TypeOfExpr } from './arguments';

const definition: AggregateFunction = {
  name: 'VAR_POP',
  nullableWhenFiltered: true,
  type: ([x]) => avgType(x as AnyType),
};

/**
 * `VAR_POP(x)`: the variance of the group as the whole population, in the type of AVG(x): of an INT an INT. Flink
 * takes sums of squares in DOUBLE, so that of large numbers close together it can be wrong, even NaN.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function varPop<X extends AnyExpr, O extends AggregateOptions = NoOptions>(
  x: X & RowArgument<X> & NumericArgument<X>,
  options?: O,
): Aggregated<AvgOf<TypeOfExpr<X>>, O> {
  return aggregateCall(definition, [x.node], options) as never;
}
builtIn(definition, varPop);
