import { parseTimestamp } from '../time';
import { isDate } from './date';
import { checkWhole } from './lengths';
import type { Mistake } from './mistake';
import { defineType, type SqlType, type TypeSpec } from './type';

/** TIMESTAMP(3) without time zone; as a JavaScript Date its fields are the UTC ones. */
export type Timestamp<N extends boolean = false> = SqlType<'TIMESTAMP', N, Date>;
/** TIMESTAMP(p): a Date up to milliseconds, beyond them a text such as '2026-03-29 00:58:00.123456'. */
export type TimestampOf<P extends number = number, N extends boolean = false> = SqlType<
  Precise<'TIMESTAMP', P>,
  N,
  Instant<P>
>;

/** A kind with its precision, 3 left out. */
export type Precise<Name extends string, P extends number> = P extends 3 ? Name : `${Name}(${P})`;
/** The JavaScript type of a timestamp. */
export type Instant<P extends number> = P extends 0 | 1 | 2 | 3 ? Date : string;
export type PrecisionMistake<P extends number> = number extends P
  ? unknown
  : P extends 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9
    ? unknown
    : Mistake<"a timestamp's precision is a whole number from 0 to 9">;

export const timestamp: Timestamp = defineType<'TIMESTAMP', Date>(spec('TIMESTAMP', 3));

/**
 * `TIMESTAMP(precision)` without time zone; `t.timestamp` is that of milliseconds, and the one that windows need.
 * @param precision digits behind the second, 0 to 9.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/types/#timestamp
 * @throws MillraceError INVALID_TYPE
 */
export function timestampOf<const P extends number>(precision: P & PrecisionMistake<P>): TimestampOf<P> {
  return defineType(spec('TIMESTAMP', precision)) as never;
}

/** What the two kinds of timestamps have in common. */
export function spec<Name extends 'TIMESTAMP' | 'TIMESTAMP_LTZ'>(
  name: Name,
  precision: number,
): TypeSpec<Name extends 'TIMESTAMP' ? 'TIMESTAMP' : 'TIMESTAMP_LTZ'> {
  const sql = `${name}(${precision})`;
  checkWhole(sql, 'the precision', precision, 0, 9);
  const text = (value: Date | string) => `TIMESTAMP '${timestampText(value, precision)}'`;
  return {
    kind: (precision === 3 ? name : sql) as never,
    sql,
    precision,
    storage: precision <= 3 ? 'time' : 'dict',
    accepts: (value) =>
      precision <= 3
        ? value instanceof Date &&
          isDate(value.toISOString().slice(0, 10)) &&
          value.getTime() % 10 ** (3 - precision) === 0
        : typeof value === 'string' && isTimestamp(value, precision),
    // A TIMESTAMP of the session's time zone, which scripts set to UTC, is the point in time with the same UTC fields.
    literal: (value: Date | string) => (name === 'TIMESTAMP' ? text(value) : `CAST(${text(value)} AS ${sql})`),
  };
}

/** Whether a text is a timestamp of at most so many digits behind the second. */
function isTimestamp(text: string, precision: number): boolean {
  const digits = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.(\d+))?$/.exec(text);
  return digits !== null && (digits[1] ?? '').length <= precision && Number.isFinite(parseTimestamp(text));
}

/** A timestamp with exactly so many digits behind the second: they are what tells Flink a literal's precision. */
export function timestampText(value: Date | string, precision: number): string {
  const text = value instanceof Date ? value.toISOString().replace('T', ' ').slice(0, 23) : value;
  const [seconds, fraction = ''] = text.split('.');
  return precision === 0 ? (seconds as string) : `${seconds}.${fraction.slice(0, precision).padEnd(precision, '0')}`;
}
