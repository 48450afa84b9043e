import { boolean } from '../types/boolean';
import { type Code, type ExprNode, plannedNull, type ScalarFunction } from './function';

function nullTest(name: string, sign: string): ScalarFunction {
  return {
    name,
    infix: true,
    type: () => boolean,
    sql: ([a]) => `${a} ${name}`,
    code([a], [type], _, nodes) {
      const isNull = type?.isNullable || isCast(nodes?.[0]) ? plannedNull(a as Code) : 'false';
      return { value: `${sign}(${isNull})`, isNull: 'false' };
    },
  };
}

/** The planner believes any type that has no NULL, but that of a CAST, of which a DECIMAL may overflow. */
const isCast = (node: ExprNode | undefined): boolean => node?.op === 'call' && node.fn.name === 'CAST';

/** `a IS NULL`. */
export const isNull = nullTest('IS NULL', '');
/** `a IS NOT NULL`. */
export const isNotNull = nullTest('IS NOT NULL', '!');
