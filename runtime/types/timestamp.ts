import { formatTimestamp } from '../time';
import { defineType, type SqlType } from './type';

/** TIMESTAMP(3) without time zone; as a JavaScript Date its fields are the UTC ones. */
export type Timestamp<N extends boolean = false> = SqlType<'TIMESTAMP', N, Date>;

export const timestamp: Timestamp = defineType<'TIMESTAMP', Date>({
  kind: 'TIMESTAMP',
  sql: 'TIMESTAMP(3)',
  storage: 'time',
  arrow: 'TimestampMillisecond',
  literal: (value: Date) => `TIMESTAMP '${formatTimestamp(value.getTime())}'`,
  code: (value: Date) => String(value.getTime()),
});
