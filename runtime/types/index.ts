import { bigint } from './bigint';
import { boolean } from './boolean';
import { bytes } from './bytes';
import { double } from './double';
import { int } from './int';
import { string } from './string';
import { timestamp } from './timestamp';

/** The SQL types, each NOT NULL until `.nullable()`. */
export const t = { string, double, int, bigint, boolean, bytes, timestamp } as const;
