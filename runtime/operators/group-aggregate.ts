import { WindowAggregation } from '../engine/window-aggregation';
import { MillraceError } from '../errors';
import { children, type ExprNode } from '../functions/function';
import { identifier } from '../sql/identifiers';
import { expression } from '../sql/query';
import { type Operator, type PlanNode, planNode } from './operator';
import { isWindowTable } from './window-table';

/** GROUP BY with its SELECT: over a window it gives final rows, otherwise rows that later ones update. */
export interface GroupAggregateNode extends PlanNode {
  readonly keys: readonly string[];
  readonly columns: Readonly<Record<string, ExprNode>>;
}

const groupAggregate: Operator<GroupAggregateNode> = {
  name: 'GroupAggregate',
  sql(node, context) {
    const input = node.inputs[0] as PlanNode;
    const query = context.open(context.query(input), 'groupBy');
    // Without window_end among the keys Flink makes an unbounded aggregate of it, silently.
    const windowKeys = isWindowTable(input) ? ['window_start', 'window_end', ...usedWindowTime(node)] : [];
    return {
      ...query,
      select: Object.entries(node.columns).map(([name, column]) => [name, expression(column)] as const),
      groupBy: [...node.keys, ...windowKeys].map(identifier),
    };
  },
  terminal(node, context) {
    const input = node.inputs[0] as PlanNode;
    if (!isWindowTable(input)) {
      throw new MillraceError(
        'NOT_LOCAL',
        `the local runtime cannot run GROUP BY ${node.keys.join(', ')} without a window yet`,
        'Put a window before groupBy, or run the job on Flink: --engine flink.',
      );
    }
    return new WindowAggregation(node, input, context);
  },
};

const usedWindowTime = (node: GroupAggregateNode): string[] =>
  Object.values(node.columns).some((column) => uses(column, 'window_time')) ? ['window_time'] : [];

function uses(node: ExprNode, name: string): boolean {
  return node.op === 'column' ? node.name === name : children(node).some((child) => uses(child, name));
}

export function groupAggregateNode(
  input: PlanNode,
  keys: readonly string[],
  columns: Readonly<Record<string, ExprNode>>,
): GroupAggregateNode {
  const schema = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.type]));
  const mode = isWindowTable(input) ? 'append' : 'update';
  return planNode(groupAggregate, { inputs: [input], schema, mode, keys, columns });
}
