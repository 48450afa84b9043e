/** OVER the rows of a length of processing time before: rows of one millisecond come together when it is over. */
import type { OverNode } from '../../operators/over';
import type { Accumulator, Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { inJavaOrder, type JavaMap, newJavaMap, putJava } from './java-map';
import { dueParts, overWork, type PartTimer, setTimer, type Timed } from './windows';

interface Part extends Timed {
  readonly key: unknown;
  accumulator: Accumulator;
  /** Rows by when they came. */
  rows: JavaMap<Row[]>;
  /** When what the part keeps is given up. */
  freed: number | undefined;
}

export function clockRangeOver(node: OverNode, length: number, context: RowContext): RowOperator {
  const work = overWork(node, context, true);
  const create = (): Pick<Part, 'accumulator' | 'rows' | 'freed'> => ({
    ...{ accumulator: work.create(), rows: newJavaMap(), freed: undefined },
  });
  const operator = {
    state: { parts: new Map<unknown, Part>(), timers: [] as PartTimer<Part>[] },
    onRow(row: Row): void {
      const { parts, timers } = operator.state;
      const { now } = context;
      const key = work.partOf(row);
      const part: Part = parts.get(key) ?? { key, ...create(), times: new Set() };
      parts.set(key, part);
      const known = part.rows.entries.get(now);
      if (known) {
        known.push(row);
        return;
      }
      putJava(part.rows, now, [row]);
      setTimer(timers, part, now + 1);
      if (part.freed === undefined || part.freed < now + length + 1) {
        part.freed = now + Math.trunc(length * 1.5) + 1;
        setTimer(timers, part, part.freed);
      }
    },
    onClock(now: number): void {
      for (const { part, time } of dueParts(operator.state.timers, now)) {
        if (part.freed !== undefined && part.freed <= time) free(part);
        else fire(part, time - 1);
      }
    },
  };

  function free(part: Part): void {
    Object.assign(part, create());
    if (part.times.size === 0) operator.state.parts.delete(part.key);
  }

  function fire({ accumulator, rows }: Part, then: number): void {
    const own = rows.entries.get(then);
    if (!own) return;
    for (const [time, gone] of inJavaOrder(rows, (time) => time < then - length)) {
      for (const row of gone) work.retract(accumulator, row);
      rows.entries.delete(time);
    }
    for (const row of own) work.accumulate(accumulator, row);
    for (const row of own) work.send(accumulator, row);
  }

  return operator;
}
