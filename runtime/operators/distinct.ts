import { groupAggregation } from '../engine/group-aggregation';
import { WindowAggregation } from '../engine/window-aggregation';
import { identifier } from '../sql/identifiers';
import { isWindowGrouping } from './group-aggregate';
import { columnNodes, type Explained, type Operator, type PlanNode, planNode } from './operator';

/** SELECT DISTINCT: an aggregation without aggregates, which Flink's planner takes for one that updates. */
const distinct: Pick<Operator<PlanNode>, 'name' | 'sql' | 'explain'> = {
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

/** Of rows that come with the bounds of a window. */
const windowed: Operator<PlanNode> = {
  ...distinct,
  terminal(node: PlanNode, context) {
    const columns = columnNodes(node.inputs[0] as PlanNode);
    return new WindowAggregation({ ...node, keys: Object.keys(node.schema), columns }, context);
  },
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
  return planNode(mode === 'append' ? windowed : unbounded, {
    inputs: [input],
    schema,
    mode,
    upsertKeys: [...upsertKeys, columns],
  });
}
