/** The first or last row by time in each window and part of it: sent when the watermark has passed the window's end. */
import { byEnd, openWindows } from '../open';
import type { Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { isKept } from './kept-row';
import { ends, fired, noWindows, windowOf } from './open-windows';
import { type Ranking, ranked, sendNew } from './ranked';

export function windowRow(node: Ranking, end: string, context: RowContext): RowOperator {
  const ranking = ranked(node, context);
  const endPlace = Object.keys(node.inputs[0]?.schema ?? {}).indexOf(end);
  const isBetter = isKept(node);
  const operator = {
    state: noWindows<Row | undefined>(),
    onRow(row: Row): void {
      const window = windowOf(operator.state, ranking.partOf(row), row[endPlace] as number, context, () => undefined);
      if (window && isBetter(row, window.kept)) window.kept = row;
    },
    open: () => openWindows(byEnd(ends(operator.state))),
    onWatermark(watermark: number): void {
      for (const row of fired(operator.state, watermark)) sendNew(ranking, row as Row);
    },
  };
  return operator;
}
