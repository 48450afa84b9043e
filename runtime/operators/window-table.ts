import { identifier } from '../sql/identifiers';
import { intervalLiteral } from '../sql/literals';
import { render } from '../sql/query';
import { timestamp } from '../types/timestamp';
import { withRole } from '../types/type';
import type { Window } from '../windows/window';
import { checkReserved, IS_LATE, onTimeRows, type Split, type SplitNode } from './late-split';
import { type Operator, type PlanNode, planNode } from './operator';
import { sourceOf } from './source';

/** A windowing table-valued function: its input's rows with window_start, window_end and window_time. */
export interface WindowTableNode extends SplitNode {
  readonly window: Window;
}

export const WINDOW_COLUMNS = ['window_start', 'window_end', 'window_time'] as const;

const windowTable: Operator<WindowTableNode> = {
  name: 'WindowTableFunction',
  sql(node, context) {
    const onTime = context.view(node, `${sourceOf(node).table}_on_time`, () => render(onTimeRows(node, context)));
    return { from: node.window.sql(onTime, identifier(node.column)) };
  },
};

export const isWindowTable = (node: PlanNode): node is WindowTableNode => (node.operator as unknown) === windowTable;

/** @throws MillraceError RESERVED_COLUMN when the input already has a column that a window adds. */
export function windowTableNode(input: PlanNode, window: Window, column: string, lateTable?: string): WindowTableNode {
  checkReserved(input, window.name, [...WINDOW_COLUMNS, IS_LATE]);
  const schema = {
    ...input.schema,
    window_start: withRole(timestamp, 'window_start'),
    window_end: withRole(timestamp, 'window_end'),
    window_time: withRole(timestamp, 'rowtime'),
  };
  return planNode(windowTable, {
    ...{ inputs: [input], schema, mode: 'append', window, column, split: splitOf(window) },
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
