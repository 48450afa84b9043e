/** OVER in processing time: rows are in the order in which they come. */
import type { OverNode } from '../../operators/over';
import type { Accumulator, Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { overWork } from './windows';

interface Part {
  readonly accumulator: Accumulator;
  /** The rows of the frame, the oldest first; none where all rows are in it. */
  readonly frame: Row[];
}

/** @param before how many rows beside a row itself are in its frame; absent, all before */
export function clockRowsOver(node: OverNode, before: number | undefined, context: RowContext): RowOperator {
  const work = overWork(node, context, before !== undefined);
  const operator = {
    state: new Map<unknown, Part>(),
    onRow(row: Row): void {
      const key = work.partOf(row);
      const part = operator.state.get(key) ?? { accumulator: work.create(), frame: [] };
      operator.state.set(key, part);
      const { accumulator, frame } = part;
      if (before !== undefined) {
        if (frame.length > before) work.retract(accumulator, frame.shift() as Row);
        frame.push(row);
      }
      work.accumulate(accumulator, row);
      work.send(accumulator, row);
    },
  };
  return operator;
}
