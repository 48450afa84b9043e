/** Top-1 where a row is replaced only by one that comes before it. */
import { type RowKind, UPDATE_BEFORE } from '../changes';
import { dropIdle, type Idle, keepPart } from '../idle';
import type { Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { type Ranking, ranked, replace, sendNew } from './ranked';

export function top1(node: Ranking, context: RowContext): RowOperator {
  const ranking = ranked(node, context);
  const { order, partOf } = ranking;
  const operator = {
    state: new Map<unknown, Idle & { row: Row }>(),
    onRow(row: Row, kind: RowKind): void {
      // Its next version is no worse: Flink does not even send what comes before an update.
      if (kind === UPDATE_BEFORE) return;
      const part = partOf(row);
      const before = operator.state.get(part)?.row;
      if (before && order.compare(order.of(row), order.of(before)) >= 0) return;
      keepPart(operator.state, part, { row }, context);
      if (before) replace(ranking, 1, before, row);
      else sendNew(ranking, row);
    },
    onClock: () => dropIdle(operator.state, context),
  };
  return operator;
}
