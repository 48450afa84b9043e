/** Deduplication: of the rows of a part the first or the last. */
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

/** The last to come, also where it is the same row again. */
export const lastRow = (node: Ranking, context: RowContext): RowOperator => keeping(node, context, () => true);

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
    state: new Map<unknown, Row>(),
    onRow(row: Row): void {
      const part = ranking.partOf(row);
      const kept = operator.state.get(part);
      if (!isBetter(row, kept)) return;
      operator.state.set(part, row);
      if (kept) replace(ranking, 1, kept, row);
      else sendNew(ranking, row);
    },
  };
  return operator;
}
