import { MillraceError } from '../errors';
import type { PlanNode } from '../operators/operator';
import { literalOf } from '../types/type';
import { children, type ExprNode } from './function';

const COMPARISONS = new Set([
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  'BETWEEN',
  'IN',
  'IS DISTINCT FROM',
  'IS NOT DISTINCT FROM',
]);

/**
 * Refuses a comparison of a value with itself, also where selects have given it two names. Flink's planner does not
 * compute it: `x = x` becomes TRUE or `x IS NOT NULL`, which is another answer for NaN, and in a WHERE for NULL.
 * @param node the relation whose columns the expression is made of.
 * @throws MillraceError SELF_COMPARISON
 */
export function refuseSelfComparison(expr: ExprNode, node: PlanNode): void {
  if (expr.op === 'call' && COMPARISONS.has(expr.fn.name)) {
    const [left, ...others] = expr.args.map((arg) => origin(arg, node));
    if (left !== undefined && others.includes(left)) {
      throw new MillraceError(
        'SELF_COMPARISON',
        `${others.length === 1 ? 'both sides' : 'two operands'} of ${expr.fn.name} are the same value`,
        'For rows where it is not NULL use .isNotNull().',
      );
    }
  }
  for (const child of children(expr)) refuseSelfComparison(child, node);
}

/** An expression in terms of the columns where they first come up: equal texts are one value to the planner. */
function origin(expr: ExprNode, node: PlanNode): string {
  switch (expr.op) {
    case 'literal':
      return `${expr.type.kind} ${literalOf(expr.value, expr.type)}`;
    case 'call':
    case 'aggregate':
      return `${expr.fn.name}(${children(expr)
        .map((child) => origin(child, node))
        .join()})`;
    case 'column': {
      // A side of a join has an identity of its own: two sides are two rows, also of one table.
      if (expr.table !== node.id) return `${expr.table}.${JSON.stringify(expr.name)}`;
      const [input, ...others] = node.inputs;
      const { columns } = node as { columns?: Readonly<Record<string, ExprNode>> };
      if (columns && input) return origin(columns[expr.name] as ExprNode, input);
      const passed = input && others.length === 0 && expr.name in input.schema;
      return passed ? origin({ ...expr, table: input.id }, input) : `${node.id}.${JSON.stringify(expr.name)}`;
    }
  }
}
