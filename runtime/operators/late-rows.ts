import { identifier } from '../sql/identifiers';
import { type Operator, type PlanNode, planNode } from './operator';
import { IS_LATE, inputColumns, splitView, type WindowTableNode } from './window-table';

/** The rows of a window's input for which every window of theirs had fired when they came. */
const lateRows: Operator<PlanNode> = {
  name: 'LateRows',
  sql(node: PlanNode, context) {
    const window = node.inputs[0] as WindowTableNode;
    return { select: inputColumns(window), from: splitView(window, context), where: [identifier(IS_LATE)] };
  },
};

export const isLateRows = (node: PlanNode): boolean => node.operator === lateRows;

export const lateRowsNode = (window: WindowTableNode): PlanNode =>
  planNode(lateRows, {
    inputs: [window],
    schema: (window.inputs[0] as PlanNode).schema,
    mode: 'append',
  });
