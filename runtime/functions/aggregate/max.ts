import { type AnyExpr, aggregateCall, type Expr } from '../../expr';
import type { ArrayKind, BinaryKind, MapKind } from '../../types/kinds';
import type { Mistake } from '../../types/mistake';
import type { KindOf } from '../../types/numeric';
import type { RowArgument, TypeOfExpr } from './arguments';
import { extreme } from './extreme';

const definition = extreme('MAX');

/**
 * `MAX(x)`: the greatest value of the group, strings by code point. NULLs are skipped; NULL when all are.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function max<X extends AnyExpr>(x: X & RowArgument<X> & Ordered<X>): Expr<TypeOfExpr<X>, 'agg'> {
  return aggregateCall(definition, [x.node]) as never;
}

type Ordered<X> =
  KindOf<TypeOfExpr<X>> extends 'BOOLEAN' | BinaryKind | ArrayKind | MapKind | 'ROW'
    ? Mistake<`MAX of a ${KindOf<TypeOfExpr<X>>} is not supported`>
    : unknown;
