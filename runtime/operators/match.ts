import { matchOperator } from '../engine/match/operator';
import { children, type ExprNode } from '../functions/function';
import type { PatternVariable } from '../match/pattern';
import { identifier } from '../sql/identifiers';
import { intervalLiteral } from '../sql/literals';
import { condition, expression, indent, render } from '../sql/query';
import type { Duration } from '../time';
import type { AnyType } from '../types/type';
import { type Explained, type Operator, type PlanNode, planNode } from './operator';
import { sourceOf } from './source';

/** Where the search for the next match begins. */
export type AfterMatch =
  | 'skip past last row'
  | 'skip to next row'
  | { readonly skipToFirst: string }
  | { readonly skipToLast: string };

/** Rows in a row that fit a pattern, each match one row of the result. */
export interface MatchNode extends PlanNode {
  readonly partitionBy: readonly string[];
  /** The time attribute by which rows are in order. */
  readonly time: string;
  readonly pattern: readonly PatternVariable[];
  /** The ids of columns of each variable. */
  readonly scopes: ReadonlyMap<number, string>;
  readonly define: Readonly<Record<string, ExprNode>>;
  readonly measures: Readonly<Record<string, ExprNode>>;
  readonly afterMatch: AfterMatch;
  readonly within?: Duration | undefined;
}

/** @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/match_recognize/ */
const match: Operator<MatchNode> = {
  name: 'Match',
  sql(node, context) {
    const { partitionBy, time, pattern, within } = node;
    const input = inputColumns(node);
    const aliases = new Map([...node.scopes].map(([id, name]) => [id, identifier(name)]));
    const sql = (expr: ExprNode) => expression(input.of(expr), aliases);
    const read = () =>
      render({ ...context.open(context.query(node.inputs[0] as PlanNode), 'select'), select: input.select });
    // MATCH_RECOGNIZE is of a table by name. The node's own view is that of its result.
    const relation = context.view(node.scopes, `${sourceOf(node).table}_to_match`, read, node);
    const measures = Object.entries(node.measures).map(([name, expr]) => `${sql(expr)} AS ${identifier(name)}`);
    const defined = Object.entries(node.define).map(
      ([name, expr]) => `${identifier(name)} AS ${condition(input.of(expr), aliases)}`,
    );
    const clauses = [
      ...(partitionBy.length > 0 ? [`PARTITION BY ${partitionBy.map(identifier).join(', ')}`] : []),
      `ORDER BY ${identifier(time)}`,
      `MEASURES\n${indent(measures.join(',\n'))}`,
      'ONE ROW PER MATCH',
      `AFTER MATCH ${afterMatch(node.afterMatch)}`,
      `PATTERN (${pattern.map(({ name, quantifier }) => identifier(name) + quantifier).join(' ')})${within ? ` WITHIN ${intervalLiteral(within.ms)}` : ''}`,
      // A variable without a condition is any row, but SQL wants one condition.
      `DEFINE\n${indent(defined.join(',\n') || `${identifier(pattern[0]?.name as string)} AS TRUE`)}`,
    ];
    return {
      select: Object.keys(node.schema).map((name) => [name, identifier(name)] as const),
      from: `${relation}\nMATCH_RECOGNIZE (\n${indent(clauses.join('\n'))}\n) AS \`t\``,
    };
  },
  rows: matchOperator,
  explain: ({ partitionBy, pattern, within }): Explained => ({
    does: `${pattern.map(({ name, quantifier }) => name + quantifier).join(' ')}${partitionBy.length > 0 ? ` per ${partitionBy.join(', ')}` : ''}`,
    state: 'per key: rows that the watermark has not passed, and those of matches that have begun',
    ...(within && { freed: `a match that is not complete within ${within}, then` }),
  }),
};

/**
 * What the pattern is looked for in: the keys, the time, and the columns of variables. Flink takes a column that is NOT
 * NULL at its word: it reads -1 where a variable has no row, and never finds `IS NULL` true. So variables get columns that
 * may be NULL, keys and the time as copies.
 */
function inputColumns(node: MatchNode) {
  const { schema } = node.inputs[0] as PlanNode;
  const kept = [...node.partitionBy, node.time];
  const used = new Set<string>();
  const collect = (expr: ExprNode): void => {
    if (expr.op === 'column') used.add(expr.name);
    children(expr).forEach(collect);
  };
  [...Object.values(node.define), ...Object.values(node.measures)].forEach(collect);
  const names = new Map<string, string>();
  const select = kept.map((name) => [name, identifier(name)] as [string, string]);
  for (const name of used) {
    let copy = name;
    for (let i = 2; kept.includes(name) && (copy === name || copy in schema); i++) copy = `${name}_${i}`;
    names.set(name, copy);
    const type = schema[name] as AnyType;
    // A measure of a time attribute would be one more, and a sink takes one at most.
    const isTime = type.role === 'rowtime' || type.role === 'proctime';
    const sql = isTime ? `CAST(${identifier(name)} AS ${type.spec.sql})` : identifier(name);
    select.push([copy, type.isNullable && copy === name ? sql : `CASE WHEN TRUE THEN ${sql} END`]);
  }
  const of = (expr: ExprNode): ExprNode => {
    if (expr.op === 'column') return { ...expr, name: names.get(expr.name) as string };
    return 'args' in expr ? { ...expr, args: expr.args.map(of) } : expr;
  };
  return { select, of };
}

function afterMatch(after: AfterMatch): string {
  if (typeof after === 'string') return after.toUpperCase();
  return 'skipToFirst' in after
    ? `SKIP TO FIRST ${identifier(after.skipToFirst)}`
    : `SKIP TO LAST ${identifier(after.skipToLast)}`;
}

export function matchNode(rest: Omit<MatchNode, 'operator' | 'id' | 'schema' | 'mode' | 'at' | 'call'>): MatchNode {
  const [input] = rest.inputs as [PlanNode];
  const keys = rest.partitionBy.map((name) => [name, input.schema[name]] as const);
  const measured = Object.entries(rest.measures).map(([name, { type }]) => [name, type] as const);
  return planNode(match, {
    ...rest,
    schema: Object.fromEntries([...keys, ...measured]) as PlanNode['schema'],
    mode: 'append',
  });
}
