import type { Duration } from '../time';
import { checkLengths, floorTo, tumbleOf, type Window } from './window';

/**
 * Tumbling windows: each row is in the one window [start, start + size) that holds its time; windows are aligned to
 * 1970-01-01 00:00, earlier times included.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-tvf/#tumble
 */
export function tumble(size: Duration): Window {
  checkLengths('tumbling', { size });
  return {
    name: 'tumble',
    text: `${size}`,
    partitionBy: [],
    sql: (relation, column) => tumbleOf(relation, column, size),
    lastEnd: (relation, column) => ({ from: tumbleOf(relation, column, size), end: '`window_end`' }),
    slicing: {
      size: size.ms,
      step: size.ms,
      sliceOf: (ts) => `${floorTo(ts, size.ms)} + ${size.ms}`,
      lastWindow: (end) => end,
      start: (end) => `(${end} - ${size.ms})`,
    },
  };
}
