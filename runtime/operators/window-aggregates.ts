/** Aggregates that Flink 1.20 has no code for in some windows: its planner accepts them, and the job fails when it starts. */
import { MillraceError } from '../errors';
import { type AggregateNode, children, type ExprNode } from '../functions/function';
import type { Window } from '../windows/window';

/** Their results of two parts of a window cannot be put together. */
const WITHOUT_MERGE = new Set(['FIRST_VALUE', 'LAST_VALUE', 'JSON_ARRAYAGG', 'JSON_OBJECTAGG']);
/** With DISTINCT, rows cannot be taken back: hopping windows have Flink ask for it, though they never do. */
const WITHOUT_RETRACTION = new Set(['SUM', 'LISTAGG']);

/** @throws MillraceError UNSUPPORTED_AGGREGATE */
export function checkAggregates(window: Window, exprs: readonly ExprNode[]): void {
  const isOfParts = window.hops || window.slicing?.step !== window.slicing?.size || window.gap !== undefined;
  for (const { fn, distinct } of exprs.flatMap(aggregatesOf)) {
    const isRefused =
      (isOfParts && WITHOUT_MERGE.has(fn.name)) || (window.hops && distinct && WITHOUT_RETRACTION.has(fn.name));
    if (!isRefused) continue;
    throw new MillraceError(
      'UNSUPPORTED_AGGREGATE',
      `Flink cannot compute ${fn.name}${distinct ? ' with distinct' : ''} over ${window.hops ? 'hopping windows, as which it runs this' : `${window.name} windows`}`,
      'Use a tumbling window without an offset, or another aggregate.',
    );
  }
}

const aggregatesOf = (node: ExprNode): AggregateNode[] =>
  node.op === 'aggregate' ? [node] : children(node).flatMap(aggregatesOf);
