import { defineType, type SqlType } from './type';

/** INT, 32 bits; arithmetic wraps silently, as Flink's does. */
export type Int<N extends boolean = false> = SqlType<'INT', N, number>;

export const int: Int = defineType<'INT', number>({
  kind: 'INT',
  sql: 'INT',
  storage: 'i32',
  accepts: (value) => typeof value === 'number' && (value | 0) === value,
  literal: (value: number) => String(value),
});
