/** Deduplication: of the rows of a part the first or the last. */
import { dropIdle, type Idle, keepPart } from '../idle';
import type { Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { type Ranking, ranked, replace, sendNew } from './ranked';

/** Whether a row takes the place of the one that was kept: of rows of one time the last to come is the last. */
export function isKept({ inputs: [input], orderBy: [key] }: Ranking): (row: Row, kept: Row | undefined) => boolean {
  const place = Object.keys(input?.schema ?? {}).indexOf(key?.column ?? '');
  const timeOf = (row: Row) => row[place] as number;
  return key?.direction === 'ASC'
    ? (row, kept) => kept === undefined || timeOf(row) < timeOf(kept)
    : (row, kept) => kept === undefined || timeOf(kept) <= timeOf(row);
}

/** By event time, which rows do not come in the order of. */
export function keptRow(node: Ranking, context: RowContext): RowOperator {
  const isBetter = isKept(node);
  return keeping(node, context, isBetter);
}

/** The last to come; the same row again in the same millisecond is not sent, unless state is given up where nothing is. */
export function lastRow(node: Ranking, context: RowContext): RowOperator {
  const sendsEqual = context.stateTtl !== undefined;
  return keeping(node, context, (row, kept) => sendsEqual || !kept?.every((value, i) => value === row[i]));
}

/** The first to come, which is final. */
export const firstRow = (node: Ranking, context: RowContext): RowOperator =>
  keeping(node, context, (_, kept) => kept === undefined);

function keeping(
  node: Ranking,
  context: RowContext,
  isBetter: (row: Row, kept: Row | undefined) => boolean,
): RowOperator {
  const ranking = ranked(node, context);
  const operator = {
    state: new Map<unknown, Idle & { row: Row }>(),
    onRow(row: Row): void {
      const part = ranking.partOf(row);
      const kept = operator.state.get(part)?.row;
      if (!isBetter(row, kept)) return;
      keepPart(operator.state, part, { row }, context);
      if (kept) replace(ranking, 1, kept, row);
      else sendNew(ranking, row);
    },
    onClock: () => dropIdle(operator.state, context),
  };
  return operator;
}
