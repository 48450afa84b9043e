/** The rows of one side of a join over all time, by the key of the join. */
import type { Row } from '../row-code';
import type { Clock } from '../row-operator';
import { ofKey } from './of-key';

/** A row that is there, once or several times. */
export interface Kept {
  readonly row: Row;
  count: number;
  /** How many rows of the other side belong to it; counted where it is asked. */
  partners: number;
  /** Processing time of the last change: of a state TTL the beginning. */
  written: number;
}

/** By the join's key, rows by their own. */
export type KeptRows = Map<unknown, Map<unknown, Kept>>;

export function keep(all: KeptRows, key: unknown, rowKey: unknown, row: Row, partners: number, clock: Clock): void {
  const rows = ofKey(all, key, () => new Map<unknown, Kept>());
  const kept = rows.get(rowKey);
  const count = kept && !isExpired(kept.written, clock) ? kept.count + 1 : 1;
  rows.set(rowKey, { row, count, partners, written: clock.now });
}

/** Takes a row back; one that is not there is left out, as on Flink. */
export function drop(all: KeptRows, key: unknown, rowKey: unknown, clock: Clock): void {
  const rows = all.get(key);
  const kept = rows?.get(rowKey);
  if (!rows || !kept) return;
  kept.written = clock.now;
  if (--kept.count > 0) return;
  rows.delete(rowKey);
  if (rows.size === 0) all.delete(key);
}

export function setPartners(kept: Kept, partners: number, clock: Clock): void {
  kept.partners = partners;
  kept.written = clock.now;
}

/** Those rows of a key for which something holds. */
export function found(all: KeptRows, key: unknown, isFound: (row: Row) => boolean, clock: Clock): Kept[] {
  const matching: Kept[] = [];
  const rows = all.get(key);
  if (!rows) return matching;
  for (const [rowKey, kept] of rows) {
    if (isExpired(kept.written, clock)) rows.delete(rowKey);
    else if (isFound(kept.row)) matching.push(kept);
  }
  if (rows.size === 0) all.delete(key);
  return matching;
}

export const countOf = (rows: readonly Kept[]): number => rows.reduce((sum, { count }) => sum + count, 0);

/** Whether what was written then is kept no more. */
export const isExpired = (written: number, { now, stateTtl }: Clock): boolean =>
  stateTtl !== undefined && written + stateTtl <= now;
