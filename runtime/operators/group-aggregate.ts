import { WindowAggregation } from '../engine/window-aggregation';
import { MillraceError } from '../errors';
import { children, type ExprNode } from '../functions/function';
import { identifier } from '../sql/identifiers';
import { condition, expression, type Written } from '../sql/query';
import { selectedKeys } from './keys';
import { type Operator, type PlanNode, planNode } from './operator';
import { isWindowTable } from './window-table';

/** What rows are grouped by, and which groups are kept. */
export interface Grouping {
  readonly keys: readonly string[];
  /** Groups of several sets of the keys at once. */
  readonly sets?: readonly (readonly string[])[];
  readonly having?: ExprNode;
  readonly written?: Written;
}

/** GROUP BY with its SELECT: over a window it gives final rows, otherwise rows that later ones update. */
export interface GroupAggregateNode extends PlanNode, Grouping {
  readonly columns: Readonly<Record<string, ExprNode>>;
}

const groupAggregate: Operator<GroupAggregateNode> = {
  name: 'GroupAggregate',
  sql(node, context) {
    const input = node.inputs[0] as PlanNode;
    const { keys, sets, having } = node;
    const query = context.open(context.query(input), 'groupBy');
    // Without window_end among the keys Flink makes an unbounded aggregate of it, silently.
    const windowKeys = isWindowTable(input) ? ['window_start', 'window_end', ...usedWindowTime(node)] : [];
    const lists = sets?.map((set) => `(${set.map(identifier).join(', ')})`);
    const grouped = lists ? [] : keys.map(identifier);
    return {
      ...query,
      select: Object.entries(node.columns).map(([name, column]) => [name, expression(column)] as const),
      groupBy: [...grouped, ...windowKeys.map(identifier), ...(lists ? [`GROUPING SETS (${lists.join(', ')})`] : [])],
      ...(having && { having: [condition(having)] }),
    };
  },
  explain({ keys, sets, inputs: [input], having }) {
    const by = sets ? `grouping sets of ${keys.join(', ')}` : keys.join(', ');
    const per = by === '' ? 'all rows' : by;
    const state = `the aggregates of each ${by === '' ? '' : 'group and '}`;
    const does = `by ${per}${having ? ', with HAVING' : ''}`;
    if (isWindowGrouping(input as PlanNode, keys)) {
      return { does, state: `${state}open window`, freed: 'when the watermark passes window_end' };
    }
    return {
      does,
      state: by === '' ? 'one row of aggregates' : 'the aggregates of each group',
      ...(by === '' && { freed: 'never, and it does not grow' }),
    };
  },
  terminal(node, context) {
    const input = node.inputs[0] as PlanNode;
    const { keys, sets, having } = node;
    if (!isWindowTable(input) || sets || having) {
      const what = sets ? 'GROUPING SETS' : having ? 'HAVING' : `GROUP BY ${keys.join(', ')} without a window`;
      throw new MillraceError(
        'NOT_LOCAL',
        `the local runtime cannot run ${what} yet`,
        sets || having
          ? 'Run the job on Flink: --engine flink.'
          : 'Put a window before groupBy, or run the job on Flink: --engine flink.',
      );
    }
    return new WindowAggregation(node, input, context);
  },
};

const usedWindowTime = ({ columns, having }: GroupAggregateNode): string[] =>
  [...Object.values(columns), ...(having ? [having] : [])].some((column) => uses(column, 'window_time'))
    ? ['window_time']
    : [];

function uses(node: ExprNode, name: string): boolean {
  return node.op === 'column' ? node.name === name : children(node).some((child) => uses(child, name));
}

/** True where rows are grouped by a window: by those that are given to the node, or by bounds that came with its rows. */
export function isWindowGrouping(input: PlanNode, keys: readonly string[]): boolean {
  if (isWindowTable(input)) return true;
  const roles = new Set(keys.map((key) => input.schema[key]?.role));
  return input.mode === 'append' && roles.has('window_start') && roles.has('window_end');
}

export function groupAggregateNode(
  input: PlanNode,
  grouping: Grouping,
  columns: Readonly<Record<string, ExprNode>>,
): GroupAggregateNode {
  const schema = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.type]));
  const mode = isWindowGrouping(input, grouping.sets ? [] : grouping.keys) ? 'append' : 'update';
  // The same keys can be a group of more than one set.
  const upsertKeys = grouping.sets ? [] : selectedKeys([grouping.keys], columns);
  return planNode(groupAggregate, { inputs: [input], schema, mode, upsertKeys, columns, ...grouping });
}
