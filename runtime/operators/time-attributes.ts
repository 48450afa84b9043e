import type { ExprNode } from '../functions/function';
import { identifier } from '../sql/identifiers';
import { withRole } from '../types/type';
import type { PlanNode } from './operator';

/**
 * Whether a column is a time attribute to Flink: also a window function's own time column, which behind the function the
 * language takes for a plain timestamp.
 */
export function isTimeAttribute(node: PlanNode, name: string): boolean {
  const { role } = node.schema[name] ?? {};
  if (role !== undefined) return role === 'rowtime';
  const [input, ...others] = node.inputs;
  const { columns, keys } = node as { columns?: Readonly<Record<string, ExprNode>>; keys?: unknown };
  // Aggregates and joins make plain timestamps of them.
  if (!input || others.length > 0 || keys !== undefined) return false;
  const origin = columns ? columns[name] : undefined;
  if (columns) return origin?.op === 'column' && isTimeAttribute(input, origin.name);
  return name in input.schema && isTimeAttribute(input, name);
}

/** A column of a relation under its alias; cast where it is a time attribute that its result has no more: Flink's sinks refuse two. */
export function plainTime(sql: string, input: PlanNode, name: string, type: PlanNode['schema'][string]): string {
  return type.role !== 'rowtime' && isTimeAttribute(input, name) ? `CAST(${sql} AS ${type.spec.sql})` : sql;
}

/** All columns of a relation under its alias, as a result of the given schema has them. */
export const plainColumns = (input: PlanNode, alias: string, schema: PlanNode['schema']) =>
  Object.entries(schema).map(
    ([name, type]) => [name, plainTime(`${alias}.${identifier(name)}`, input, name, type)] as const,
  );

/** The expression with the columns marked that are time attributes to Flink, though to the language they are none. */
export function timed(expr: ExprNode, input: PlanNode): ExprNode {
  if (expr.op === 'literal') return expr;
  if (expr.op === 'column')
    return isTimeAttribute(input, expr.name) ? { ...expr, type: withRole(expr.type, 'rowtime') } : expr;
  const args = expr.args.map((arg) => timed(arg, input));
  return expr.op === 'aggregate' && expr.filter
    ? { ...expr, args, filter: timed(expr.filter, input) }
    : { ...expr, args };
}
