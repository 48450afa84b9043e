/** OVER all rows before, in the order of event time. */
import type { OverNode } from '../../operators/over';
import { dropIdle, type Idle, keepPart, TIMERS } from '../idle';
import { timesOf, waitingRows } from '../open';
import type { Accumulator, Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { dueParts, keep, overWork, type PartTimer, setTimer, type Timed } from './windows';

interface Part extends Timed, Idle {
  readonly key: unknown;
  accumulator: Accumulator | undefined;
  /** Rows that the watermark has not passed, by their times. */
  readonly waiting: Map<number, Row[]>;
}

/** @param together whether rows of one time are in each other's frames, as with RANGE */
export function unboundedOver(node: OverNode, together: boolean, context: RowContext): RowOperator {
  const work = overWork(node, context, false);
  const operator = {
    state: { parts: new Map<unknown, Part>(), timers: [] as PartTimer<Part>[] },
    onRow(row: Row): void {
      const { parts, timers } = operator.state;
      const key = work.partOf(row);
      const part: Part = parts.get(key) ?? { key, accumulator: undefined, waiting: new Map(), times: new Set() };
      keepPart(parts, key, part, context, TIMERS);
      keep(part.waiting, work.timeOf(row), row);
      // As in Flink, where nothing comes before the watermark has passed 1970.
      setTimer(timers, part, context.watermark < 0 ? 0 : context.watermark + 1);
    },
    open: () => waitingRows([...operator.state.parts.values()].flatMap((part) => [...timesOf(part.waiting)])),
    onWatermark(watermark: number): void {
      const { parts, timers } = operator.state;
      for (const { part } of dueParts(timers, watermark)) {
        const { waiting } = part;
        if (waiting.size === 0) continue;
        part.accumulator ??= work.create();
        const passed = [...waiting.keys()].filter((time) => time <= watermark);
        for (const time of passed.sort((a, b) => a - b)) {
          sendAll(part.accumulator, waiting.get(time) as Row[]);
          waiting.delete(time);
        }
        if (waiting.size > 0) setTimer(timers, part, watermark + 1);
        keepPart(parts, part.key, part, context, TIMERS);
      }
    },
    onClock: () => dropIdle(operator.state.parts, context, ({ waiting }) => waiting.size > 0, TIMERS),
  };

  function sendAll(accumulator: Accumulator, rows: readonly Row[]): void {
    if (together) for (const row of rows) work.accumulate(accumulator, row);
    for (const row of rows) {
      if (!together) work.accumulate(accumulator, row);
      work.send(accumulator, row);
    }
  }

  return operator;
}
