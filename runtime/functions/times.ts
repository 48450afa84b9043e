import { arithmetic } from './arithmetic';

/** `a * b`. */
export const times = arithmetic('*', {
  DECIMAL: 'decimalMultiply',
  DOUBLE: (a, b) => `${a} * ${b}`,
  INT: (a, b) => `Math.imul(${a}, ${b})`,
  BIGINT: (a, b) => `BigInt.asIntN(64, ${a} * ${b})`,
});
