import { MillraceError } from '../errors';
import { intervalLiteral } from '../sql/literals';
import type { Duration } from '../time';
import type { Timestamp } from '../types/timestamp';
import type { AnyType, Rowtime, WindowEnd, WindowStart } from '../types/type';

/**
 * Columns that a window adds to its rows. Its bounds are known as such wherever they are selected, so that results can be
 * aggregated by window again; not those of processing time, nor of sessions, whose keys are the columns `Session`.
 */
export interface WindowColumns<Time extends AnyType = Timestamp & Rowtime, Session = never> {
  readonly window_start: Bound<Time, Session, WindowStart>;
  readonly window_end: Bound<Time, Session, WindowEnd>;
  /** The time attribute of the result, as the window's is: window_end − 1 ms. */
  readonly window_time: Time;
}
type Bound<Time, Session, Brand> = [Session] extends [never]
  ? Time extends Rowtime
    ? Timestamp & Brand
    : Timestamp
  : Timestamp;

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
  /** How the local runtime slices time; absent for sessions, which are not made of slices. */
  readonly slicing?: Slicing;
  /** Where they are Flink's hopping windows. */
  readonly hops?: boolean;
  /** Where they are some of more hopping windows: rows come to aggregates once for each window. */
  readonly shifted?: boolean;
  /** Of sessions, the gap in milliseconds. */
  readonly gap?: number;
}

/**
 * Windows made of slices, as Flink makes them: a row is added to one slice, and a window's result is that of its slices
 * together. A slice or window is known by its end; `…` are pieces of code.
 */
export interface Slicing {
  /** Length of the longest window in milliseconds. */
  readonly size: number;
  /** Code of the end of the slice that holds the time `ts`. */
  sliceOf(ts: string): string;
  /** Code of the end of the last window that the slice ending at `end` is part of. */
  lastWindow(end: string): string;
  /** Code of the start of the window that ends at `end`. */
  start(end: string): string;
  /** Milliseconds between the ends of windows, the length of a slice. */
  readonly step: number;
  /**
   * `cumulates`: each window goes on from the one before it that began at the same time. Otherwise slices are put
   * together for each window anew, the newest first: the order of addition shows in the last bits of a DOUBLE.
   */
  readonly cumulates?: boolean;
}

/** Code of the multiple of `length` milliseconds at or below `ts`: times before 1970 are negative, so a remainder won't do. */
export const floorTo = (ts: string, length: number): string => `Math.floor(${ts} / ${length}) * ${length}`;

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
