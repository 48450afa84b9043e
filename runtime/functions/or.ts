import { boolean } from '../types/boolean';
import { withNullability } from '../types/type';
import { anyNullable, type ScalarFunction } from './function';

/** `a OR b`: TRUE wins over NULL. */
export const or: ScalarFunction = {
  name: 'OR',
  infix: true,
  lazy: true,
  type: (args) => withNullability(boolean, anyNullable(args)),
  sql: ([a, b]) => `${a} OR ${b}`,
  code: ([a, b]) => {
    if (!a || !b) throw new TypeError('OR takes two arguments');
    if (a.isNull === 'false' && b.isNull === 'false') return { value: `(${a.value} || ${b.value})`, isNull: 'false' };
    const someTrue = `((${a.value} && !${a.isNull}) || (${b.value} && !${b.isNull}))`;
    return { value: someTrue, isNull: `(!${someTrue} && (${a.isNull} || ${b.isNull}))` };
  },
};
