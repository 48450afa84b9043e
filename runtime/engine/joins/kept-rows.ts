/** The rows of one side of a join over all time, by the key of the join. */
import type { Row } from '../row-code';

/** A row that is there, once or several times. */
export interface Kept {
  readonly row: Row;
  count: number;
  /** How many rows of the other side belong to it; counted where it is asked. */
  partners: number;
}

/** By the join's key, rows by their own. */
export type KeptRows = Map<unknown, Map<unknown, Kept>>;

export function keep(all: KeptRows, key: unknown, rowKey: unknown, row: Row, partners: number): void {
  let rows = all.get(key);
  if (!rows) all.set(key, (rows = new Map()));
  const kept = rows.get(rowKey);
  if (kept) {
    kept.count++;
    kept.partners = partners;
  } else rows.set(rowKey, { row, count: 1, partners });
}

/** Takes a row back; one that is not there is left out, as on Flink. */
export function drop(all: KeptRows, key: unknown, rowKey: unknown): void {
  const rows = all.get(key);
  const kept = rows?.get(rowKey);
  if (!rows || !kept) return;
  if (--kept.count > 0) return;
  rows.delete(rowKey);
  if (rows.size === 0) all.delete(key);
}

/** Those rows of a key for which something holds. */
export function found(all: KeptRows, key: unknown, isFound: (row: Row) => boolean): Kept[] {
  const matching: Kept[] = [];
  for (const kept of all.get(key)?.values() ?? []) if (isFound(kept.row)) matching.push(kept);
  return matching;
}

export const countOf = (rows: readonly Kept[]): number => rows.reduce((sum, { count }) => sum + count, 0);
