/** The wall clock: each of these gives another answer by the run, so results that depend on one cannot be replayed. */

import { MillraceError } from '../../errors';
import { type AnyExpr, call, type Expr } from '../../expr';
import { date } from '../../types/date';
import type { Mistake } from '../../types/mistake';
import type { KindOf } from '../../types/numeric';
import { time } from '../../types/time';
import { timestamp } from '../../types/timestamp';
import { timestampLtz } from '../../types/timestamp-ltz';
import { type AnyType, type Rowtime, type SqlType, withNullability } from '../../types/type';
import type { ScalarFunction } from '../function';
import { builtIn, define, type Stages, type TypeOfExpr } from '../signature';

const THE_CLOCK = 'it reads the clock of the machine, and a local run has none: the same input gives the same output';
const word = (name: string) => ({ sql: () => name, deterministic: false as const, onlyOnFlink: THE_CLOCK });

/**
 * `CURRENT_DATE`: the day it is in the time zone of the session (UTC), by the clock of the machine.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const currentDate = define('CURRENT_DATE', [], date, word('CURRENT_DATE'));
/**
 * `CURRENT_TIME`: the time of day in the time zone of the session (UTC), by the clock of the machine.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const currentTime = define('CURRENT_TIME', [], time, word('CURRENT_TIME'));
/**
 * `LOCALTIME`: the time of day in the time zone of the session (UTC), by the clock of the machine.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const localTime = define('LOCALTIME', [], time, word('LOCALTIME'));
/**
 * `LOCALTIMESTAMP`: date and time in the time zone of the session (UTC), by the clock of the machine.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const localTimestamp = define('LOCALTIMESTAMP', [], timestamp, word('LOCALTIMESTAMP'));
/**
 * `CURRENT_TIMESTAMP`: now, by the clock of the machine.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const currentTimestamp = define('CURRENT_TIMESTAMP', [], timestampLtz, word('CURRENT_TIMESTAMP'));
/**
 * `NOW()`: now, by the clock of the machine.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const now = define('NOW', [], timestampLtz, { deterministic: false, onlyOnFlink: THE_CLOCK });
/**
 * `CURRENT_ROW_TIMESTAMP()`: now, by the clock of the machine, for each row anew also in batch.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const currentRowTimestamp = define('CURRENT_ROW_TIMESTAMP', [], timestampLtz, {
  deterministic: false,
  onlyOnFlink: THE_CLOCK,
});

type IsRowtime<X> =
  TypeOfExpr<X> extends Rowtime
    ? unknown
    : Mistake<'CURRENT_WATERMARK takes a time attribute: declare .watermark(column, delay) on the source'>;
const watermarkDefinition: ScalarFunction = {
  name: 'CURRENT_WATERMARK',
  type([x]) {
    if (x?.role !== 'rowtime') {
      throw new MillraceError(
        'NO_TIME_ATTRIBUTE',
        'CURRENT_WATERMARK takes a time attribute',
        'Declare .watermark(column, delay) on the source.',
      );
    }
    return withNullability(x as AnyType, true);
  },
  deterministic: false,
  onlyOnFlink: 'watermarks are known where rows are split by lateness, not in expressions',
};
/**
 * `CURRENT_WATERMARK(x)`: the watermark of a time attribute where the row is; NULL before the first one.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 * @throws MillraceError NO_TIME_ATTRIBUTE
 */
export const currentWatermark = builtIn(
  watermarkDefinition,
  <X extends AnyExpr>(x: X & IsRowtime<X>): Expr<SqlType<KindOf<TypeOfExpr<X>>, true, Date>, Stages<X>> =>
    call(watermarkDefinition, [x.node]) as never,
);
