import { boolean } from '../types/boolean';
import { promote } from '../types/numeric';
import { type AnyType, withNullability } from '../types/type';
import { anyNull, anyNullable, type Code, promoted, type ScalarFunction } from './function';

function comparison(name: string, operator: string): ScalarFunction {
  return {
    name,
    infix: true,
    type: (args) => withNullability(boolean, anyNullable(args)),
    sql: ([a, b]) => `${a} ${name} ${b}`,
    code(args, argTypes) {
      return { value: compare(args as [Code, Code], argTypes as [AnyType, AnyType], operator), isNull: anyNull(args) };
    },
  };
}

function compare(args: [Code, Code], [ta, tb]: [AnyType, AnyType], operator: string): string {
  const [a, b] = args;
  if (ta.kind === 'STRING' && operator !== '===' && operator !== '!==') {
    const isNull = anyNull(args);
    const value = `$.compareStrings(${a.value}, ${b.value}) ${operator} 0`;
    // A NULL has no text to compare.
    return isNull === 'false' ? `(${value})` : `(!${isNull} && ${value})`;
  }
  if (ta.kind === tb.kind) return `(${a.value} ${operator} ${b.value})`;
  const common = promote(ta, tb);
  return `(${promoted(a, ta, common)} ${operator} ${promoted(b, tb, common)})`;
}

/** `a = b`. Of a value with itself it is refused: see self-comparison.ts. */
export const equals = comparison('=', '===');
export const notEquals = comparison('<>', '!==');
export const lessThan = comparison('<', '<');
export const lessThanOrEqual = comparison('<=', '<=');
export const greaterThan = comparison('>', '>');
export const greaterThanOrEqual = comparison('>=', '>=');
