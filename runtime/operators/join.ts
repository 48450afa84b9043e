import { IntervalJoin } from '../engine/joins/interval';
import { LookupJoin } from '../engine/joins/lookup';
import { RegularJoin } from '../engine/joins/regular';
import { TemporalJoin } from '../engine/joins/temporal';
import { WindowJoin } from '../engine/joins/window';
import type { RowContext, RowOperator } from '../engine/row-operator';
import type { ExprNode } from '../functions/function';
import { identifier } from '../sql/identifiers';
import { intervalLiteral } from '../sql/literals';
import { type Aliases, condition, expression, indent, type Query, render, type SqlContext } from '../sql/query';
import type { Duration } from '../time';
import { type Explained, type NodeOf, type Operator, type PlanNode, planNode } from './operator';
import { plainTime } from './time-attributes';

/** `left`, `right`, `full`: rows without a partner come too, with NULL for the other side's columns. */
export type JoinType = 'inner' | 'left' | 'right' | 'full';

/** Two relations side by side. Columns of each carry the id of its side, so that a relation can be joined with itself. */
export interface TwoInputNode extends PlanNode {
  readonly leftId: number;
  readonly rightId: number;
  /** What must all be TRUE of two rows. */
  readonly on: readonly ExprNode[];
}

export interface JoinNode extends TwoInputNode {
  readonly type: JoinType;
  readonly columns: Readonly<Record<string, ExprNode>>;
  /** Of an interval join: the right row's time lies between the left one's plus these. */
  readonly between?: { readonly times: readonly [left: string, right: string]; readonly bounds: Bounds };
  /** The time at which the right side is looked at: a column of the left side, or when its row is joined. */
  readonly asOf?: AsOfColumn | typeof PROCESSING_TIME;
}

interface AsOfColumn {
  readonly column: string;
}

export const PROCESSING_TIME = 'processing time';

export type Bounds = readonly [lower: Duration, upper: Duration];

/** JOIN … ON with its SELECT. Flink tells the kinds apart by their conditions; they are named as it names them. */
const joinOperator = (
  name: string,
  explain: (node: JoinNode) => Explained,
  rows: (node: JoinNode, context: RowContext) => RowOperator,
): Operator<JoinNode> => ({
  name,
  explain,
  rows,
  sql(node, context) {
    const { left, right, aliases } = sides(node);
    const on = [...node.on.map((part) => condition(part, aliases)), ...interval(node, left, right)];
    return {
      select: Object.entries(node.columns).map(([name, column]) => [name, output(column, node, aliases)] as const),
      from: [
        leftSide(node, left, context),
        `${JOIN[node.type]} ${rightSide(node, left, right, context)}`,
        `  ON ${on.join('\n  AND ')}`,
      ].join('\n'),
    };
  },
});

export const regularJoin = joinOperator(
  'Join',
  ({ type }) => ({ does: type, state: 'every row of both sides' }),
  (node, context) => new RegularJoin(node, context),
);
export const intervalJoin = joinOperator(
  'IntervalJoin',
  ({ type, between }) => ({
    does: `${type}, ${between?.times[1]} from ${between?.bounds[0]} to ${between?.bounds[1]} after ${between?.times[0]}`,
    state: 'the rows of both sides',
    freed: 'when the watermark has passed all times that a partner can have',
  }),
  (node, context) => new IntervalJoin(node as JoinNode & Required<Pick<JoinNode, 'between'>>, context),
);
export const windowJoin = joinOperator(
  'WindowJoin',
  ({ type }) => ({ does: type, state: 'the rows of both sides', freed: 'when their window has fired' }),
  (node, context) => new WindowJoin(node, context),
);
export const temporalJoin = joinOperator(
  'TemporalJoin',
  ({ type, asOf }) => ({
    does: `${type}, as of ${(asOf as AsOfColumn).column}`,
    state: 'rows until the watermark reaches them, and per key the version that holds and those to come',
  }),
  (node, context) => new TemporalJoin(node, (node.asOf as AsOfColumn).column, context),
);
export const lookupJoin = joinOperator(
  'LookupJoin',
  ({ type }) => ({ does: `${type}, as of processing time` }),
  (node, context) => new LookupJoin(node, context),
);

const JOIN: Readonly<Record<JoinType, string>> = {
  inner: 'JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
};

function leftSide({ inputs, asOf }: JoinNode, alias: string, context: SqlContext): string {
  const [input] = inputs as [PlanNode];
  if (asOf !== PROCESSING_TIME) return context.aliased(input, alias);
  const columns = Object.keys(input.schema).map((name) => [name, identifier(name)] as const);
  const rows = {
    ...context.open(context.query(input), 'select'),
    select: [...columns, [proctime(input), 'PROCTIME()']],
  };
  return `(\n${indent(render(rows as Query))}\n) AS ${alias}`;
}

function rightSide({ inputs, asOf }: JoinNode, left: string, alias: string, context: SqlContext): string {
  const [input, right] = inputs as [PlanNode, PlanNode];
  if (asOf === undefined) return context.aliased(right, alias);
  const time = identifier(asOf === PROCESSING_TIME ? proctime(input) : asOf.column);
  return `${context.query(right).from} FOR SYSTEM_TIME AS OF ${left}.${time} AS ${alias}`;
}

/** The name of the column of its processing time that a lookup join adds for itself. */
function proctime({ schema }: PlanNode): string {
  let name = '_proctime';
  while (name in schema) name = `_${name}`;
  return name;
}

function interval({ between }: JoinNode, left: string, right: string): string[] {
  if (!between) return [];
  const [from, to] = between.times.map(identifier) as [string, string];
  const bound = ({ ms }: Duration) =>
    ms === 0 ? `${left}.${from}` : `${left}.${from} ${ms < 0 ? '-' : '+'} ${intervalLiteral(Math.abs(ms))}`;
  const [lower, upper] = between.bounds;
  return [`${right}.${to} BETWEEN ${bound(lower)} AND ${bound(upper)}`];
}

/** A selected column. */
function output(column: ExprNode, node: JoinNode, aliases: Aliases): string {
  const { inputs, leftId, rightId } = node;
  const sql = expression(column, aliases);
  // Behind a regular join there are no time attributes: Flink casts by itself.
  if (column.op !== 'column' || (node.operator as unknown) === regularJoin) return sql;
  const input = inputs[[leftId, rightId].indexOf(column.table)] as PlanNode;
  return plainTime(sql, input, column.name, column.type);
}

/** The quoted aliases of a node's two sides: what their tables are called. */
export function sides({ inputs, leftId, rightId }: TwoInputNode): { left: string; right: string; aliases: Aliases } {
  const [a, b] = inputs.map(relationName) as [string, string];
  const [left, right] = [identifier(a), identifier(a === b ? `${b}_2` : b)];
  return {
    left,
    right,
    aliases: new Map([
      [leftId, left],
      [rightId, right],
    ]),
  };
}

/** What a person would call a relation: after the tables that its rows come from. */
export function relationName(node: PlanNode & { readonly table?: string; readonly leftId?: number }): string {
  if (node.table !== undefined) return node.table;
  const inputs = node.leftId === undefined ? node.inputs.slice(0, 1) : node.inputs;
  return [...new Set(inputs.map(relationName))].join('_');
}

export function joinNode(operator: Operator<JoinNode>, rest: Omit<NodeOf<JoinNode>, 'schema'>): JoinNode {
  const schema = Object.fromEntries(Object.entries(rest.columns).map(([name, { type }]) => [name, type]));
  return planNode(operator, { ...rest, schema });
}
