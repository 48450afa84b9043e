import { groupAggregation } from '../engine/group-aggregation';
import { identifier } from '../sql/identifiers';
import { isWindowGrouping } from './group-aggregate';
import { columnNodes, type Explained, type Operator, type PlanNode, planNode } from './operator';

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

/** Over all time it takes rows one by one. */
const unbounded: Operator<PlanNode> = {
  ...distinct,
  rows({ inputs: [input], schema }, context) {
    const columns = columnNodes(input as PlanNode);
    return groupAggregation(input as PlanNode, { keys: Object.keys(schema), columns }, context);
  },
};

export function distinctNode(input: PlanNode): PlanNode {
  const { schema, upsertKeys = [] } = input;
  const columns = Object.keys(schema);
  const mode = isWindowGrouping(input, columns) ? 'append' : 'update';
  return planNode(mode === 'append' ? distinct : unbounded, {
    inputs: [input],
    schema,
    mode,
    upsertKeys: [...upsertKeys, columns],
  });
}
