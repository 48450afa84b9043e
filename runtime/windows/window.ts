import { MillraceError } from '../errors';
import { intervalLiteral } from '../sql/literals';
import type { Duration } from '../time';
import type { Timestamp } from '../types/timestamp';
import type { Rowtime } from '../types/type';

/** Columns that a window adds to its rows. */
export interface WindowColumns {
  readonly window_start: Timestamp;
  readonly window_end: Timestamp;
  /** The time attribute of the result: window_end − 1 ms. */
  readonly window_time: Timestamp & Rowtime;
}

/** A kind of window: its table-valued function, its assignment of rows and what makes a row late. One a file. */
export interface Window {
  readonly name: string;
  /** What a person reads of its lengths: `1 min`, or `5 min every 1 min`. */
  readonly text: string;
  /** Columns by which rows are partitioned before windows are made: a session's. */
  readonly partitionBy: readonly string[];
  /** The table-valued function over a quoted relation and time column. */
  sql(relation: string, column: string): string;
  /** The end of the last window that a row can be in: an expression over a relation made of the given one. */
  lastEnd(relation: string, column: string): { readonly from: string; readonly end: string };
  /** How the local runtime assigns rows; absent where it cannot yet. */
  readonly local?: {
    readonly size: Duration;
    /** Code of the end of the window that a row belongs to; `ts` is code of its time in milliseconds. */
    assign(ts: string): string;
  };
}

/** A tumbling window's function, by which other windows also find the slice that a row is in. */
export const tumbleOf = (relation: string, column: string, size: Duration): string =>
  `TABLE(TUMBLE(TABLE ${relation}, DESCRIPTOR(${column}), ${intervalLiteral(size.ms)}))`;

/** @throws MillraceError INVALID_WINDOW */
export function checkLengths(window: string, lengths: Readonly<Record<string, Duration>>): void {
  for (const [name, length] of Object.entries(lengths)) {
    if (length.ms <= 0)
      throw new MillraceError('INVALID_WINDOW', `a ${window} window's ${name} must be positive, not ${length}`);
  }
  const [[name, part], whole] = [Object.entries(lengths)[0] as [string, Duration], lengths.size];
  if (whole && whole.ms % part.ms !== 0) {
    throw new MillraceError(
      'INVALID_WINDOW',
      `a ${window} window's size must be a multiple of its ${name}: ${whole} is none of ${part}`,
    );
  }
}
