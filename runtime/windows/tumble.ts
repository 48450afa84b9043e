import type { Duration } from '../time';
import { shiftedWindows, startOf } from './offset';
import { checkLengths, floorTo, tumbleOf, type Window } from './window';

/**
 * Tumbling windows: each row is in the one window [start, start + size) that holds its time; windows are aligned to
 * 1970-01-01 00:00 and the offset, earlier times included.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-tvf/#tumble
 */
export function tumble(size: Duration, offset?: Duration): Window {
  checkLengths('tumbling', { size });
  const start = startOf('tumbling', offset, size, size);
  const from = (relation: string, column: string) =>
    start === 0 ? tumbleOf(relation, column, size) : shiftedWindows(relation, column, size, size, start);
  return {
    name: 'tumble',
    hops: start !== 0,
    shifted: start !== 0,
    text: start === 0 ? `${size}` : `${size} from ${offset}`,
    partitionBy: [],
    sql: from,
    lastEnd: (relation, column) => ({ from: from(relation, column), end: '`window_end`' }),
    slicing: {
      size: size.ms,
      step: size.ms,
      sliceOf: (ts) => `${floorTo(`(${ts} - ${start})`, size.ms)} + ${size.ms + start}`,
      lastWindow: (end) => end,
      start: (end) => `(${end} - ${size.ms})`,
    },
  };
}
