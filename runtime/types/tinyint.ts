import { defineType, type SqlType } from './type';

/** TINYINT, 8 bits; arithmetic wraps silently, as Flink's does. */
export type TinyInt<N extends boolean = false> = SqlType<'TINYINT', N, number>;

export const tinyint: TinyInt = defineType<'TINYINT', number>({
  kind: 'TINYINT',
  sql: 'TINYINT',
  storage: 'i32',
  accepts: (value) => typeof value === 'number' && (value << 24) >> 24 === value,
  literal: (value: number) => `CAST(${value} AS TINYINT)`,
});
