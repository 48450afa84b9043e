import { defineType, type SqlType } from './type';

/** BIGINT, 64 bits; arithmetic wraps silently, as Flink's does. */
export type BigInt_<N extends boolean = false> = SqlType<'BIGINT', N, bigint>;

export const bigint: BigInt_ = defineType<'BIGINT', bigint>({
  kind: 'BIGINT',
  sql: 'BIGINT',
  storage: 'i64',
  arrow: 'Int64',
  rank: 2,
  literal(value: bigint | number) {
    const whole = BigInt(value);
    if (BigInt.asIntN(64, whole) !== whole) throw new RangeError(`${value} is not a BIGINT (64 bits)`);
    return `CAST(${whole} AS BIGINT)`;
  },
  code: (value: bigint | number) => `${BigInt(value)}n`,
});
