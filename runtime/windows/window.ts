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
  readonly size: Duration;
  /** The table-valued function over a quoted relation and time column. */
  sql(relation: string, column: string): string;
  /** Code of the end of the window that a row belongs to; `ts` is code of its time in milliseconds. */
  assign(ts: string): string;
  /** Condition in SQL, over the TVF's columns, under which no window of a row is open any more. */
  lateWhen(column: string): string;
}
