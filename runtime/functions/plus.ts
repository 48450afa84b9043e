import { arithmetic } from './arithmetic';

/** `a + b`. */
export const plus = arithmetic('+', {
  DECIMAL: 'decimalAdd',
  DOUBLE: (a, b) => `${a} + ${b}`,
  INT: (a, b) => `(${a} + ${b}) | 0`,
  BIGINT: (a, b) => `BigInt.asIntN(64, ${a} + ${b})`,
});
