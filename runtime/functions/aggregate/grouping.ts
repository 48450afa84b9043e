import { type AnyExpr, aggregateCall, type Expr, type Expression } from '../../expr';
import { type BigInt_, bigint } from '../../types/bigint';
import type { Mistake } from '../../types/mistake';
import type { AnyType } from '../../types/type';
import type { AggregateFunction, AggregateNode } from '../function';
import { builtIn } from '../signature';

const grouped: AggregateFunction = { name: 'GROUPING', type: () => bigint };
const groupedId: AggregateFunction = { name: 'GROUPING_ID', type: () => bigint };

/** What GROUPING or GROUPING_ID says of groups by a set of keys; undefined for another aggregate. */
export function lacks({ fn, args }: AggregateNode, set: readonly string[]): bigint | undefined {
  if (fn !== grouped && fn !== groupedId) return undefined;
  return args.reduce((bits, arg) => bits * 2n + (arg.op === 'column' && set.includes(arg.name) ? 0n : 1n), 0n);
}

type KeyArgument<X extends AnyExpr> =
  X extends Expression<AnyType, 'key'>
    ? unknown
    : Mistake<'grouping is of a key of .groupingSets, .rollup or .cube: give it the column as it is'>;

/**
 * `GROUPING(key)`: 1 in the rows of a grouping set that lacks the key, where it is NULL for that reason, and 0 in others.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/group-agg/#grouping-sets
 */
export function grouping<X extends AnyExpr>(key: X & KeyArgument<X>): Expr<BigInt_, 'agg'> {
  return aggregateCall(grouped, [key.node]) as Expr<BigInt_, 'agg'>;
}

/** `GROUPING_ID(a, b, …)`: the bits of `grouping` of each key, the last key's the lowest. */
export function groupingId<X extends readonly AnyExpr[]>(
  ...keys: X & { readonly [I in keyof X]: KeyArgument<X[I]> }
): Expr<BigInt_, 'agg'> {
  return aggregateCall(
    groupedId,
    keys.map((key) => key.node),
  ) as Expr<BigInt_, 'agg'>;
}
builtIn(grouped, grouping);
builtIn(groupedId, groupingId);
