import { sessionRows, sliced } from '../engine/window-rows';
import { identifier } from '../sql/identifiers';
import { intervalLiteral } from '../sql/literals';
import { render } from '../sql/query';
import { timestamp } from '../types/timestamp';
import { type AnyType, type Schema, withNullability, withRole } from '../types/type';
import type { Window } from '../windows/window';
import { checkReserved, IS_LATE, isSplit, onTimeRows, type Split, type SplitNode } from './late-split';
import { type Operator, type PlanNode, planNode } from './operator';
import { sourceOf } from './source';

/** A windowing table-valued function: its input's rows with window_start, window_end and window_time. */
export interface WindowTableNode extends PlanNode, Omit<SplitNode, keyof PlanNode | 'split'> {
  readonly window: Window;
  /** Absent over processing time: no row is late for the clock of the machine that reads it. */
  readonly split?: Split;
}

export const WINDOW_COLUMNS = ['window_start', 'window_end', 'window_time'] as const;

const sql: Pick<Operator<WindowTableNode>, 'name' | 'explain' | 'sql'> = {
  name: 'WindowTableFunction',
  explain: ({ window, column }) => ({ does: `${window.name} ${window.text} over ${column}` }),
  sql(node, context) {
    const column = identifier(node.column);
    const input = hasLateRows(node)
      ? context.view(node, `${sourceOf(node).table}_on_time`, () => render(onTimeRows(node, context)))
      : context.relation(node.inputs[0] as PlanNode, `${sourceOf(node).table}_input`);
    return { from: node.window.sql(input, column) };
  },
};

/** Windows that are known from a row alone. An aggregation over one takes its rows before they are copied into windows. */
const windowTable: Operator<WindowTableNode> = { ...sql, fuse: sliced };
const sessionTable: Operator<WindowTableNode> = { ...sql, rows: sessionRows };

/** When state of open windows is freed. */
export const windowFreed = (node: PlanNode): string =>
  isWindowTable(node) && !hasLateRows(node)
    ? 'when the clock passes window_end'
    : 'when the watermark passes window_end';

export const hasLateRows = (node: WindowTableNode): node is WindowTableNode & SplitNode => isSplit(node);

export const isWindowTable = (node: PlanNode): node is WindowTableNode =>
  [windowTable, sessionTable].includes(node.operator);

/** @throws MillraceError RESERVED_COLUMN when the input already has a column that a window adds. */
export function windowTableNode(input: PlanNode, window: Window, column: string, lateTable?: string): WindowTableNode {
  checkReserved(input, window.name, [...WINDOW_COLUMNS, IS_LATE]);
  // Behind the function only window_time is a time attribute.
  const plain = Object.entries(input.schema).map(([name, type]) => [name, withNullability(type, type.isNullable)]);
  // Bounds of other windows Flink takes for plain columns once they are selected.
  const isKnown = window.partitionBy.length === 0 && input.schema[column]?.role === 'rowtime';
  const schema = {
    ...(Object.fromEntries(plain) as Schema),
    window_start: isKnown ? withRole(timestamp, 'window_start') : timestamp,
    window_end: isKnown ? withRole(timestamp, 'window_end') : timestamp,
    // Its type is the time attribute's own, TIMESTAMP or TIMESTAMP_LTZ.
    window_time: input.schema[column] as AnyType,
  };
  return planNode(window.slicing ? windowTable : sessionTable, {
    ...{ inputs: [input], schema, mode: 'append', window, column },
    ...(input.schema[column]?.role === 'rowtime' && { split: splitOf(window) }),
    ...(lateTable !== undefined && { lateTable }),
  });
}

/** A window fires when the watermark reaches its end − 1 ms: a row is of use until its last window has. */
const splitOf = (window: Window): Split => ({
  name: window.name,
  until(relation, column) {
    const { from, end } = window.lastEnd(relation, column);
    return { from, at: `${end} - ${intervalLiteral(1)}` };
  },
});
