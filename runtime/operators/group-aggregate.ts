import { groupAggregation } from '../engine/group-aggregation';
import { reduced } from '../engine/reduced';
import { WindowAggregation } from '../engine/window-aggregation';
import { Expr } from '../expr';
import { countOf } from '../functions/aggregate/count';
import { caseWhen } from '../functions/conditional/case';
import { children, type ExprNode } from '../functions/function';
import { identifier } from '../sql/identifiers';
import { condition, expression, type Query, type Written } from '../sql/query';
import { boolean } from '../types/boolean';
import { selectedKeys } from './keys';
import { type Explained, NEVER, type Operator, type PlanNode, planNode } from './operator';
import { timed } from './time-attributes';
import { checkAggregates } from './window-aggregates';
import { isWindowTable, windowFreed } from './window-table';

/** What rows are grouped by, and which groups are kept. */
export interface Grouping {
  readonly keys: readonly string[];
  /** Groups of several sets of the keys at once. */
  readonly sets?: readonly (readonly string[])[] | undefined;
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
    const { sets, having } = node;
    const read = context.query(input);
    const query = context.open(
      sets && !isWindowTable(input) ? lacking(node, context.open(read, 'select')) : read,
      'groupBy',
    );
    // Without window_end among the keys Flink makes an unbounded aggregate of it, silently.
    const windowKeys = isWindowTable(input) ? ['window_start', 'window_end', ...usedWindowTime(node)] : [];
    // Outside the sets, so that the bounds of a window are keys of the whole.
    const common = commonKeys(node);
    const lists = sets?.map(
      (set) =>
        `(${set
          .filter((key) => !common.includes(key))
          .map(identifier)
          .join(', ')})`,
    );
    const groupBy = [
      ...[...common, ...windowKeys].map(identifier),
      ...(lists ? [`GROUPING SETS (${lists.join(', ')})`] : []),
    ];
    const written = (expr: ExprNode) => timed(groupBy.length > 0 ? expr : counting(expr), input);
    return {
      ...query,
      select: Object.entries(node.columns).map(([name, column]) => [name, expression(written(column))] as const),
      groupBy: groupBy.length > 0 ? groupBy : ['()'],
      ...(having && { having: [condition(written(having))] }),
    };
  },
  explain({ keys, sets, inputs: [input], having }): Explained {
    const by = `${sets ? 'grouping sets of ' : ''}${keys.join(', ') || 'nothing'}`;
    const does = `by ${by}${having ? ', with HAVING' : ''}`;
    const group = keys.length > 0 ? `${keys.join(', ')} and ` : '';
    if (isWindowTable(input as PlanNode) || isWindowGrouping(input as PlanNode, keys)) {
      return { does, state: `per ${group}open window: the aggregates`, freed: windowFreed(input as PlanNode) };
    }
    if (keys.length === 0) return { does, state: 'one row of aggregates', freed: NEVER };
    return { does, state: `per ${keys.join(', ')}: the aggregates` };
  },
  terminal: (node, context) => new WindowAggregation(reduced(node), context),
};

/**
 * COUNT(*) with its FILTER in an argument: where all rows are one group Flink forgets the FILTER and counts all of them.
 */
function counting(node: ExprNode): ExprNode {
  if (node.op === 'aggregate' && node.fn === countOf && node.filter && node.args.length === 0) {
    const { filter, ...all } = node;
    return { ...all, args: [caseWhen(new Expr(filter, boolean) as never, 1).node] };
  }
  return node.op === 'call' ? { ...node, args: node.args.map(counting) } : node;
}

/** Over all time it takes rows one by one. */
const unbounded: Operator<GroupAggregateNode> = {
  ...groupAggregate,
  rows: (node, context) => groupAggregation(node.inputs[0] as PlanNode, node, context),
};

/**
 * The input of grouping sets without a window. Where a filter lets just one value of a key through, Flink's planner takes
 * the key for that value in the rows of all sets, those that lack it too. RAND() hides from it what the value is.
 */
function lacking(node: GroupAggregateNode, query: Query): Query {
  const common = commonKeys(node);
  const select = Object.keys((node.inputs[0] as PlanNode).schema).map((name) => {
    const isLacked = node.keys.includes(name) && !common.includes(name);
    return [name, isLacked ? `CASE WHEN RAND() < 2 THEN ${identifier(name)} END` : identifier(name)] as const;
  });
  return { ...query, select };
}

const usedWindowTime = ({ columns, having }: GroupAggregateNode): string[] =>
  [...Object.values(columns), ...(having ? [having] : [])].some((column) => uses(column, 'window_time'))
    ? ['window_time']
    : [];

function uses(node: ExprNode, name: string): boolean {
  return node.op === 'column' ? node.name === name : children(node).some((child) => uses(child, name));
}

/** The keys of every group. */
export const commonKeys = ({ keys, sets = [keys] }: Grouping): readonly string[] =>
  keys.filter((key) => sets.every((set) => set.includes(key)));

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
  if (isWindowTable(input))
    checkAggregates(input.window, [...Object.values(columns), ...(grouping.having ? [grouping.having] : [])]);
  const schema = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.type]));
  const mode = isWindowGrouping(input, commonKeys(grouping)) ? 'append' : 'update';
  // The same keys can be a group of more than one set.
  const upsertKeys = grouping.sets ? [] : selectedKeys([grouping.keys], columns);
  return planNode(mode === 'append' ? groupAggregate : unbounded, {
    inputs: [input],
    schema,
    mode,
    upsertKeys,
    columns,
    ...grouping,
  });
}
