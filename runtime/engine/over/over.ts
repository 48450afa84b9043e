/** OVER aggregates, by their frames. */
import type { PlanNode } from '../../operators/operator';
import type { OverNode } from '../../operators/over';
import { Duration } from '../../time';
import { aggregatesOf } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { clockRowsOver } from './clock';
import { clockRangeOver } from './clock-range';
import { rangeOver } from './range';
import { rowsOver } from './rows';
import { unboundedOver } from './unbounded';

export function overRows(node: OverNode, context: RowContext): RowOperator {
  const [input] = node.inputs as [PlanNode];
  const { frame } = node;
  const isByClock = input.schema[node.time]?.role === 'proctime';
  const before = frame && ('rows' in frame ? frame.rows : frame.range);
  if (before instanceof Duration) return (isByClock ? clockRangeOver : rangeOver)(node, before.ms, context);
  if (typeof before === 'number') return (isByClock ? clockRowsOver : rowsOver)(node, before, context);
  if (isByClock) return clockRowsOver(node, undefined, context);
  return unboundedOver(node, frame ? 'range' in frame : !isNumbered(node), context);
}

/** Without a frame rows of one time are in each other's, but for ROW_NUMBER. */
function isNumbered({ added }: OverNode): boolean {
  const names = aggregatesOf(Object.values(added)).map(({ fn }) => fn.name);
  return names.includes('ROW_NUMBER');
}
