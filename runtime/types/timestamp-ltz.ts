import { type Instant, type Precise, type PrecisionMistake, spec } from './timestamp';
import { defineType, type SqlType } from './type';

/** TIMESTAMP_LTZ(3), a point in time: a JavaScript Date. */
export type TimestampLtz<N extends boolean = false> = SqlType<'TIMESTAMP_LTZ', N, Date>;
/** TIMESTAMP_LTZ(p): a Date up to milliseconds, beyond them a text in UTC such as '2026-03-29 00:58:00.123456'. */
export type TimestampLtzOf<P extends number = number, N extends boolean = false> = SqlType<
  Precise<'TIMESTAMP_LTZ', P>,
  N,
  Instant<P>
>;

export const timestampLtz: TimestampLtz = defineType<'TIMESTAMP_LTZ', Date>(spec('TIMESTAMP_LTZ', 3));

/**
 * `TIMESTAMP_LTZ(precision)`, a point in time; `t.timestampLtz` is that of milliseconds.
 * @param precision digits behind the second, 0 to 9.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/types/#timestamp_ltz
 * @throws MillraceError INVALID_TYPE
 */
export function timestampLtzOf<const P extends number>(precision: P & PrecisionMistake<P>): TimestampLtzOf<P> {
  return defineType(spec('TIMESTAMP_LTZ', precision)) as never;
}
