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
import type { Code, ScalarFunction } from '../function';
import { builtIn, define, type Stages, type TypeOfExpr } from '../signature';

/** Locally by the clock of the job, which is told: `millrace run` tells it the machine's. */
const clock = (ofMillis: (now: string) => string) => ({
  deterministic: false as const,
  readsClock: true as const,
  code: (): Code => ({ value: ofMillis('clock.now'), isNull: 'false' }),
});
const word = (name: string, ofMillis: (now: string) => string = (now) => now) => ({
  sql: () => name,
  ...clock(ofMillis),
});
const dayOf = (now: string): string => `$.date(Math.floor(${now} / 86400000))`;
const timeOf = (now: string): string => `$.time(${now})`;

/**
 * `CURRENT_DATE`: the day it is in the time zone of the session (UTC), by the clock of the machine.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const currentDate = define('CURRENT_DATE', [], date, word('CURRENT_DATE', dayOf));
/**
 * `CURRENT_TIME`: the time of day in the time zone of the session (UTC), by the clock of the machine.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const currentTime = define('CURRENT_TIME', [], time, word('CURRENT_TIME', timeOf));
/**
 * `LOCALTIME`: the time of day in the time zone of the session (UTC), by the clock of the machine.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const localTime = define('LOCALTIME', [], time, word('LOCALTIME', timeOf));
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
export const now = define(
  'NOW',
  [],
  timestampLtz,
  clock((now) => now),
);
/**
 * `CURRENT_ROW_TIMESTAMP()`: now, by the clock of the machine, for each row anew also in batch.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const currentRowTimestamp = define(
  'CURRENT_ROW_TIMESTAMP',
  [],
  timestampLtz,
  clock((now) => now),
);

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
  readsWatermark: true,
  code: () => ({ value: 'W[i]', isNull: '(W[i] === -Infinity)' }),
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
