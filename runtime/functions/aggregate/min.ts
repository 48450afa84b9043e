import { type AggregateOptions, type AnyExpr, aggregateCall } from '../../expr';
import type { ArrayKind, BinaryKind, MapKind } from '../../types/kinds';
import type { Mistake } from '../../types/mistake';
import type { KindOf } from '../../types/numeric';
import { builtIn } from '../signature';
import type { Aggregated, NoOptions, RowArgument, TypeOfExpr } from './arguments';
import { extreme } from './extreme';

const definition = extreme('MIN');

/**
 * `MIN(x)`: the least value of the group, strings by code point. NULLs are skipped; NULL when all are.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function min<X extends AnyExpr, O extends AggregateOptions = NoOptions>(
  x: X & RowArgument<X> & Ordered<X>,
  options?: O,
): Aggregated<TypeOfExpr<X>, O> {
  return aggregateCall(definition, [x.node], options) as never;
}
builtIn(definition, min);

type Ordered<X> =
  KindOf<TypeOfExpr<X>> extends 'BOOLEAN' | BinaryKind | ArrayKind | MapKind | 'ROW'
    ? Mistake<`MIN of a ${KindOf<TypeOfExpr<X>>} is not supported`>
    : unknown;
