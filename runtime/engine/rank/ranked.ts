/** What all ways to rank rows share: which rows are first, and how they are sent on. */
import type { RankNode } from '../../operators/rank';
import { DELETE, INSERT, type RowKind, UPDATE_AFTER, UPDATE_BEFORE } from '../changes';
import { keyOf, type Row } from '../row-code';
import type { RowContext } from '../row-operator';
import { type Order, type OrderedEntry, type OrderedList, orderOf, type Sorted, same, signedZeros } from './order';

export type Ranking = Pick<RankNode, 'inputs' | 'partitionBy' | 'orderBy' | 'limit' | 'rank'>;

/** A ranking as its operator uses it. */
export interface Ranked {
  readonly n: number;
  readonly order: Order;
  readonly partOf: (row: Row) => unknown;
  /** Whether a row is sent again when its place changes. Of one row the place is known. */
  readonly isNumbered: boolean;
  /** Sends a row at its place, from 1 on, unless it is beyond n. */
  send(row: Row, place: number, kind: RowKind): void;
}

export function ranked(
  { inputs: [input], partitionBy, orderBy, limit: n, rank }: Ranking,
  { emit }: RowContext,
): Ranked {
  if (!input) throw new TypeError('a ranking has an input');
  return {
    n,
    order: orderOf(input, orderBy),
    partOf: keyOf(partitionBy, input.schema),
    isNumbered: rank !== undefined && n > 1,
    send(row, place, kind) {
      if (place > n) return;
      emit(rank === undefined ? row : [...row, BigInt(n === 1 ? 1 : place)], kind);
    },
  };
}

/** The row at a place is another now. */
export function replace({ send }: Ranked, place: number, before: Row, after: Row): void {
  send(before, place, UPDATE_BEFORE);
  send(after, place, UPDATE_AFTER);
}

export const sendNew = ({ send }: Ranked, row: Row, place = 1): void => send(row, place, INSERT);
export const sendGone = ({ send }: Ranked, row: Row, place = 1): void => send(row, place, DELETE);

/**
 * Sends a new row that was put into the list, and those that it pushes down. Gives the first entry that is not looked
 * at: all in it and behind it is beyond n.
 */
export function pushDown<T>(
  ranking: Ranked,
  { entries }: OrderedList<T>,
  at: Sorted,
  row: Row,
  rowOf: (item: T) => Row,
): number {
  let place = 0;
  let moved: Row | undefined;
  let i = 0;
  for (; i < entries.length && place <= ranking.n; i++) {
    const entry = entries[i] as OrderedEntry<T>;
    if (!moved) {
      place += entry.items.length;
      if (same(entry.at, at)) moved = row;
      continue;
    }
    for (const item of entry.items) {
      if (place > ranking.n) break;
      const pushed = rowOf(item);
      replace(ranking, place, pushed, moved);
      moved = pushed;
      place++;
    }
  }
  if (place <= ranking.n) {
    if (!moved) throw signedZeros();
    sendNew(ranking, moved, place);
  }
  return i;
}
