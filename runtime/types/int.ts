import { defineType, type SqlType } from './type';

/** INT, 32 bits; arithmetic wraps silently, as Flink's does. */
export type Int<N extends boolean = false> = SqlType<'INT', N, number>;

export const int: Int = defineType<'INT', number>({
  kind: 'INT',
  sql: 'INT',
  storage: 'i32',
  arrow: 'Int32',
  rank: 1,
  literal(value: number) {
    if ((value | 0) !== value) throw new RangeError(`${value} is not an INT (−2147483648 to 2147483647)`);
    return String(value);
  },
  code: (value: number) => String(value),
});
