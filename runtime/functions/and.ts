import { boolean } from '../types/boolean';
import { withNullability } from '../types/type';
import { anyNullable, type ScalarFunction } from './function';

/** `a AND b`: FALSE wins over NULL. */
export const and: ScalarFunction = {
  name: 'AND',
  infix: true,
  lazy: true,
  type: (args) => withNullability(boolean, anyNullable(args)),
  sql: ([a, b]) => `${a} AND ${b}`,
  code: ([a, b]) => {
    if (!a || !b) throw new TypeError('AND takes two arguments');
    if (a.isNull === 'false' && b.isNull === 'false') return { value: `(${a.value} && ${b.value})`, isNull: 'false' };
    const someFalse = `((!${a.value} && !${a.isNull}) || (!${b.value} && !${b.isNull}))`;
    return { value: `!${someFalse}`, isNull: `(!${someFalse} && (${a.isNull} || ${b.isNull}))` };
  },
};
