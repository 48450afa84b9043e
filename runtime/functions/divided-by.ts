import { arithmetic } from './arithmetic';

/** `a / b`: truncated between integers; an integer divisor of 0 fails the job (`/ by zero`), as in Flink. */
export const dividedBy = arithmetic(
  '/',
  {
    DECIMAL: 'decimalDivide',
    DOUBLE: (a, b) => `${a} / ${b}`,
    INT: (a, b) => `(${a} / $.nonZero(${b})) | 0`,
    BIGINT: (a, b) => `BigInt.asIntN(64, ${a} / $.nonZero(${b}))`,
  },
  { failsOnZero: true },
);
