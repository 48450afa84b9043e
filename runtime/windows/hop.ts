import { intervalLiteral } from '../sql/literals';
import type { Duration } from '../time';
import { shiftedWindows, startOf } from './offset';
import { checkLengths, floorTo, tumbleOf, type Window } from './window';

/**
 * Hopping windows: [start, start + size) for every start that is a multiple of `slide`, and the offset more; a row is in size / slide of them,
 * and late when the last of these has fired.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-tvf/#hop
 */
export function hop(slide: Duration, size: Duration, offset?: Duration): Window {
  checkLengths('hopping', { slide, size });
  const start = startOf('hopping', offset, slide, size);
  const shifted = (relation: string, column: string, length: Duration) =>
    shiftedWindows(relation, column, slide, length, start);
  return {
    name: 'hop',
    hops: true,
    shifted: start !== 0,
    text: `${size} every ${slide}${start === 0 ? '' : ` from ${offset}`}`,
    partitionBy: [],
    sql: (relation, column) =>
      start === 0
        ? `TABLE(HOP(TABLE ${relation}, DESCRIPTOR(${column}), ${intervalLiteral(slide.ms)}, ${intervalLiteral(size.ms)}))`
        : shifted(relation, column, size),
    lastEnd: (relation, column) => ({
      from: start === 0 ? tumbleOf(relation, column, slide) : shifted(relation, column, slide),
      end: `\`window_start\` + ${intervalLiteral(size.ms)}`,
    }),
    slicing: {
      size: size.ms,
      step: slide.ms,
      sliceOf: (ts) => `${floorTo(`(${ts} - ${start})`, slide.ms)} + ${slide.ms + start}`,
      lastWindow: (end) => `${end} + ${size.ms - slide.ms}`,
      start: (end) => `(${end} - ${size.ms})`,
    },
  };
}
