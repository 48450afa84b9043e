/** OVER the rows of a length of time before, in event time. */
import type { OverNode } from '../../operators/over';
import { timesOf, waitingRows } from '../open';
import type { Accumulator, Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { inJavaOrder, type JavaMap, newJavaMap, putJava } from './java-map';
import { dueParts, overWork, type PartTimer, setTimer, type Timed } from './windows';

interface Part extends Timed {
  readonly key: unknown;
  accumulator: Accumulator;
  /** Rows by their times: those of the frame, and those that the watermark has not passed. */
  rows: JavaMap<Row[]>;
  last: number;
  /** When what the part keeps is given up. */
  freed: number | undefined;
}

export function rangeOver(node: OverNode, length: number, context: RowContext): RowOperator {
  const work = overWork(node, context, true);
  const create = (): Pick<Part, 'accumulator' | 'rows' | 'last' | 'freed'> => ({
    ...{ accumulator: work.create(), rows: newJavaMap(), last: 0, freed: undefined },
  });
  const operator = {
    state: { parts: new Map<unknown, Part>(), timers: [] as PartTimer<Part>[] },
    onRow(row: Row): void {
      const { parts, timers } = operator.state;
      const key = work.partOf(row);
      const time = work.timeOf(row);
      const part: Part = parts.get(key) ?? { key, ...create(), times: new Set() };
      // Flink's 0 for "none yet": it drops rows of 1970-01-01 00:00 and before.
      if (time <= part.last) return;
      parts.set(key, part);
      const known = part.rows.entries.get(time);
      if (known) known.push(row);
      else {
        putJava(part.rows, time, [row]);
        setTimer(timers, part, time);
      }
      if (part.freed === undefined || part.freed < time + length + 1) {
        part.freed = time + Math.trunc(length * 1.5) + 1;
        setTimer(timers, part, part.freed);
      }
    },
    open: () => waitingRows([...operator.state.parts.values()].flatMap(waitingTimes)),
    onWatermark(watermark: number): void {
      for (const { part, time } of dueParts(operator.state.timers, watermark)) {
        // With the rounding errors of its sums.
        if (part.freed !== undefined && part.freed <= time) free(part);
        else fire(part, time);
      }
    },
  };

  function free(part: Part): void {
    Object.assign(part, create());
    if (part.times.size === 0) operator.state.parts.delete(part.key);
  }

  function fire(part: Part, time: number): void {
    const { accumulator, rows } = part;
    part.last = time;
    const own = rows.entries.get(time);
    if (!own) return;
    for (const [then, gone] of inJavaOrder(rows, (then) => time - then > length)) {
      for (const row of gone) work.retract(accumulator, row);
      rows.entries.delete(then);
    }
    for (const row of own) work.accumulate(accumulator, row);
    for (const row of own) work.send(accumulator, row);
  }

  return operator;
}

/** The times of the rows that the watermark has not passed. */
const waitingTimes = ({ rows, last }: Part): number[] => [...timesOf(rows.entries)].filter((time) => time > last);
