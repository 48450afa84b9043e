import { identifier } from '../sql/identifiers';
import { nextId, type Operator, type PlanNode } from './operator';
import { IS_LATE, type WindowTableNode } from './window-table';

/** The rows of a window's input for which every window of theirs had fired when they came. */
const lateRows: Operator = {
  name: 'LateRows',
  sql(node: PlanNode, context) {
    const { from } = context.query(node.inputs[0] as PlanNode);
    const select = Object.keys(node.schema).map((name) => [name, identifier(name)] as const);
    return { select, from, where: [identifier(IS_LATE)] };
  },
};

export const isLateRows = (node: PlanNode): boolean => node.operator === lateRows;

export const lateRowsNode = (window: WindowTableNode): PlanNode => ({
  operator: lateRows,
  id: nextId(),
  inputs: [window],
  schema: (window.inputs[0] as PlanNode).schema,
  mode: 'append',
});
