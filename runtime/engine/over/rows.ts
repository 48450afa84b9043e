/** OVER so many rows before, in the order of event time. */
import type { OverNode } from '../../operators/over';
import { dropIdle, type Idle, keepPart, TIMERS } from '../idle';
import { timesOf, waitingRows } from '../open';
import type { Accumulator, Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { dueParts, keep, overWork, type PartTimer, setTimer, type Timed } from './windows';

interface Part extends Timed, Idle {
  readonly key: unknown;
  readonly accumulator: Accumulator;
  /** The rows of the frame, the oldest first. */
  readonly frame: Row[];
  /** Rows that the watermark has not passed, by their times. */
  readonly waiting: Map<number, Row[]>;
  last: number;
}

/** @param before how many rows beside a row itself are in its frame */
export function rowsOver(node: OverNode, before: number, context: RowContext): RowOperator {
  const work = overWork(node, context, true);
  const operator = {
    state: { parts: new Map<unknown, Part>(), timers: [] as PartTimer<Part>[] },
    onRow(row: Row): void {
      const { parts, timers } = operator.state;
      const key = work.partOf(row);
      const time = work.timeOf(row);
      const part: Part = parts.get(key) ?? {
        ...{ key, accumulator: work.create(), frame: [], waiting: new Map(), last: 0, times: new Set<number>() },
      };
      // Flink's 0 for "none yet": it drops rows of 1970-01-01 00:00 and before.
      if (time <= part.last) return;
      keepPart(parts, key, part, context, TIMERS);
      if (keep(part.waiting, time, row)) setTimer(timers, part, time);
    },
    open: () => waitingRows([...operator.state.parts.values()].flatMap((part) => [...timesOf(part.waiting)])),
    onWatermark(watermark: number): void {
      for (const { part, time } of dueParts(operator.state.timers, watermark)) {
        const { accumulator, frame, waiting } = part;
        for (const row of waiting.get(time) ?? []) {
          if (frame.length > before) work.retract(accumulator, frame.shift() as Row);
          frame.push(row);
          work.accumulate(accumulator, row);
          work.send(accumulator, row);
        }
        waiting.delete(time);
        part.last = time;
        keepPart(operator.state.parts, part.key, part, context, TIMERS);
      }
    },
    onClock: () => dropIdle(operator.state.parts, context, ({ waiting }) => waiting.size > 0, TIMERS),
  };
  return operator;
}
