import { identifier } from '../sql/identifiers';
import { isWindowGrouping } from './group-aggregate';
import { type Explained, type Operator, type PlanNode, planNode } from './operator';

/** SELECT DISTINCT: an aggregation without aggregates, which Flink's planner takes for one that updates. */
const distinct: Operator<PlanNode> = {
  name: 'GroupAggregate',
  sql(node: PlanNode, context) {
    const query = context.open(context.query(node.inputs[0] as PlanNode), 'distinct');
    const select = query.select ?? Object.keys(node.schema).map((name) => [name, identifier(name)] as const);
    return { ...query, select, distinct: true };
  },
  explain: ({ mode }: PlanNode): Explained => ({
    does: 'each row once',
    state: 'per row: that it was there',
    ...(mode === 'append' && { freed: 'when its window has fired' }),
  }),
};

export function distinctNode(input: PlanNode): PlanNode {
  const { schema, upsertKeys = [] } = input;
  const columns = Object.keys(schema);
  const mode = isWindowGrouping(input, columns) ? 'append' : 'update';
  return planNode(distinct, { inputs: [input], schema, mode, upsertKeys: [...upsertKeys, columns] });
}
