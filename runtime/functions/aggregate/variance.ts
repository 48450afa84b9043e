import { type AggregateOptions, aggregateCall, Expr } from '../../expr';
import { type AvgOf, avgType } from '../../types/numeric';
import type { AnyType, SqlType } from '../../types/type';
import { caseWhen } from '../conditional/case';
import { castTo } from '../conversion/cast';
import type { AggregateFunction, ExprNode } from '../function';

type VarianceName = 'STDDEV_POP' | 'STDDEV_SAMP' | 'VAR_POP' | 'VAR_SAMP';

/** Its way of computing is Flink's planner's: see engine/reduced.ts. */
export const variance = (name: VarianceName): AggregateFunction => ({ name, type: ([x]) => avgType(x as AnyType) });

/** A variance's type: that of AVG, nullable for a sample, which of one row has none. */
export type SampleOf<T> = AvgOf<T> extends SqlType<infer K, boolean, infer Js> ? SqlType<K, true, Js> : never;

/**
 * A call of a variance. Flink's planner forgets the FILTER of its squares: a condition is put into its argument. A sample
 * of one row would be −1 where the argument is never NULL: by TRY_CAST it may be.
 */
export function varianceCall(
  fn: AggregateFunction,
  x: ExprNode,
  { filter, distinct = false }: AggregateOptions = {},
): Expr<AnyType, 'agg'> {
  const isSample = fn.name.endsWith('_SAMP');
  const arg = filter
    ? caseWhen(filter as never, new Expr(x, x.type)).node
    : isSample && !x.type.isNullable
      ? tried(x)
      : x;
  return aggregateCall(fn, [arg], { distinct }) as Expr<AnyType, 'agg'>;
}

function tried(x: ExprNode): ExprNode {
  const fn = castTo(x.type, 'TRY_CAST');
  return { op: 'call', fn, args: [x], type: fn.type([x.type]) };
}
