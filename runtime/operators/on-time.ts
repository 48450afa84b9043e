import { isLate } from '../engine/late-split';
import { checkReserved, IS_LATE, onTimeRows, type Split, type SplitNode } from './late-split';
import { type Operator, type PlanNode, planNode } from './operator';

/** The rows whose time the watermark has not reached yet: what an operator of two inputs takes in event time. */
const onTime: Operator<SplitNode> = {
  name: 'OnTime',
  explain: ({ column }) => ({ does: `rows whose ${column} the watermark has not reached` }),
  sql: onTimeRows,
  fuse(node, loop) {
    loop.dropIf(isLate(node, loop));
    loop.passThrough(node);
  },
};

const nodes = new WeakMap<PlanNode, Map<string, SplitNode>>();

/** The rows of a relation that are on time: one node however many joins read it, so that a late row is kept once. */
export function onTimeNode(input: PlanNode, column: string, where: string): SplitNode {
  const known = nodes.get(input) ?? new Map<string, SplitNode>();
  nodes.set(input, known);
  const node = known.get(column) ?? made(input, column, where);
  known.set(column, node);
  return node;
}

function made(input: PlanNode, column: string, where: string): SplitNode {
  checkReserved(input, where, [IS_LATE]);
  const split: Split = { name: 'split', until: (from, at) => ({ from, at }) };
  return planNode(onTime, { inputs: [input], schema: input.schema, mode: 'append', column, split });
}
