/** Patterns of rows: what matchRecognize takes, and how it is checked. */
import { MillraceError } from '../errors';
import { type AnyExpr, call, Expr, type Expression, type Stage } from '../expr';
import { children, type ExprNode } from '../functions/function';
import { refuseSelfComparison } from '../functions/self-comparison';
import { type AfterMatch, matchNode } from '../operators/match';
import { onTimeNode } from '../operators/on-time';
import { nextId, type PlanNode } from '../operators/operator';
import {
  checkColumns,
  checkKeys,
  columns,
  hasAggregate,
  type Plain,
  type Selected,
  type Selection,
} from '../selection';
import { identifier } from '../sql/identifiers';
import type { TimeAttribute } from '../table';
import type { Duration } from '../time';
import type { Boolean_ } from '../types/boolean';
import type { Mistake } from '../types/mistake';
import { type AnyType, type Proctime, type Schema, type SqlType, withNullability } from '../types/type';
import { hasEnd, isEnd } from './ends';
import { checkPattern, counts, type Pattern, type PatternMistakes, type PatternVariable } from './pattern';

/** The time of a match, which is its last row's, and the columns of each variable. */
export type Variables<Row extends Schema, P extends Pattern, Time extends AnyType> = {
  readonly [V in P[number] as V['name']]: VariableColumns<Row, V>;
} & ([Time] extends [Proctime]
  ? { readonly matchProctime: Expr<Time, 'row'> }
  : { readonly matchRowtime: Expr<Time, 'row'> });
type VariableColumns<Row extends Schema, V> = {
  readonly [K in keyof Row]: Expr<V extends PatternVariable<string, false> ? Plain<Row[K]> : Nullable<Row[K]>, 'row'>;
};
type Nullable<T> =
  T extends SqlType<infer Kind, boolean, infer Js, infer Parts> ? SqlType<Kind, true, Js, Parts> : never;

type Condition = Expression<Boolean_<boolean>, Stage>;
type Names<P extends Pattern> = P[number]['name'];

/** The options of matchRecognize. */
export interface MatchOptions<
  Row extends Schema,
  Keys extends keyof Row & string,
  Time,
  P extends Pattern,
  Defined extends string,
  M extends Selection,
> {
  /** Columns by which rows are parted: a match is of rows of one part. */
  readonly partitionBy?: readonly Keys[];
  /** The time attribute: rows are looked at in its order, those of the same time in their order of arrival. */
  readonly orderBy: Time;
  /** Variables in their order. */
  readonly pattern: P & PatternMistakes<P>;
  /** Which rows a variable can be: any row where it has no condition. */
  readonly define?: {
    readonly [D in Defined]: ((match: Variables<Row, P, Attribute<Row, Time>>) => Condition) &
      (D extends Names<P> ? unknown : Mistake<`define has a condition of ${D}, which the pattern has not`>);
  };
  /** The columns of a match, beside the keys. */
  readonly measures: (match: Variables<Row, P, Attribute<Row, Time>>) => M;
  /**
   * Where the search for the next match begins: behind the last row of this one (which is what it does unless told), at the
   * row behind its first one, or at the first or last row of a variable.
   */
  readonly afterMatch?:
    | 'skip past last row'
    | 'skip to next row'
    | { readonly skipToFirst: Names<P> }
    | { readonly skipToLast: Names<P> };
  /** All rows of a match are less than this apart. Without it Flink keeps the beginnings of matches for ever. */
  readonly within?: Duration;
}
type Attribute<Row extends Schema, Time> = Time extends keyof Row ? Row[Time] : AnyType;
/** The names of time attributes, or what is wrong. */
export type MatchTime<Row extends Schema, Mode> = Mode extends 'update'
  ? Mistake<'matchRecognize needs final rows: this table updates its earlier ones'>
  : [TimeAttribute<Row>] extends [never]
    ? Mistake<'matchRecognize goes by time, and there is no time attribute: declare .watermark(column, delay) on the source'>
    : TimeAttribute<Row>;

/** The columns of matches: the keys, and what is measured. */
export type Matched<Row extends Schema, Keys extends keyof Row, M extends Selection> = {
  readonly [K in Keys]: Plain<Row[K]>;
} & Selected<M>;

interface AnyOptions {
  readonly partitionBy?: readonly string[];
  readonly orderBy: string;
  readonly pattern: readonly PatternVariable[];
  readonly define?: Readonly<Record<string, (match: never) => AnyExpr>>;
  readonly measures: (match: never) => Selection;
  readonly afterMatch?: AfterMatch;
  readonly within?: Duration;
}

/** @throws MillraceError INVALID_PATTERN, NOT_APPEND_ONLY, NOT_A_TIME_ATTRIBUTE, UNKNOWN_COLUMN, FOREIGN_COLUMN */
export function matchRecognize(input: PlanNode, given: unknown): PlanNode {
  const options = given as AnyOptions;
  const { orderBy: time, pattern, afterMatch = 'skip past last row', within } = options;
  checkPattern(pattern);
  const role = timeRole(input, time);
  const partitionBy = checkKeys(options.partitionBy ?? [], input, 'matchRecognize');
  const sides = pattern.map((variable) => ({ name: variable.name, node: variableNode(input, variable) }));
  const match = variables(sides, input, time, role);
  const nodes = sides.map(({ node }) => node);
  const define = Object.entries(options.define ?? {}).map(([name, of]) => {
    if (!pattern.some((variable) => variable.name === name))
      throw new MillraceError('INVALID_PATTERN', `define has a condition of ${name}, which the pattern has not`);
    const { node, type } = of(match);
    if (type.kind !== 'BOOLEAN')
      throw new MillraceError(
        'INVALID_CONDITION',
        `${name} needs a condition: compare the value, as in m.${name}.x.gt(0)`,
      );
    check(node, nodes, `the condition of ${name}`);
    return [name, node] as const;
  });
  const measures = Object.entries(options.measures(match));
  if (measures.length === 0) throw new MillraceError('EMPTY_SELECT', 'measures must name at least one column');
  for (const [name, { node }] of measures) {
    identifier(name);
    if (partitionBy.includes(name))
      throw new MillraceError('RESERVED_COLUMN', `measures: ${name} is a key, which matches have already`);
    check(node, nodes, `the measure ${name}`);
  }
  checkAfter(afterMatch, pattern);
  if (within && within.ms <= 0) throw new MillraceError('INVALID_DURATION', `within must be positive, not ${within}`);
  return matchNode({
    inputs: [role === 'rowtime' ? onTimeNode(input, time, 'matchRecognize') : input],
    ...{ partitionBy, time, pattern, afterMatch, within },
    scopes: new Map(sides.map(({ name, node }) => [node.id, name])),
    define: Object.fromEntries(define),
    measures: Object.fromEntries(measures.map(([name, { node }]) => [name, node])),
  });
}

function timeRole({ mode, schema }: PlanNode, time: string): 'rowtime' | 'proctime' {
  if (mode === 'update') {
    throw new MillraceError('NOT_APPEND_ONLY', 'matchRecognize needs final rows: this table updates its earlier ones');
  }
  const role = schema[time]?.role;
  if (role === 'rowtime' || role === 'proctime') return role;
  throw new MillraceError(
    'NOT_A_TIME_ATTRIBUTE',
    `matchRecognize goes by time, and ${time} is not a time attribute`,
    'Declare .watermark(column, delay) on the source, and keep the column as it is in every select on the way.',
  );
}

/** The relation of a variable's rows: it may have none. */
function variableNode(input: PlanNode, { mayBeEmpty }: PatternVariable): PlanNode {
  const schema = Object.entries(input.schema).map(
    ([name, type]) => [name, withNullability(type, type.isNullable || mayBeEmpty)] as const,
  );
  return { ...input, id: nextId(), schema: Object.fromEntries(schema) };
}

function variables(
  sides: readonly { readonly name: string; readonly node: PlanNode }[],
  input: PlanNode,
  time: string,
  role: 'rowtime' | 'proctime',
): never {
  const [property, name] = role === 'rowtime' ? ['matchRowtime', 'MATCH_ROWTIME'] : ['matchProctime', 'MATCH_PROCTIME'];
  if (sides.some((side) => side.name === property))
    throw new MillraceError('INVALID_PATTERN', `${property} is the time of a match: call the variable something else`);
  const type = input.schema[time] as AnyType;
  const at = call({ name: name as string, type: () => type }, []);
  return Object.fromEntries([
    ...sides.map((side) => [side.name, columns(side.node)] as const),
    [property, new Expr(at.node, type)],
  ]) as never;
}

/** What Flink has no code for in a pattern, or refuses in words of its own. */
function check(expr: ExprNode, variables: readonly PlanNode[], where: string): void {
  checkColumns(expr, variables, where);
  for (const variable of variables) refuseSelfComparison(expr, variable);
  const visit = (node: ExprNode): void => {
    if (node.op === 'aggregate' || isEnd(node)) {
      if (children(node).some((child) => hasAggregate(child) || hasEnd(child)))
        throw new MillraceError('INVALID_PATTERN', `${where}: an aggregate cannot be the argument of another`);
      if (tablesOf(node).size > 1)
        throw new MillraceError('INVALID_PATTERN', `${where}: an aggregate is over the rows of one variable`);
    }
    if (node.op === 'aggregate' && (node.distinct || node.filter)) {
      throw new MillraceError(
        'INVALID_PATTERN',
        `${where}: Flink has no ${node.distinct ? 'DISTINCT' : 'FILTER'} in a pattern`,
        'Aggregate the matches in a groupBy, or put the condition into the argument.',
      );
    }
    children(node).forEach(visit);
  };
  visit(expr);
}

const tablesOf = (node: ExprNode): Set<number> =>
  node.op === 'column' ? new Set([node.table]) : new Set(children(node).flatMap((child) => [...tablesOf(child)]));

function checkAfter(after: AfterMatch, pattern: readonly PatternVariable[]): void {
  if (typeof after === 'string') return;
  const name = 'skipToFirst' in after ? after.skipToFirst : after.skipToLast;
  const place = pattern.findIndex((variable) => variable.name === name);
  const variable = pattern[place];
  if (!variable) throw new MillraceError('INVALID_PATTERN', `afterMatch: the pattern has no variable ${name}`);
  if (variable.mayBeEmpty)
    throw new MillraceError(
      'INVALID_PATTERN',
      `afterMatch: ${name} may be missing, and then there is nowhere to skip to`,
    );
  // The next match would be this one again: Flink fails the job.
  const canBegin = pattern.slice(0, place).every(({ mayBeEmpty }) => mayBeEmpty);
  if (canBegin && ('skipToFirst' in after || counts(variable).from < 2)) {
    throw new MillraceError(
      'INVALID_PATTERN',
      `afterMatch: ${name} is where a match can begin, and the search would never go on`,
      "Use 'skip to next row'.",
    );
  }
}
