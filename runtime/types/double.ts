import { defineType, type SqlType } from './type';

/** DOUBLE, an IEEE 754 double. */
export type Double<N extends boolean = false> = SqlType<'DOUBLE', N, number>;

export const double: Double = defineType<'DOUBLE', number>({
  kind: 'DOUBLE',
  sql: 'DOUBLE',
  storage: 'f64',
  // NaN and the infinities have no literal in SQL.
  accepts: (value) => Number.isFinite(value),
  literal: (value: number) => doubleLiteral(value),
});

/** An exponent makes the literal a DOUBLE; without one Flink reads a DECIMAL. */
export const doubleLiteral = (value: number): string => value.toExponential().replace('e+', 'E').replace('e', 'E');
