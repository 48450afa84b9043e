import { array } from './array';
import { bigint } from './bigint';
import { binary } from './binary';
import { boolean } from './boolean';
import { bytes } from './bytes';
import { char } from './char';
import { date } from './date';
import { decimal } from './decimal';
import { double } from './double';
import { float } from './float';
import { int } from './int';
import { map } from './map';
import { row } from './row';
import { smallint } from './smallint';
import { string } from './string';
import { time } from './time';
import { timestamp, timestampOf } from './timestamp';
import { timestampLtz, timestampLtzOf } from './timestamp-ltz';
import { tinyint } from './tinyint';
import { varbinary } from './varbinary';
import { varchar } from './varchar';

/** The SQL types, each NOT NULL until `.nullable()`. */
export const t = {
  ...{ string, char, varchar, boolean, bytes, binary, varbinary },
  ...{ decimal, tinyint, smallint, int, bigint, float, double },
  ...{ date, time, timestamp, timestampOf, timestampLtz, timestampLtzOf },
  ...{ array, map, row },
} as const;
