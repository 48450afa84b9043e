import { defineType, type SqlType } from './type';

/** SMALLINT, 16 bits; arithmetic wraps silently, as Flink's does. */
export type SmallInt<N extends boolean = false> = SqlType<'SMALLINT', N, number>;

export const smallint: SmallInt = defineType<'SMALLINT', number>({
  kind: 'SMALLINT',
  sql: 'SMALLINT',
  storage: 'i32',
  accepts: (value) => typeof value === 'number' && (value << 16) >> 16 === value,
  literal: (value: number) => `CAST(${value} AS SMALLINT)`,
});
