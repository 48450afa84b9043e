/** What Flink cannot ask within EXISTS. */
import { MillraceError } from '../errors';
import { and } from '../functions/and';
import { children, type ExprNode } from '../functions/function';
import { isDistinctFrom, isNotDistinctFrom } from '../functions/logic/truth';
import { not } from '../functions/not';
import { or } from '../functions/or';
import type { PlanNode } from '../operators/operator';

/**
 * Refuses conditions that Flink's planner takes for an OR over the left row: it makes another query of those, whose
 * result updates and in which rows with a NULL never have a partner.
 * @throws MillraceError INVALID_JOIN
 */
export function refuseDisjunctions(conditions: readonly ExprNode[], left: PlanNode, where: string): void {
  for (const condition of conditions) {
    const found = disjunction(condition, left);
    if (!found) continue;
    throw new MillraceError(
      'INVALID_JOIN',
      `${where}: Flink cannot compare a row of the left table within ${found}, and would find no partner where NULL is`,
      'Keep to conditions joined by AND; or take the left join instead, and look whether the right side is NULL.',
    );
  }
}

/** The name of what becomes an OR with a column of the left side in it. */
function disjunction(node: ExprNode, left: PlanNode): string | undefined {
  if (node.op !== 'call') return undefined;
  const [first] = node.args;
  const isNegated = node.fn === not && first?.op === 'call' && first.fn === and;
  const isOr = isNegated || node.fn === or || node.fn === isDistinctFrom || node.fn === isNotDistinctFrom;
  const columns = columnsOf(node);
  // Of one column alone the planner makes a search of values.
  if (isOr && columns.size > 1 && [...columns].some((column) => column.startsWith(`${left.id}.`)))
    return isNegated ? 'NOT (… AND …)' : node.fn.name;
  for (const child of node.args) {
    const found = disjunction(child, left);
    if (found) return found;
  }
  return undefined;
}

function columnsOf(node: ExprNode, found = new Set<string>()): Set<string> {
  if (node.op === 'column') found.add(`${node.table}.${node.name}`);
  else for (const child of children(node)) columnsOf(child, found);
  return found;
}
