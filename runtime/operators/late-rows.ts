import { identifier } from '../sql/identifiers';
import { IS_LATE, inputColumns, type SplitNode, splitView } from './late-split';
import { type Operator, type PlanNode, planNode } from './operator';

/** The rows of a node's input that came too late for it: for a window, when every window of theirs had fired. */
const lateRows: Operator<PlanNode> = {
  name: 'LateRows',
  sql(node: PlanNode, context) {
    const split = node.inputs[0] as SplitNode;
    return { select: inputColumns(split), from: splitView(split, context), where: [identifier(IS_LATE)] };
  },
};

export const isLateRows = (node: PlanNode): boolean => node.operator === lateRows;

export const lateRowsNode = (split: SplitNode): PlanNode =>
  planNode(lateRows, {
    inputs: [split],
    schema: (split.inputs[0] as PlanNode).schema,
    mode: 'append',
  });
