import { type AggregateOptions, type AnyExpr, aggregateCall, type Expr, Expression } from '../../expr';
import { type BigInt_, bigint } from '../../types/bigint';
import { type AggregateFunction, unlessNull } from '../function';
import { builtIn } from '../signature';
import type { RowArgument } from './arguments';

export const countOf: AggregateFunction = {
  name: 'COUNT',
  type: () => bigint,
  sql: ([x], _, call) => call('COUNT', x ?? '*'),
  local: {
    // Counts stay below 2^53, so a double holds them exactly; it becomes a BIGINT when it is emitted.
    slots: () => [{ storage: 'f64', init: '0' }],
    accumulate: ([n], [x]) => (x ? unlessNull(x, `${n}++;`) : `${n}++;`),
    retract: ([n], [x]) => (x ? unlessNull(x, `${n}--;`) : `${n}--;`),
    merge: ([n], [m]) => `${n} += ${m};`,
    value: ([n]) => ({ value: `BigInt(${n})`, isNull: 'false' }),
  },
};

/**
 * `COUNT(*)`: the rows of the group; `COUNT(x)`: those of them where x is not NULL. BIGINT NOT NULL.
 * @example count(), count({ filter: m.price.gt(10) }), count(m.bidder, { distinct: true })
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function count<X extends AnyExpr | Pick<AggregateOptions, 'filter'> = never>(
  x?: X & (X extends AnyExpr ? RowArgument<X> : unknown),
  options?: AggregateOptions,
): Expr<BigInt_, 'agg'> {
  return (x instanceof Expression ? aggregateCall(countOf, [x.node], options) : aggregateCall(countOf, [], x)) as never;
}
builtIn(countOf, count);
