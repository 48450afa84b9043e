import type { ExprNode } from '../functions/function';
import { identifier } from '../sql/identifiers';
import { type Aliases, condition, expression } from '../sql/query';
import { type NodeOf, type Operator, type PlanNode, planNode } from './operator';

/** `left`, `right`, `full`: rows without a partner come too, with NULL for the other side's columns. */
export type JoinType = 'inner' | 'left' | 'right' | 'full';

/** Two relations side by side. Columns of each carry the id of its side, so that a relation can be joined with itself. */
export interface TwoInputNode extends PlanNode {
  readonly leftId: number;
  readonly rightId: number;
  readonly on: readonly ExprNode[];
}

export interface JoinNode extends TwoInputNode {
  readonly type: JoinType;
  readonly columns: Readonly<Record<string, ExprNode>>;
}

/** JOIN … ON with its SELECT. */
const join: Operator<JoinNode> = {
  name: 'Join',
  explain: ({ type }) => ({ does: type, state: 'every row of both sides' }),
  sql(node, context) {
    const { left, right, aliases } = sides(node);
    const on = node.on.map((part) => condition(part, aliases)).join('\n  AND ');
    return {
      select: Object.entries(node.columns).map(([name, column]) => [name, expression(column, aliases)] as const),
      from: `${context.aliased(node.inputs[0] as PlanNode, left)}\n${JOIN[node.type]} ${context.aliased(node.inputs[1] as PlanNode, right)}\n  ON ${on}`,
    };
  },
};

export const JOIN: Readonly<Record<JoinType, string>> = {
  inner: 'JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
};

/** The quoted aliases of a node's two sides: what their tables are called. */
export function sides({ inputs, leftId, rightId }: TwoInputNode): { left: string; right: string; aliases: Aliases } {
  const [a, b] = inputs.map(relationName) as [string, string];
  const [left, right] = [identifier(a), identifier(a === b ? `${b}_2` : b)];
  return {
    left,
    right,
    aliases: new Map([
      [leftId, left],
      [rightId, right],
    ]),
  };
}

/** What a person would call a relation: after the tables that its rows come from. */
function relationName(node: PlanNode & { readonly table?: string; readonly leftId?: number }): string {
  if (node.table !== undefined) return node.table;
  const inputs = node.leftId === undefined ? node.inputs.slice(0, 1) : node.inputs;
  return [...new Set(inputs.map(relationName))].join('_');
}

export function joinNode(rest: Omit<NodeOf<JoinNode>, 'schema'>): JoinNode {
  return planNode(join, { ...rest, schema: schemaOf(rest.columns) });
}

export const schemaOf = (columns: Readonly<Record<string, ExprNode>>) =>
  Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, type]));
