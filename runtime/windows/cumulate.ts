import { intervalLiteral } from '../sql/literals';
import type { Duration } from '../time';
import { checkLengths, floorTo, tumbleOf, type Window } from './window';

/**
 * Cumulative windows: from each multiple of `size` on, a window that ends after one `step`, after two, … and after `size`.
 * A row is late when the last of its windows, the one of the whole size, has fired.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-tvf/#cumulate
 */
export function cumulate(step: Duration, size: Duration): Window {
  checkLengths('cumulative', { step, size });
  return {
    name: 'cumulate',
    text: `${size} by ${step}`,
    partitionBy: [],
    sql: (relation, column) =>
      `TABLE(CUMULATE(TABLE ${relation}, DESCRIPTOR(${column}), ${intervalLiteral(step.ms)}, ${intervalLiteral(size.ms)}))`,
    lastEnd: (relation, column) => ({ from: tumbleOf(relation, column, size), end: '`window_end`' }),
    slicing: {
      size: size.ms,
      step: step.ms,
      cumulates: true,
      sliceOf: (ts) => `${floorTo(ts, step.ms)} + ${step.ms}`,
      lastWindow: (end) => `${floorTo(`(${end} - 1)`, size.ms)} + ${size.ms}`,
      start: (end) => `${floorTo(`(${end} - 1)`, size.ms)}`,
    },
  };
}
