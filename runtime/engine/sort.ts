/** ORDER BY time: rows wait until it has come. */
import type { PlanNode } from '../operators/operator';
import type { SortNode } from '../operators/sort';
import { timesOf, waitingRows } from './open';
import { type Order, orderOf, type Sorted } from './rank/order';
import type { Row } from './row-code';
import type { RowContext, RowOperator } from './row-operator';
import { addTimer, dueTimers, type Timer } from './timers';

/** By event time, and rows of one time by the other columns, or else as they came. */
export function timeSort({ inputs, orderBy: [time, ...others] }: SortNode, { emit }: RowContext): RowOperator {
  const [input] = inputs as [PlanNode];
  const order = orderOf(input, others);
  const place = Object.keys(input.schema).indexOf(time?.column ?? '');
  const operator = {
    state: { waiting: new Map<number, Row[]>(), timers: [] as Timer[] },
    onRow(row: Row): void {
      const { waiting, timers } = operator.state;
      const at = row[place] as number;
      const known = waiting.get(at);
      if (known) known.push(row);
      else {
        waiting.set(at, [row]);
        addTimer(timers, { time: at, place: 0 });
      }
    },
    open: () => waitingRows(timesOf(operator.state.waiting)),
    onWatermark(watermark: number): void {
      const { waiting, timers } = operator.state;
      for (const { time: at } of dueTimers(timers, watermark)) {
        for (const row of sorted(waiting.get(at) as Row[], order)) emit(row);
        waiting.delete(at);
      }
    },
  };
  return operator;
}

/** By processing time: rows of one millisecond by the other columns; without any, rows go on as they come. */
export function clockSort({ inputs, orderBy: [, ...others] }: SortNode, context: RowContext): RowOperator {
  const order = orderOf(inputs[0] as PlanNode, others);
  const operator = {
    state: { waiting: [] as Row[], due: 0 },
    onRow(row: Row): void {
      if (others.length === 0) {
        context.emit(row);
        return;
      }
      operator.state.waiting.push(row);
      if (operator.state.waiting.length === 1) operator.state.due = context.now + 1;
    },
    onClock(now: number): void {
      const { waiting, due } = operator.state;
      if (now < due) return;
      for (const row of sorted(waiting, order)) context.emit(row);
      operator.state.waiting = [];
    },
  };
  return operator;
}

function sorted(rows: readonly Row[], order: Order): Row[] {
  if (rows.length === 1) return [...rows];
  const keyed = rows.map((row): [Sorted, Row] => [order.of(row), row]);
  return keyed.sort(([a], [b]) => order.compare(a, b)).map(([, row]) => row);
}
