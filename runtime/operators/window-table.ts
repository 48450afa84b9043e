import { MillraceError } from '../errors';
import { identifier } from '../sql/identifiers';
import { characterLiteral, intervalLiteral } from '../sql/literals';
import { render, type SqlContext } from '../sql/query';
import { timestamp } from '../types/timestamp';
import { type AnyType, type Schema, withNullability, withRole } from '../types/type';
import type { Window } from '../windows/window';
import { type Operator, type PlanNode, planNode } from './operator';
import { sourceOf } from './source';

/** A windowing table-valued function: its input's rows with window_start, window_end and window_time. */
export interface WindowTableNode extends PlanNode {
  readonly window: Window;
  readonly column: string;
  /** The table of its late rows; named after the source where it is absent. */
  readonly lateTable?: string;
}

export const WINDOW_COLUMNS = ['window_start', 'window_end', 'window_time'] as const;
/** Tells late rows apart, in the view that every window reads. */
export const IS_LATE = 'is_late';

const windowTable: Operator<WindowTableNode> = {
  name: 'WindowTableFunction',
  explain: ({ window, column }) => ({ does: `${window.name} ${window.text} over ${column}` }),
  sql(node, context) {
    const column = identifier(node.column);
    if (!hasLateRows(node)) {
      return {
        from: node.window.sql(context.relation(node.inputs[0] as PlanNode, `${sourceOf(node).table}_input`), column),
      };
    }
    const onTime = context.view(node, `${sourceOf(node).table}_on_time`, () =>
      render({
        select: inputColumns(node),
        from: splitView(node, context),
        where: [`NOT ${identifier(IS_LATE)}`],
      }),
    );
    return { from: node.window.sql(onTime, column) };
  },
};

/**
 * The view of a window's input in which each row is late or not. Rows are told apart here, before they are exchanged by
 * key: later, at a parallelism above 1, watermarks differ.
 */
export function splitView(node: WindowTableNode, context: SqlContext): string {
  const relation = context.relation(node.inputs[0] as PlanNode, `${sourceOf(node).table}_input`);
  return context.view(
    node.window,
    `${sourceOf(node).table}_${node.window.name}`,
    () => {
      const { from, end } = node.window.lastEnd(relation, identifier(node.column));
      // A window fires when the watermark reaches its end − 1 ms; before the first watermark nothing is late.
      const fired = `${end} - ${intervalLiteral(1)} <= CURRENT_WATERMARK(${identifier(node.column)})`;
      const late = `COUNTED(${characterLiteral(context.labels.get(node) as string)}, COALESCE(${fired}, FALSE))`;
      return render({ select: [...inputColumns(node), [IS_LATE, late]], from });
    },
    node,
  );
}

/** No row is late for the clock of the machine that reads it. */
export const hasLateRows = (node: WindowTableNode): boolean => node.schema.window_time?.role === 'rowtime';

export const inputColumns = (node: WindowTableNode) =>
  Object.keys((node.inputs[0] as PlanNode).schema).map((name) => [name, identifier(name)] as const);

export const isWindowTable = (node: PlanNode): node is WindowTableNode => (node.operator as unknown) === windowTable;

/** @throws MillraceError RESERVED_COLUMN when the input already has a column that a window adds. */
export function windowTableNode(input: PlanNode, window: Window, column: string, lateTable?: string): WindowTableNode {
  for (const name of [...WINDOW_COLUMNS, IS_LATE]) {
    if (name in input.schema) {
      throw new MillraceError(
        'RESERVED_COLUMN',
        `${window.name} adds a column ${name}, and its input already has one`,
        `Rename the input's column in a select first.`,
      );
    }
  }
  // Behind the function only window_time is a time attribute.
  const plain = Object.entries(input.schema).map(([name, type]) => [name, withNullability(type, type.isNullable)]);
  const schema = {
    ...(Object.fromEntries(plain) as Schema),
    window_start: withRole(timestamp, 'window_start'),
    window_end: withRole(timestamp, 'window_end'),
    // Its type is the time attribute's own, TIMESTAMP or TIMESTAMP_LTZ.
    window_time: input.schema[column] as AnyType,
  };
  return planNode(windowTable, {
    ...{ inputs: [input], schema, mode: 'append', window, column },
    ...(lateTable !== undefined && { lateTable }),
  });
}
