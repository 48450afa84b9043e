/** What operators wait with until time has come, for people who ask why. */
import { instant } from './why-text';

/** What an operator goes on with when time has come. */
export interface Open {
  /** A sentence, as in `The tumble window … has not fired`. */
  readonly what: string;
  /** The watermark, or of processing time the clock, that it waits for. */
  readonly until: number;
  readonly isByClock?: boolean;
}

/**
 * Windows that have not fired, the earliest first.
 * @param windows the end of each, and how many groups of rows it has
 */
export function openWindows(
  windows: Iterable<{ readonly end: number; readonly groups: number }>,
  { name = '', size }: { readonly name?: string; readonly size?: number | undefined } = {},
): Open[] {
  return [...windows]
    .sort((a, b) => a.end - b.end)
    .map(({ end, groups }) => {
      const bounds = size === undefined ? `that ends at ${instant(end)}` : `${instant(end - size)} to ${instant(end)}`;
      const rows = groups === 1 ? 'one group' : `${groups} groups`;
      return { what: `The ${name && `${name} `}window ${bounds}, with rows of ${rows}, has not fired`, until: end - 1 };
    });
}

/** The ends of windows, one of each group, as windows with groups. */
export function byEnd(ends: Iterable<number>): { end: number; groups: number }[] {
  const groups = new Map<number, number>();
  for (const end of ends) groups.set(end, (groups.get(end) ?? 0) + 1);
  return [...groups].map(([end, n]) => ({ end, groups: n }));
}

/** Rows that wait for the watermark to reach their times. */
export function waitingRows(times: Iterable<number>): Open[] {
  let rows = 0;
  let first = Number.POSITIVE_INFINITY;
  for (const time of times) {
    rows++;
    first = Math.min(first, time);
  }
  if (rows === 0) return [];
  return [
    { what: `${rows === 1 ? 'A row waits, of' : `${rows} rows wait, the first of`} ${instant(first)}`, until: first },
  ];
}

/** The time of each row of those that wait by their times. */
export function* timesOf(waiting: ReadonlyMap<number, readonly unknown[]>): Generator<number> {
  for (const [time, rows] of waiting) for (const _ of rows) yield time;
}
