/** What holds the groups of open windows: state by group, without knowing what an aggregate is. */
import type { Window } from '../windows/window';

export type Accumulators = Float64Array | BigInt64Array | unknown[];

/** Groups with their accumulators: a slice of time, a window that is put together from slices, or sessions. */
export interface Groups {
  /** End of the slice or window. */
  end: number;
  /** Group of a key, from 1 on; 0 or nothing when the key has not been met. */
  groupOf: Int32Array;
  keyOf: Int32Array;
  groups: number;
  slots: Accumulators[];
  /** Of sessions, each group's own bounds. */
  starts?: number[];
  ends?: number[];
}

/** A window that fires, and the groups of it that do, in their order. */
export interface Fired {
  readonly groups: Groups;
  readonly order: readonly number[];
}

/** The open windows of an aggregation. Its code takes part in the loop over rows, where `op` is the aggregation. */
export interface Frames {
  /** The lowest watermark that fires a window. */
  readonly nextFire: number;
  /**
   * Code for a row of time `ts` when the watermark is `wm`: what to do with it when it is late, and `w`, the groups it
   * belongs to; `end` is NaN whenever windows have fired. `reload` follows whenever `w` or its arrays have changed.
   */
  enter(ts: string, late: string, reload: string): string[];
  /** Code of `g`, the group of `key` in `w`. */
  place(reload: string): string;
  /** Code of the bounds of group `g` of the window `w`. */
  start(g: string, w: string): string;
  end(g: string, w: string): string;
  /** The windows that have been passed, in the order in which they fire. */
  due(progress: number): Iterable<Fired>;
  /** All that it keeps: plain data, so that a copy of it is a snapshot. */
  state: unknown;
  /** The ends of windows that have rows and have not fired, with the number of keys in them. */
  open(): { end: number; groups: number }[];
}

/** Code of the end of the last window that a row of time `ts` can be in. */
export const lastEnd = ({ slicing, gap }: Window, ts: string): string =>
  slicing ? slicing.lastWindow(`(${slicing.sliceOf(ts)})`) : `${ts} + ${gap}`;
