import { appendTopN } from '../engine/rank/append-top-n';
import { retractTopN } from '../engine/rank/retract-top-n';
import { MillraceError } from '../errors';
import { withNullability } from '../types/type';
import { type Explained, NEVER, type Operator, type PlanNode, planNode } from './operator';

export interface LimitNode extends PlanNode {
  readonly limit: number;
}

/** LIMIT without ORDER BY: the first rows to come. */
const limit: Operator<LimitNode> = {
  name: 'Limit',
  sql(node, context) {
    return { ...context.open(context.query(node.inputs[0] as PlanNode), 'limit'), limit: node.limit };
  },
  rows(node, context) {
    const ranking = { ...node, partitionBy: [], orderBy: [] };
    return (node.mode === 'update' ? retractTopN : appendTopN)(ranking, context);
  },
  explain: (node): Explained => ({
    does: `the first ${node.limit} rows to come`,
    state: 'how many there were',
    freed: NEVER,
  }),
};

/** @throws MillraceError INVALID_LIMIT */
export function limitNode(input: PlanNode, n: number): LimitNode {
  if (!Number.isSafeInteger(n) || n < 1)
    throw new MillraceError('INVALID_LIMIT', `limit needs a whole number of rows from 1 on, not ${n}`);
  const { mode, upsertKeys = [] } = input;
  // Behind a LIMIT Flink no longer knows the bounds of a window.
  const schema = Object.entries(input.schema).map(([name, type]) => {
    const isBound = type.role === 'window_start' || type.role === 'window_end';
    return [name, isBound ? withNullability(type, type.isNullable) : type] as const;
  });
  return planNode(limit, { inputs: [input], schema: Object.fromEntries(schema), mode, upsertKeys, limit: n });
}
