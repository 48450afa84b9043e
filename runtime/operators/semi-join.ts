import { SemiJoin } from '../engine/joins/semi';
import { WindowJoin } from '../engine/joins/window';
import { identifier } from '../sql/identifiers';
import { condition, indent } from '../sql/query';
import { sides, type TwoInputNode } from './join';
import { type NodeOf, type Operator, type PlanNode, planNode } from './operator';
import { plainColumns } from './time-attributes';

export interface SemiJoinNode extends TwoInputNode {
  /** The rows without a partner instead of those with one. */
  readonly isAnti: boolean;
  /** Within windows, where the left side keeps its time attribute. */
  readonly isWindowed: boolean;
}

/** WHERE EXISTS and WHERE NOT EXISTS. A NULL equals nothing: a row whose key is NULL has no partner. */
const semiJoin: Operator<SemiJoinNode> = {
  name: 'Join',
  explain: ({ isAnti, isWindowed }) => ({
    does: isAnti ? 'anti' : 'semi',
    state: isWindowed ? 'the rows of both sides' : 'every row of both sides',
    ...(isWindowed && { freed: 'when their window has fired' }),
  }),
  rows: (node, context) => (node.isWindowed ? new WindowJoin(node, context) : new SemiJoin(node, context)),
  sql(node, context) {
    const [input, partner] = node.inputs as [PlanNode, PlanNode];
    const { left, right, aliases } = sides(node);
    const on = node.on.map((part) => condition(part, aliases)).join('\n  AND ');
    const partners = `SELECT 1\nFROM ${context.aliased(partner, right)}\nWHERE ${on}`;
    return {
      select: node.isWindowed
        ? plainColumns(input, left, node.schema)
        : Object.keys(node.schema).map((name) => [name, `${left}.${identifier(name)}`] as const),
      from: context.aliased(input, left),
      where: [`${node.isAnti ? 'NOT ' : ''}EXISTS (\n${indent(partners)}\n)`],
    };
  },
};

export const semiJoinNode = (rest: NodeOf<SemiJoinNode>): SemiJoinNode => planNode(semiJoin, rest);
