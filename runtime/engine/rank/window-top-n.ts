/** Top-N of each window, or of each part of it: sent when the watermark has passed the window's end. */
import { byEnd, openWindows } from '../open';
import type { Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { ends, fired, noWindows, windowOf } from './open-windows';
import { insert, isAmong, type OrderedList, placeOf, same, signedZeros } from './order';
import { type Ranking, ranked, sendNew } from './ranked';

export function windowTopN(node: Ranking, end: string, context: RowContext): RowOperator {
  const ranking = ranked(node, context);
  const { n, order, partOf } = ranking;
  const endPlace = Object.keys(node.inputs[0]?.schema ?? {}).indexOf(end);
  const operator = {
    state: noWindows<OrderedList<Row>>(),
    onRow(row: Row): void {
      const create = () => ({ size: 0, entries: [] });
      const window = windowOf(operator.state, partOf(row), row[endPlace] as number, context, create);
      if (!window) return;
      const { kept } = window;
      const at = order.of(row);
      const next = kept.entries[placeOf(kept.entries, at, order)];
      if (next && order.compare(next.at, at) === 0 && !same(next.at, at)) throw signedZeros();
      if (isAmong(kept, at, n, order)) insert(kept, at, row, order);
    },
    open: () => openWindows(byEnd(ends(operator.state))),
    onWatermark(watermark: number): void {
      for (const { entries } of fired(operator.state, watermark)) {
        const rows = entries.flatMap(({ items }) => items).slice(0, n);
        rows.forEach((row, i) => {
          sendNew(ranking, row, i + 1);
        });
      }
    },
  };
  return operator;
}
