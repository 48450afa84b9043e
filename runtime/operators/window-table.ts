import { MillraceError } from '../errors';
import { identifier } from '../sql/identifiers';
import { characterLiteral } from '../sql/literals';
import { timestamp } from '../types/timestamp';
import { asRowtime } from '../types/type';
import type { Window } from '../windows/window';
import { nextId, type Operator, type PlanNode } from './operator';

/** A windowing table-valued function: its input's rows with window_start, window_end and window_time. */
export interface WindowTableNode extends PlanNode {
  readonly window: Window;
  readonly column: string;
}

export const WINDOW_COLUMNS = ['window_start', 'window_end', 'window_time'] as const;
/** Tells late rows apart, in the view that every window reads. */
export const IS_LATE = 'is_late';

const windowTable: Operator<WindowTableNode> = {
  name: 'WindowTableFunction',
  sql(node, context) {
    const input = node.inputs[0] as PlanNode;
    const relation = context.relation(input);
    const column = identifier(node.column);
    // Late rows are told apart here, before rows are exchanged by key: later, at a parallelism above 1, watermarks differ.
    const label = characterLiteral(context.labels.get(node) as string);
    const view = context.view(node, `${relation.replaceAll('`', '')}_${node.window.name}`, () =>
      [
        `SELECT *, COUNTED(${label}, ${node.window.lateWhen(column)}) AS ${identifier(IS_LATE)}`,
        `FROM TABLE(${node.window.sql(relation, column)})`,
      ].join('\n'),
    );
    return { from: view, where: [`NOT ${identifier(IS_LATE)}`] };
  },
};

export const isWindowTable = (node: PlanNode): node is WindowTableNode => (node.operator as unknown) === windowTable;

/** @throws MillraceError RESERVED_COLUMN when the input already has a column that a window adds. */
export function windowTableNode(input: PlanNode, window: Window, column: string): WindowTableNode {
  for (const name of [...WINDOW_COLUMNS, IS_LATE]) {
    if (name in input.schema) {
      throw new MillraceError(
        'RESERVED_COLUMN',
        `${window.name} adds a column ${name}, and its input already has one`,
        `Rename the input's column in a select first.`,
      );
    }
  }
  const schema = {
    ...input.schema,
    window_start: timestamp,
    window_end: timestamp,
    window_time: asRowtime(timestamp),
  };
  return { operator: windowTable as Operator, id: nextId(), inputs: [input], schema, mode: 'append', window, column };
}
