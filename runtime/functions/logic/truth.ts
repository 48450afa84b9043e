import { boolean } from '../../types/boolean';
import type { AnyType } from '../../types/type';
import { isSame } from '../comparison';
import { anyNull, anyNullable, type Code, plannedNull, type ScalarFunction } from '../function';

/** A test that is TRUE or FALSE also for NULL. */
function test(name: string, code: (arg: Code) => string): ScalarFunction {
  return {
    name,
    infix: true,
    type: () => boolean,
    sql: ([a]) => `${a} ${name}`,
    code: ([a]) => ({ value: `(${code(a as Code)})`, isNull: 'false' }),
  };
}

/** `a IS TRUE`: FALSE for NULL. */
export const isTrue = test('IS TRUE', ({ value, isNull }) => `!${isNull} && ${value}`);
/** `a IS NOT TRUE`: TRUE for NULL. */
export const isNotTrue = test('IS NOT TRUE', ({ value, isNull }) => `${isNull} || !${value}`);
/** `a IS FALSE`: FALSE for NULL. */
export const isFalse = test('IS FALSE', ({ value, isNull }) => `!${isNull} && !${value}`);
/** `a IS NOT FALSE`: TRUE for NULL. */
export const isNotFalse = test('IS NOT FALSE', ({ value, isNull }) => `${isNull} || ${value}`);
/** `a IS UNKNOWN`: whether a BOOLEAN is NULL. */
export const isUnknown = test('IS UNKNOWN', ({ isNull }) => isNull);
/** `a IS NOT UNKNOWN`: whether a BOOLEAN is not NULL. */
export const isNotUnknown = test('IS NOT UNKNOWN', ({ isNull }) => `!${isNull}`);

function distinction(name: string, sign: string): ScalarFunction {
  return {
    name,
    infix: true,
    type: () => boolean,
    sql: ([a, b]) => `${a} ${name} ${b}`,
    code(args, types) {
      const [a, b] = args as [Code, Code];
      const same = isSame([a, b], types as [AnyType, AnyType]);
      // Where no type has a NULL it is a plain comparison to the planner.
      if (!anyNullable(types)) return { value: `${sign}${same}`, isNull: anyNull(args) };
      const [x, y] = [plannedNull(a), plannedNull(b)];
      return {
        value: `${sign}(${x} || ${y} ? ${x} && ${y} : ${same})`,
        isNull: a.plannedNull || b.plannedNull ? `(!${x} && !${y} && (${a.isNull} || ${b.isNull}))` : 'false',
      };
    },
  };
}

/** `a IS DISTINCT FROM b`: whether they differ, NULL being equal to NULL. */
export const isDistinctFrom = distinction('IS DISTINCT FROM', '!');
/** `a IS NOT DISTINCT FROM b`: whether they are equal, NULL being equal to NULL. */
export const isNotDistinctFrom = distinction('IS NOT DISTINCT FROM', '');
