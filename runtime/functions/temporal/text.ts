import { bigint } from '../../types/bigint';
import { date } from '../../types/date';
import {
  type ApproximateKind,
  type CharacterKind,
  type DecimalKind,
  familyOf,
  type IntegerKind,
  type TimestampKind,
  type TimestampLtzKind,
} from '../../types/kinds';
import { string } from '../../types/string';
import { timestamp } from '../../types/timestamp';
import { timestampLtz } from '../../types/timestamp-ltz';
import type { AnyType } from '../../types/type';
import { literalText, maybe, ofValues } from '../called';
import type { ExprNode } from '../function';
import { character, define, integer, type Parameter } from '../signature';
import { checkDateTimeFormat } from '../support/date-time-formatter';
import { checkSimpleFormat } from '../support/simple-date-format';
import { below, millis } from './forms';

const formatted: Parameter<CharacterKind | TimestampKind | TimestampLtzKind, string> = {
  families: ['character', 'timestamp', 'timestamp_ltz'],
};
/** A format that is known when the job is built is checked there. @throws MillraceError NOT_LOCAL */
function checked(format: ExprNode | undefined, check: (pattern: string) => void): void {
  const pattern = literalText(format);
  if (pattern !== undefined) check(pattern);
}

const number: Parameter<IntegerKind | DecimalKind | ApproximateKind, number | bigint> = {
  families: ['integer', 'decimal', 'approximate'],
};

/**
 * `DATE_FORMAT(x, format)`: a point in time as a text, by a format of Java's SimpleDateFormat. NULL gives NULL.
 * @example dateFormat(m.at, 'yyyy-MM-dd HH:mm')
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const dateFormat = define('DATE_FORMAT', [formatted, character], string.nullable(), {
  code: maybe(([x, format], [type], _, nodes) => {
    const of = type as AnyType;
    if (familyOf(of.kind) === 'character') {
      checked(nodes?.[1], (pattern) => checkSimpleFormat(pattern, 'print'));
      return `$.reformatted(${x}, ${format})`;
    }
    checked(nodes?.[1], checkDateTimeFormat);
    return `$.formatDateTime(${millis(x as string, of)}, ${below(x as string, of)}, ${format})`;
  }),
});

/**
 * `TO_DATE(x[, format])`: the DATE that a text spells, in the format yyyy-MM-dd unless told. NULL for a text that has no
 * date, but with a format Flink may make a far one of it.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const toDate = define('TO_DATE', [character], date.nullable(), {
  optional: character,
  code: maybe(([x, format], _, __, nodes) => {
    checked(nodes?.[1], (pattern) => checkSimpleFormat(pattern, 'parse'));
    return format === undefined ? `$.toDate(${x})` : `$.toDateBy(${x}, ${format})`;
  }),
});

/**
 * `TO_TIMESTAMP(x[, format])`: the TIMESTAMP(3) that a text spells, in the format yyyy-MM-dd HH:mm:ss unless told. NULL for
 * a text that has none.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const toTimestamp = define('TO_TIMESTAMP', [character], timestamp.nullable(), {
  optional: character,
  code: maybe(([x, format], _, __, nodes) => {
    checked(nodes?.[1], checkDateTimeFormat);
    return format === undefined ? `$.toTimestamp(${x})` : `$.toTimestampBy(${x}, ${format})`;
  }),
});

/**
 * `TO_TIMESTAMP_LTZ(n, precision)`: the point in time n seconds (precision 0) or milliseconds (precision 3) after 1970, a
 * TIMESTAMP_LTZ(3). NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const toTimestampLtz = define('TO_TIMESTAMP_LTZ', [number, integer], timestampLtz.nullable(), {
  code: maybe(([n, precision]) => `$.fromEpoch(${n}, ${precision})`),
});

/**
 * `FROM_UNIXTIME(seconds[, format])`: a text of the point in time so many seconds after 1970, in the time zone of the
 * session (UTC) and the format yyyy-MM-dd HH:mm:ss unless told. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const fromUnixtime = define('FROM_UNIXTIME', [integer], string.nullable(), {
  optional: character,
  code: ofValues((args, _, __, nodes) => {
    checked(nodes?.[1], (pattern) => checkSimpleFormat(pattern, 'print'));
    return `$.fromUnixtime(${args.join(', ')})`;
  }),
});

/**
 * `UNIX_TIMESTAMP(x[, format])`: the seconds from 1970 to what a text spells in the time zone of the session (UTC), in the
 * format yyyy-MM-dd HH:mm:ss unless told; −9223372036854775808 for a text that spells nothing. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const unixTimestamp = define('UNIX_TIMESTAMP', [character], bigint, {
  optional: character,
  code: ofValues((args, _, __, nodes) => {
    checked(nodes?.[1], (pattern) => checkSimpleFormat(pattern, 'parse'));
    return `$.unixTimestamp(${args.join(', ')})`;
  }),
});

/**
 * `CONVERT_TZ(x, from, to)`: a text of format yyyy-MM-dd HH:mm:ss, from one time zone in another. NULL when it spells no
 * time.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const convertTz = define('CONVERT_TZ', [character, character, character], string.nullable(), {
  code: maybe((args) => `$.convertTz(${args.join(', ')})`),
});
