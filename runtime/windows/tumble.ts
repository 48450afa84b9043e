import { MillraceError } from '../errors';
import { intervalLiteral } from '../sql/literals';
import type { Duration } from '../time';
import type { Window } from './window';

/**
 * Tumbling windows: each row is in the one window [start, start + size) that holds its time; windows are aligned to
 * 1970-01-01 00:00, earlier times included.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-tvf/#tumble
 */
export function tumble(size: Duration): Window {
  if (size.ms <= 0) throw new MillraceError('INVALID_WINDOW', `a tumbling window's size must be positive, not ${size}`);
  return {
    name: 'tumble',
    size,
    sql: (relation, column) => `TUMBLE(TABLE ${relation}, DESCRIPTOR(${column}), ${intervalLiteral(size.ms)})`,
    // Math.floor and not a truncating remainder: times before 1970 are negative.
    assign: (ts) => `(Math.floor(${ts} / ${size.ms}) + 1) * ${size.ms}`,
    // A window fires when the watermark reaches its end − 1 ms; before the first watermark nothing is late.
    lateWhen: (column) => `COALESCE(\`window_end\` - ${intervalLiteral(1)} <= CURRENT_WATERMARK(${column}), FALSE)`,
  };
}
