import { clockSort, timeSort } from '../engine/sort';
import { type Explained, type Operator, type PlanNode, planNode } from './operator';
import { type SortKey, sortKeys } from './rank';

export interface SortNode extends PlanNode {
  readonly orderBy: readonly SortKey[];
}

/** ORDER BY time: rows wait until the watermark has passed them. */
const sort: Operator<SortNode> = {
  name: 'TemporalSort',
  rows(node, context) {
    const [time] = node.orderBy;
    const isByClock = node.schema[time?.column ?? '']?.role === 'proctime';
    return (isByClock ? clockSort : timeSort)(node, context);
  },
  sql(node, context) {
    const query = context.open(context.query(node.inputs[0] as PlanNode), 'orderBy');
    return { ...query, orderBy: sortKeys(node.orderBy) };
  },
  explain: ({ orderBy }): Explained => ({
    does: orderBy.map(({ column, direction }) => `${column} ${direction}`).join(', '),
    state: 'rows that the watermark has not passed',
    freed: 'when it has',
  }),
};

export const sortNode = (input: PlanNode, orderBy: readonly SortKey[]): SortNode =>
  planNode(sort, { inputs: [input], schema: input.schema, mode: 'append', orderBy });
