import { defineType, type SqlType } from './type';

/** BIGINT, 64 bits; arithmetic wraps silently, as Flink's does. */
export type BigInt_<N extends boolean = false> = SqlType<'BIGINT', N, bigint>;

export const bigint: BigInt_ = defineType<'BIGINT', bigint>({
  kind: 'BIGINT',
  sql: 'BIGINT',
  storage: 'i64',
  accepts: (value) => Number.isSafeInteger(value) || (typeof value === 'bigint' && BigInt.asIntN(64, value) === value),
  literal: (value: bigint | number) => `CAST(${BigInt(value)} AS BIGINT)`,
});
