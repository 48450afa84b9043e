import type { AggregateOptions, AnyExpr } from '../../expr';
import type { AvgOf } from '../../types/numeric';
import { builtIn } from '../signature';
import type { Aggregated, NoOptions, NumericArgument, RowArgument, TypeOfExpr } from './arguments';
import { variance, varianceCall } from './variance';

const definition = variance('STDDEV_POP');

/**
 * `STDDEV_POP(x)`: the standard deviation of the group as the whole population, in the type of AVG(x): of an INT an INT. Flink
 * takes sums of squares in DOUBLE, so that of large numbers close together it can be wrong, even NaN.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function stddevPop<X extends AnyExpr, O extends AggregateOptions = NoOptions>(
  x: X & RowArgument<X> & NumericArgument<X>,
  options?: O,
): Aggregated<AvgOf<TypeOfExpr<X>>, O> {
  return varianceCall(definition, x.node, options) as never;
}
builtIn(definition, stddevPop);
