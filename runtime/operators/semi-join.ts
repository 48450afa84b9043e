import { identifier } from '../sql/identifiers';
import { condition, indent } from '../sql/query';
import { sides, type TwoInputNode } from './join';
import { type NodeOf, type Operator, type PlanNode, planNode } from './operator';

export interface SemiJoinNode extends TwoInputNode {
  /** The rows without a partner instead of those with one. */
  readonly isAnti: boolean;
}

/** WHERE EXISTS and WHERE NOT EXISTS. A NULL equals nothing: a row whose key is NULL has no partner. */
const semiJoin: Operator<SemiJoinNode> = {
  name: 'Join',
  explain: ({ isAnti }) => ({ does: isAnti ? 'anti' : 'semi', state: 'every row of both sides' }),
  sql(node, context) {
    const { left, right, aliases } = sides(node);
    const on = node.on.map((part) => condition(part, aliases)).join('\n  AND ');
    const partners = `SELECT 1\nFROM ${context.aliased(node.inputs[1] as PlanNode, right)}\nWHERE ${on}`;
    return {
      select: Object.keys(node.schema).map((name) => [name, `${left}.${identifier(name)}`] as const),
      from: context.aliased(node.inputs[0] as PlanNode, left),
      where: [`${node.isAnti ? 'NOT ' : ''}EXISTS (\n${indent(partners)}\n)`],
    };
  },
};

export const semiJoinNode = (rest: NodeOf<SemiJoinNode>): SemiJoinNode => planNode(semiJoin, rest);
