import type { AggregateOptions, AnyExpr, Expr } from '../../expr';
import { builtIn } from '../signature';
import type { NumericArgument, RowArgument, TypeOfExpr } from './arguments';
import { type SampleOf, variance, varianceCall } from './variance';

const definition = variance('STDDEV_SAMP');

/**
 * `STDDEV_SAMP(x)`: the standard deviation of the group as a sample, in the type of AVG(x): of an INT an INT; NULL of one row. Flink
 * takes sums of squares in DOUBLE, so that of large numbers close together it can be wrong, even NaN.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function stddevSamp<X extends AnyExpr>(
  x: X & RowArgument<X> & NumericArgument<X>,
  options?: AggregateOptions,
): Expr<SampleOf<TypeOfExpr<X>>, 'agg'> {
  return varianceCall(definition, x.node, options) as never;
}
builtIn(definition, stddevSamp);
