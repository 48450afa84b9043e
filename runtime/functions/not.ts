import { boolean } from '../types/boolean';
import { withNullability } from '../types/type';
import { anyNullable, type Code, type ScalarFunction } from './function';

/** `NOT a`: NULL stays NULL. */
export const not: ScalarFunction = {
  name: 'NOT',
  infix: true,
  type: (args) => withNullability(boolean, anyNullable(args)),
  sql: ([a]) => `NOT ${a}`,
  code: (args) => {
    const [a] = args as [Code];
    return { value: a.negated ?? `(!${a.value})`, isNull: a.isNull };
  },
};
