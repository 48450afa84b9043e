/** Top-N of rows that only come: a row that is not among the first when it comes never will be. */
import { dropIdle, type Idle, keepPart } from '../idle';
import type { Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { cut, insert, isAmong, type OrderedList, removeLast } from './order';
import { pushDown, type Ranking, ranked, sendGone, sendNew } from './ranked';

type Parts = Map<unknown, Idle & OrderedList<Row>>;

export function appendTopN(node: Ranking, context: RowContext): RowOperator {
  const ranking = ranked(node, context);
  const { n, order, partOf, isNumbered } = ranking;
  const operator = {
    state: new Map() as Parts,
    onRow(row: Row): void {
      const part = partOf(row);
      const first = operator.state.get(part) ?? { size: 0, entries: [] };
      const at = order.of(row);
      if (!isAmong(first, at, n, order)) return;
      keepPart(operator.state, part, first, context);
      insert(first, at, row, order);
      if (isNumbered) {
        cut(
          first,
          pushDown(ranking, first, at, row, (one) => one),
        );
        return;
      }
      if (first.size > n) sendGone(ranking, removeLast(first));
      sendNew(ranking, row);
    },
    onClock: () => dropIdle(operator.state, context),
  };
  return operator;
}
