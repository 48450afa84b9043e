/** Windowing table-valued functions as relations: each row once for each of its windows. */
import type { WindowTableNode } from '../operators/window-table';
import { timestamp } from '../types/timestamp';
import type { AnyType } from '../types/type';
import { isLate } from './late-split';
import type { Loop } from './loop';
import { byEnd, openWindows } from './open';
import { keyOf, type Row } from './row-code';
import type { RowContext, RowOperator } from './row-operator';
import { addTimer, dueTimers, mergeOrder, removeTimer, type Timer } from './timers';

/** Windows that are known from the time of a row: their rows go on at once, in Flink's order of windows. */
export function sliced(node: WindowTableNode, loop: Loop): void {
  const { slicing } = node.window;
  if (!slicing) throw new TypeError(`${node.window.name} windows are not known from a row alone`);
  const [input] = node.inputs;
  const { column, schema } = node;
  if (node.split) loop.dropIf(isLate(node, loop));
  const time = { op: 'column', table: input?.id as number, name: column, type: schema[column] as AnyType } as const;
  const { value: first } = loop.local({ value: slicing.sliceOf(loop.compile(time).value), isNull: 'false' });
  const { step, size, cumulates } = slicing;
  const last = slicing.lastWindow(first);
  const ends = cumulates ? `$.steps(${first}, ${last}, ${step})` : `$.steps(${last}, ${first}, ${-step})`;
  const end = step === size ? first : loop.expand(ends);
  loop.passThrough(node);
  const bind = (name: string, value: string, type: AnyType) =>
    loop.bindCode(node.id, name, { value, isNull: 'false' }, type);
  bind('window_start', slicing.start(end), timestamp);
  bind('window_end', end, timestamp);
  bind('window_time', `(${end} - 1)`, schema.window_time as AnyType);
}

/** The rows of a key that belong together, with what came first first. Goes off when the session is over. */
interface Session extends Timer {
  readonly key: unknown;
  readonly start: number;
  readonly end: number;
  readonly rows: (readonly [arrival: number, row: Row])[];
}

/** Sessions, whose bounds are known when they are over: only then their rows go on, in the order in which they came. */
export function sessionRows(node: WindowTableNode, context: RowContext): RowOperator {
  const gap = node.window.gap as number;
  const { schema } = node.inputs[0] as WindowTableNode;
  const keyOfRow = keyOf(node.window.partitionBy, schema);
  const time = Object.keys(schema).indexOf(node.column);
  const operator = {
    state: { arrivals: 0, timers: [] as Session[], ofKey: new Map<unknown, Session[]>() },
    onRow(row: Row): void {
      const { state } = operator;
      const start = row[time] as number;
      // As the split says: the session of the row alone would have fired.
      if (start + gap - 1 <= context.watermark) return;
      const own = [state.arrivals++, row] as const;
      const key = keyOfRow(row);
      const open = state.ofKey.get(key) ?? [];
      const end = start + gap;
      const touching = open.filter((session) => session.start <= end && start <= session.end);
      const [only] = touching;
      if (only && touching.length === 1 && only.start <= start && end <= only.end) {
        only.rows.push(own);
        return;
      }
      const merged: Session = {
        key,
        start: Math.min(start, ...touching.map((session) => session.start)),
        end: Math.max(end, ...touching.map((session) => session.end)),
        rows: [...touching.flatMap((session) => session.rows), own].sort(([a], [b]) => a - b),
        time: 0,
        place: 0,
      };
      merged.time = merged.end - 1;
      addTimer(state.timers, merged);
      for (const session of mergeOrder(touching)) removeTimer(state.timers, session);
      state.ofKey.set(key, [...open.filter((session) => !touching.includes(session)), merged]);
    },
    open: () => openWindows(byEnd(operator.state.timers.map(({ end }) => end)), { name: 'session' }),
    onWatermark(watermark: number): void {
      const { timers, ofKey } = operator.state;
      for (const { key, start, end, rows } of dueTimers(timers, watermark)) {
        const left = (ofKey.get(key) as Session[]).filter((session) => session.end !== end);
        if (left.length > 0) ofKey.set(key, left);
        else ofKey.delete(key);
        for (const [, row] of rows) context.emit([...row, start, end, end - 1]);
      }
    },
  };
  return operator;
}
