import { identifier } from '../sql/identifiers';
import { intervalLiteral } from '../sql/literals';
import type { Duration } from '../time';
import { checkLengths, type Window } from './window';

/**
 * Session windows: rows of the same keys belong together as long as less than `gap`, or just `gap`, lies between them.
 * Lateness is conservative: a row is late when the session of that row alone would have fired, though Flink would keep it
 * if an open session reached as far back. Whether one does is known only behind the exchange by key.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-tvf/#session
 */
export function session(gap: Duration, partitionBy: readonly string[]): Window {
  checkLengths('session', { gap });
  const keys = partitionBy.map(identifier).join(', ');
  return {
    name: 'session',
    text: `${gap} gap`,
    partitionBy,
    gap: gap.ms,
    sql: (relation, column) =>
      `TABLE(SESSION(TABLE ${relation} PARTITION BY (${keys}), DESCRIPTOR(${column}), ${intervalLiteral(gap.ms)}))`,
    lastEnd: (relation, column) => ({ from: relation, end: `${column} + ${intervalLiteral(gap.ms)}` }),
  };
}
