import { arithmetic } from './arithmetic';

/** `MOD(a, b)`: the sign is the dividend's; an integer divisor of 0 fails the job, as in Flink. */
export const mod = arithmetic(
  'MOD',
  {
    DECIMAL: 'decimalMod',
    // `| 0` turns −0 into 0.
    INT: (a, b) => `(${a} % $.nonZero(${b})) | 0`,
    BIGINT: (a, b) => `${a} % $.nonZero(${b})`,
  },
  { sql: ([a, b]) => `MOD(${a}, ${b})`, failsOnZero: true },
);
