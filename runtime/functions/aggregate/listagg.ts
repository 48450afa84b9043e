import { type AggregateOptions, type AnyExpr, aggregateCall, type Expr, operand } from '../../expr';
import type { CharacterKind } from '../../types/kinds';
import type { NullableOf } from '../../types/numeric';
import { type String_, string } from '../../types/string';
import { withNullability } from '../../types/type';
import type { AggregateFunction } from '../function';
import { argument, builtIn, character, type Is } from '../signature';
import type { RowArgument, TypeOfExpr } from './arguments';

const definition: AggregateFunction = {
  name: 'LISTAGG',
  type: ([x]) => withNullability(string, x?.isNullable === true),
};

/**
 * `LISTAGG(x[, separator])`: the texts of the group that are not NULL, in order of arrival, with a separator between them,
 * a comma unless told. NULL when all are.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function listagg<X extends AnyExpr>(
  x: X & RowArgument<X> & Is<X, CharacterKind, 'LISTAGG'>,
  separator?: string,
  options?: AggregateOptions,
): Expr<String_<NullableOf<TypeOfExpr<X>>>, 'agg'> {
  const args = [argument('LISTAGG', character, x)];
  if (separator !== undefined) args.push(operand(separator, string));
  return aggregateCall(definition, args, options) as never;
}
builtIn(definition, listagg);
