import { type AggregateOptions, type AnyExpr, aggregateCall } from '../../expr';
import { argument, builtIn, type Is } from '../signature';
import type { Aggregated, NoOptions, RowArgument, TypeOfExpr } from './arguments';
import { type KeptKind, kept, orderedValue } from './ordered-value';

const definition = orderedValue('FIRST_VALUE');

/**
 * `FIRST_VALUE(x)`: the first value of the group that is not NULL, in order of arrival; NULL when all are. Over rows: of those in the frame.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function firstValue<X extends AnyExpr, O extends AggregateOptions = NoOptions>(
  x: X & RowArgument<X> & Is<X, KeptKind, 'FIRST_VALUE'>,
  options?: O,
): Aggregated<TypeOfExpr<X>, O> {
  return aggregateCall(definition, [argument('FIRST_VALUE', kept, x)], options) as never;
}
builtIn(definition, firstValue);
