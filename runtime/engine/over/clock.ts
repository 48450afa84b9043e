/** OVER in processing time: rows are in the order in which they come. */
import type { OverNode } from '../../operators/over';
import { dropIdle, type Idle, keepPart, TIMERS } from '../idle';
import type { Accumulator, Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { overWork } from './windows';

interface Part extends Idle {
  readonly accumulator: Accumulator;
  /** The rows of the frame, the oldest first; none where all rows are in it. */
  readonly frame: Row[];
  /** How many rows there were. */
  rows: number;
}

/** @param before how many rows beside a row itself are in its frame; absent, all before */
export function clockRowsOver(node: OverNode, before: number | undefined, context: RowContext): RowOperator {
  const work = overWork(node, context, before !== undefined);
  const longest = before === undefined ? 1 : TIMERS;
  const operator = {
    state: new Map<unknown, Part>(),
    onRow(row: Row): void {
      const key = work.partOf(row);
      const part: Part = operator.state.get(key) ?? { accumulator: work.create(), frame: [], rows: 0 };
      keepPart(operator.state, key, part, context, longest);
      const { accumulator, frame } = part;
      if (before !== undefined) {
        // Of a frame of one row Flink forgets where it begins, once: from the third row on it has two.
        const isForgotten = before === 0 && part.rows === 2;
        if (frame.length > before && !isForgotten) work.retract(accumulator, frame.shift() as Row);
        frame.push(row);
        part.rows++;
      }
      work.accumulate(accumulator, row);
      work.send(accumulator, row);
    },
    onClock: () => dropIdle(operator.state, context),
  };
  return operator;
}
