/** How Flink's planner has rows ranked: by what is known of those that come. */
import { isWindowGrouping } from '../../operators/group-aggregate';
import { changesOf, neverWorse } from '../../operators/monotonicity';
import type { PlanNode } from '../../operators/operator';
import type { RankNode } from '../../operators/rank';
import { isTimeAttribute } from '../../operators/time-attributes';
import type { RowContext, RowOperator } from '../row-operator';
import { appendTopN } from './append-top-n';
import { firstRow, keptRow, lastRow } from './kept-row';
import { retractTopN } from './retract-top-n';
import { top1 } from './top-1';
import { updateTopN } from './update-top-n';
import { windowRow } from './window-row';
import { windowTopN } from './window-top-n';

export function rankRows(node: RankNode, context: RowContext): RowOperator {
  const { limit, partitionBy, orderBy } = node;
  const [input] = node.inputs as [PlanNode];
  const [first, ...others] = orderBy;
  const time = limit === 1 && first && others.length === 0 ? first : undefined;
  const isByClock = time !== undefined && input.schema[time.column]?.role === 'proctime';
  const isByTime = isByClock || (time !== undefined && isTimeAttribute(input, time.column));
  if (isWindowGrouping(input, partitionBy)) {
    const end = partitionBy.find((name) => input.schema[name]?.role === 'window_end') ?? 'window_end';
    return (isByTime ? windowRow : windowTopN)(node, end, context);
  }
  if (isByClock) return (time.direction === 'ASC' ? firstRow : lastRow)(node, context);
  if (isByTime) return keptRow(node, context);
  if (input.mode === 'append') return (limit === 1 ? top1 : appendTopN)(node, context);
  const key = updateKey(node, input);
  if (!key) return retractTopN(node, context);
  return limit === 1 ? top1(node, context) : updateTopN(node, key, context);
}

/** The key by which updates of rows are known that are never worse than what they replace. */
function updateKey({ partitionBy, orderBy }: RankNode, input: PlanNode): readonly string[] | undefined {
  const key = input.upsertKeys?.find((columns) => partitionBy.every((column) => columns.includes(column)));
  return key && neverWorse(orderBy, changesOf(input)) ? key : undefined;
}
