import { intervalLiteral } from '../sql/literals';
import type { Duration } from '../time';
import { checkLengths, floorTo, tumbleOf, type Window } from './window';

/**
 * Hopping windows: [start, start + size) for every start that is a multiple of `slide`; a row is in size / slide of them,
 * and late when the last of these has fired.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-tvf/#hop
 */
export function hop(slide: Duration, size: Duration): Window {
  checkLengths('hopping', { slide, size });
  return {
    name: 'hop',
    text: `${size} every ${slide}`,
    partitionBy: [],
    sql: (relation, column) =>
      `TABLE(HOP(TABLE ${relation}, DESCRIPTOR(${column}), ${intervalLiteral(slide.ms)}, ${intervalLiteral(size.ms)}))`,
    lastEnd: (relation, column) => ({
      from: tumbleOf(relation, column, slide),
      end: `\`window_start\` + ${intervalLiteral(size.ms)}`,
    }),
    slicing: {
      size: size.ms,
      step: slide.ms,
      sliceOf: (ts) => `${floorTo(ts, slide.ms)} + ${slide.ms}`,
      lastWindow: (end) => `${end} + ${size.ms - slide.ms}`,
      start: (end) => `(${end} - ${size.ms})`,
    },
  };
}
