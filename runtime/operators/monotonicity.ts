/** How the columns of a row that is updated change, as Flink's planner derives it: FlinkRelMdModifiedMonotonicity. */
import type { AggregateNode, ExprNode } from '../functions/function';
import type { PlanNode } from './operator';
import type { RankNode, SortKey } from './rank';

/** A column of a row that is updated stays, only grows, only shrinks, or may become anything. */
export type Change = 'stays' | 'grows' | 'shrinks' | 'any';

/** By column; undefined where rows may be deleted, or Flink does not know. */
export type Changes = Readonly<Record<string, Change>> | undefined;

/** Kinds of nodes of which Flink knows nothing: rows of windows, of patterns and of lookups in versions. */
const UNKNOWN = new Set(['WindowTableFunction', 'WindowJoin', 'TemporalJoin', 'Match', 'TemporalSort']);

const all = ({ schema }: PlanNode, change: Change): Changes =>
  Object.fromEntries(Object.keys(schema).map((name) => [name, change]));

export function changesOf(node: PlanNode): Changes {
  const [input, other] = node.inputs;
  const { name } = node.operator;
  const { columns, predicate, keys } = node as {
    columns?: Readonly<Record<string, ExprNode>>;
    predicate?: ExprNode;
    keys?: readonly string[];
  };
  if (UNKNOWN.has(name)) return undefined;
  if (!input || node.mode === 'append')
    return node.inputs.some((one) => !changesOf(one)) ? undefined : all(node, 'stays');
  if (other) return name === 'Join' ? undefined : union(node, input, other);
  const before = changesOf(input);
  if (!before) return undefined;
  const isFinal = Object.values(before).every((change) => change === 'stays');
  if (name === 'Project' && columns)
    return isFinal ? all(node, 'stays') : mapped(columns, (column) => kept(column, before));
  if (name === 'Filter' && predicate) return takesBack(predicate, before) ? all(node, 'any') : before;
  if (name === 'Rank') return ofRank(node as RankNode, input, before);
  if (name !== 'GroupAggregate') return undefined;
  const groups = keys ?? Object.keys(node.schema);
  if ('sets' in node || groups.some((key) => before[key] !== 'stays')) return undefined;
  const grouped = columns ? mapped(columns, (column) => ofGroup(column, before, isFinal)) : all(node, 'stays');
  const { having } = node as { having?: ExprNode };
  return having ? undefined : grouped;
}

/** Whether the columns of an order change only so that a row never gets worse. */
export function neverWorse(orderBy: readonly SortKey[], changes: Changes): boolean {
  return (
    changes !== undefined &&
    orderBy.every(({ column, direction }) => {
      const change = changes[column];
      return change === 'stays' || change === (direction === 'ASC' ? 'shrinks' : 'grows');
    })
  );
}

function mapped(columns: Readonly<Record<string, ExprNode>>, change: (node: ExprNode) => Change): Changes {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, change(column)]));
}

function kept(node: ExprNode, before: Exclude<Changes, undefined>): Change {
  if (node.op === 'column') return before[node.name] ?? 'any';
  return node.op === 'call' && node.fn.name === 'CAST' ? kept(node.args[0] as ExprNode, before) : 'any';
}

function ofGroup(node: ExprNode, before: Exclude<Changes, undefined>, isFinal: boolean): Change {
  if (node.op === 'column') return 'stays';
  if (node.op === 'call') return node.fn.name === 'CAST' ? ofGroup(node.args[0] as ExprNode, before, isFinal) : 'any';
  return node.op === 'aggregate' ? ofAggregate(node, before, isFinal) : 'any';
}

function ofAggregate({ fn, args }: AggregateNode, before: Exclude<Changes, undefined>, isFinal: boolean): Change {
  if (fn.name === 'COUNT') return args.length > 1 && !isFinal ? 'any' : 'grows';
  const change = fn.name === 'MAX' ? 'grows' : fn.name === 'MIN' ? 'shrinks' : 'any';
  const [arg] = args;
  return isFinal || (arg?.op === 'column' && before[arg.name] === change) ? change : 'any';
}

/** Whether a condition that was TRUE of a row may not be of its update. */
function takesBack(node: ExprNode, before: Exclude<Changes, undefined>): boolean {
  if (node.op === 'column') return before[node.name] !== 'stays';
  if (node.op !== 'call') return false;
  const { args, fn } = node;
  const changing = args.find((arg) => arg.op === 'column' && before[arg.name] !== 'stays');
  const change = changing?.op === 'column' ? before[changing.name] : undefined;
  switch (fn.name) {
    case 'AND':
    case 'OR':
      return args.some((arg) => takesBack(arg, before));
    case '>':
    case '>=':
      return change !== undefined && change !== 'grows';
    case '<':
    case '<=':
      return change !== undefined && change !== 'shrinks';
    case 'NOT':
      return args.some((arg) => takesBack(arg, before));
    default:
      return change !== undefined;
  }
}

function ofRank({ partitionBy, orderBy, rank, limit }: RankNode, input: PlanNode, before: Changes & object): Changes {
  if (partitionBy.some((key) => before[key] !== 'stays')) return undefined;
  const changes: Record<string, Change> = { ...all({ schema: input.schema } as PlanNode, 'any') };
  for (const key of partitionBy) changes[key] = 'stays';
  if (rank !== undefined) changes[rank] = 'stays';
  const [first] = orderBy;
  // A deduplication by time says no more of what it keeps.
  const isByTime = limit === 1 && orderBy.length === 1 && input.schema[first?.column ?? '']?.role !== undefined;
  if (!first || isByTime) return changes;
  const change = before[first.column];
  const [better, direction] = first.direction === 'DESC' ? (['grows', 'DESC'] as const) : (['shrinks', 'ASC'] as const);
  if (direction === first.direction && (change === 'stays' || change === better)) changes[first.column] = better;
  return changes;
}

function union(node: PlanNode, left: PlanNode, right: PlanNode): Changes {
  const [a, b] = [changesOf(left), changesOf(right)];
  if (!a || !b) return undefined;
  const isAlike = Object.keys(node.schema).every((name) => a[name] === b[name]);
  return isAlike ? a : all(node, 'any');
}
