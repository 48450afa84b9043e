import { boolean } from '../types/boolean';
import type { Code, ScalarFunction } from './function';

function nullTest(name: string, sign: string): ScalarFunction {
  return {
    name,
    infix: true,
    type: () => boolean,
    sql: ([a]) => `${a} ${name}`,
    code: (args) => ({ value: `${sign}(${(args as [Code])[0].isNull})`, isNull: 'false' }),
  };
}

/** `a IS NULL`. */
export const isNull = nullTest('IS NULL', '');
/** `a IS NOT NULL`. */
export const isNotNull = nullTest('IS NOT NULL', '!');
