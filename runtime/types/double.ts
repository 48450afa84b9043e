import { defineType, type SqlType } from './type';

/** DOUBLE, an IEEE 754 double. */
export type Double<N extends boolean = false> = SqlType<'DOUBLE', N, number>;

export const double: Double = defineType<'DOUBLE', number>({
  kind: 'DOUBLE',
  sql: 'DOUBLE',
  storage: 'f64',
  arrow: 'Float64',
  rank: 3,
  literal(value: number) {
    if (!Number.isFinite(value)) throw new RangeError(`${value} has no DOUBLE literal in SQL`);
    // An exponent makes the literal a DOUBLE; without one Flink reads a DECIMAL.
    return value.toExponential().replace('e+', 'E').replace('e', 'E');
  },
  code: (value: number) => (Object.is(value, -0) ? '-0' : String(value)),
});
