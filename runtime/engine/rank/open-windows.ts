/** Windows that have rows and have not fired, which they do in Flink's order. */
import type { RowContext } from '../row-operator';
import { addTimer, dueTimers, type Timer } from '../timers';

export interface OpenWindow<T> extends Timer {
  readonly key: unknown;
  kept: T;
}

/** Plain data, to be an operator's state. */
export interface OpenWindows<T> {
  readonly ofKey: Map<unknown, OpenWindow<T>>;
  /** Those of rows that Flink would still buffer: their timers are set when the first of them is due. */
  buffered: OpenWindow<T>[];
  readonly timers: OpenWindow<T>[];
  earliest: number;
}

export const noWindows = <T>(): OpenWindows<T> => ({
  ofKey: new Map(),
  buffered: [],
  timers: [],
  earliest: Number.POSITIVE_INFINITY,
});

/** The window of a row that has come; none if it has fired. */
export function windowOf<T>(
  windows: OpenWindows<T>,
  key: unknown,
  end: number,
  { watermark }: RowContext,
  create: () => T,
): OpenWindow<T> | undefined {
  const time = end - 1;
  if (time <= watermark) return undefined;
  const known = windows.ofKey.get(key);
  if (known) {
    // Its timer may be set already; what is buffered with it is set with it.
    windows.earliest = Math.min(windows.earliest, time);
    return known;
  }
  const window: OpenWindow<T> = { key, time, place: 0, kept: create() };
  windows.ofKey.set(key, window);
  windows.buffered.push(window);
  windows.earliest = Math.min(windows.earliest, time);
  return window;
}

/** The end of each. */
export const ends = <T>({ ofKey }: OpenWindows<T>): number[] => [...ofKey.values()].map(({ time }) => time + 1);

/** Takes out the windows that the watermark has passed. */
export function* fired<T>(windows: OpenWindows<T>, watermark: number): Generator<T> {
  if (windows.earliest <= watermark) {
    for (const window of windows.buffered) addTimer(windows.timers, window);
    windows.buffered = [];
    windows.earliest = Number.POSITIVE_INFINITY;
  }
  for (const { key, kept } of dueTimers(windows.timers, watermark)) {
    windows.ofKey.delete(key);
    yield kept;
  }
}
