import { doubleLiteral } from './double';
import { defineType, type SqlType } from './type';

/** FLOAT, an IEEE 754 float of 32 bits; a JavaScript number is rounded to the nearest one. */
export type Float<N extends boolean = false> = SqlType<'FLOAT', N, number>;

export const float: Float = defineType<'FLOAT', number>({
  kind: 'FLOAT',
  sql: 'FLOAT',
  storage: 'f64',
  accepts: (value) => typeof value === 'number' && Number.isFinite(Math.fround(value)),
  literal: (value: number) => `CAST(${doubleLiteral(value)} AS FLOAT)`,
});
