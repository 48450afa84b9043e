/**
 * How the values of columns change as rows are updated, as far as Flink's planner knows it: from a MAX over what only grows
 * it takes nothing back.
 */
import type { AggregateNode, ExprNode } from '../functions/function';
import type { GroupAggregateNode } from '../operators/group-aggregate';
import type { PlanNode } from '../operators/operator';
import type { Schema } from '../types/type';
import { reduced } from './reduced';

type Change = 'constant' | 'increasing' | 'decreasing' | 'any';
export type Changes = Readonly<Record<string, Change>>;
type Columns = Readonly<Record<string, ExprNode>>;

/** Operators that Flink's planner knows to change nothing where their input does not. */
const APPENDING = new Set([
  'TableSourceScan',
  'Project',
  'Filter',
  'OnTime',
  'OverAggregate',
  'Correlate',
  'Join',
  'IntervalJoin',
]);

/** By column; undefined where rows may be deleted, or where Flink's planner does not know. */
function changesOf(node: PlanNode): Changes | undefined {
  const [input] = node.inputs;
  const { name } = node.operator;
  if (node.mode === 'append') {
    const isKnown = APPENDING.has(name) && node.inputs.every((one) => name === 'TableSourceScan' || changesOf(one));
    return isKnown ? all(node.schema, 'constant') : undefined;
  }
  const of = input && changesOf(input);
  if (!of) return undefined;
  switch (name) {
    case 'Project':
      return selected((node as PlanNode & { columns: Columns }).columns, of, []);
    case 'Filter':
      return isUndone((node as PlanNode & { predicate: ExprNode }).predicate, (expr) => changeOf(expr, of, []))
        ? all(node.schema, 'any')
        : of;
    case 'GroupAggregate':
      return grouped(node, input);
    default:
      return undefined;
  }
}

/** The changes within groups; undefined where a row may move from one to another. */
export function changesWithin(
  input: PlanNode,
  keys: readonly string[],
  sets?: readonly (readonly string[])[],
): Changes | undefined {
  const of = changesOf(input);
  if (!of || keys.some((key) => of[key] !== 'constant')) return undefined;
  // Flink's planner knows nothing of a changing row that becomes one of each set.
  return sets && !isAll(of) ? undefined : of;
}

/** Whether an aggregate over these columns never goes back: nothing needs to be taken back from it. */
export const isMonotone = (node: AggregateNode, of: Changes | undefined): boolean =>
  of !== undefined && node.fn.name in EXTREMES && aggregateChange(node, of) === EXTREMES[node.fn.name];

const EXTREMES: Readonly<Record<string, Change>> = { MAX: 'increasing', MIN: 'decreasing' };

const all = (schema: Schema, change: Change): Changes =>
  Object.fromEntries(Object.keys(schema).map((name) => [name, change]));
const isAll = (of: Changes): boolean => Object.values(of).every((change) => change === 'constant');

function grouped(node: PlanNode, input: PlanNode): Changes | undefined {
  const { keys = Object.keys(node.schema), sets, ...select } = node as Partial<GroupAggregateNode> & PlanNode;
  const of = changesWithin(input, keys, sets);
  if (!of || !select.columns) return of;
  const { columns, having } = reduced(select as GroupAggregateNode, keys.length === 0);
  const isKept = having === undefined || !isUndone(having, (expr) => changeOf(expr, of, keys));
  return isKept ? selected(columns, of, keys) : all(node.schema, 'any');
}

/** A SELECT keeps what it selects as it is; of what never changes it makes more such. */
function selected(columns: Columns, of: Changes, keys: readonly string[]): Changes {
  const changes = Object.entries(columns).map(([name, expr]) => [name, changeOf(expr, of, keys) ?? 'any'] as const);
  const isConstant = changes.every(([, change]) => change === 'constant') || (keys.length === 0 && isAll(of));
  return Object.fromEntries(
    isConstant && !hasAggregates(columns) ? changes.map(([name]) => [name, 'constant']) : changes,
  );
}

const hasAggregates = (columns: Columns): boolean => Object.values(columns).some((expr) => expr.op === 'aggregate');

/** Of a column or an aggregate; undefined of another expression. */
function changeOf(expr: ExprNode, of: Changes, keys: readonly string[]): Change | undefined {
  if (expr.op === 'column') return keys.includes(expr.name) ? 'constant' : of[expr.name];
  if (expr.op === 'aggregate') return aggregateChange(expr, of);
  return expr.op === 'call' && expr.fn.name === 'CAST' ? changeOf(expr.args[0] as ExprNode, of, keys) : undefined;
}

function aggregateChange({ fn, args: [arg] }: AggregateNode, of: Changes): Change {
  if (fn.name === 'COUNT') return 'increasing';
  const change = EXTREMES[fn.name] ?? 'any';
  if (isAll(of)) return change;
  return arg?.op === 'column' && of[arg.name] === change ? change : 'any';
}

/** Whether a row that met a condition may later not. */
function isUndone(expr: ExprNode, change: (expr: ExprNode) => Change | undefined): boolean {
  const found = change(expr);
  if (found !== undefined) return found !== 'constant';
  if (expr.op !== 'call') return false;
  const { name } = expr.fn;
  const changing = expr.args.map(change).filter((one) => one !== undefined && one !== 'constant');
  if (name === 'AND' || name === 'OR' || expr.args.length === 1) return expr.args.some((arg) => isUndone(arg, change));
  if (name === '>' || name === '>=') return changing.length > 0 && changing[0] !== 'increasing';
  if (name === '<' || name === '<=') return changing.length > 0 && changing[0] !== 'decreasing';
  return changing.length > 0;
}
