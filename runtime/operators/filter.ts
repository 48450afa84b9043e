import type { ExprNode } from '../functions/function';
import { condition } from '../sql/query';
import { type Operator, type PlanNode, planNode } from './operator';

export interface FilterNode extends PlanNode {
  readonly predicate: ExprNode;
}

/** WHERE: keeps the rows for which the predicate is TRUE, not those where it is FALSE or NULL. */
const filter: Operator<FilterNode> = {
  name: 'Filter',
  sql(node, context) {
    const query = context.open(context.query(node.inputs[0] as PlanNode), 'where');
    return { ...query, where: [...(query.where ?? []), condition(node.predicate)] };
  },
  fuse(node, loop) {
    const { value, isNull } = loop.compile(node.predicate);
    loop.dropIf(`!${value}${isNull === 'false' ? '' : ` || ${isNull}`}`);
    loop.passThrough(node);
  },
};

export function filterNode(input: PlanNode, predicate: ExprNode): FilterNode {
  const { schema, mode, upsertKeys = [] } = input;
  return planNode(filter, { inputs: [input], schema, mode, upsertKeys, predicate });
}
