import { MillraceError } from '../errors';
import { boolean } from '../types/boolean';
import { type Family, familyOf } from '../types/kinds';
import { resultType } from '../types/numeric';
import { type AnyType, withNullability } from '../types/type';
import { anyNull, anyNullable, type Code, notLocal, promoted, type ScalarFunction } from './function';

function comparison(name: string, operator: string): ScalarFunction {
  return {
    name,
    infix: true,
    type(args) {
      checkComparable(name, args[0] as AnyType, args[1] as AnyType);
      return withNullability(boolean, anyNullable(args));
    },
    sql: ([a, b]) => `${a} ${name} ${b}`,
    code(args, argTypes) {
      return { value: compare(args as [Code, Code], argTypes as [AnyType, AnyType], operator), isNull: anyNull(args) };
    },
  };
}

/** For those who come without types. @throws MillraceError INVALID_COMPARISON */
function checkComparable(name: string, a: AnyType, b: AnyType): void {
  const [left, right] = [familyOf(a.kind), familyOf(b.kind)];
  const numbers = NUMBERS.has(left) && NUMBERS.has(right);
  if ((left === right || numbers) && (name === '=' || name === '<>' || !UNORDERED.has(left))) return;
  const cure = left === right ? `${a.kind} has no order.` : 'Both sides must be of one family of types.';
  throw new MillraceError('INVALID_COMPARISON', `${a.kind} ${name} ${b.kind} cannot be compared`, cure);
}

const NUMBERS: ReadonlySet<Family> = new Set<Family>(['integer', 'decimal', 'approximate']);
const UNORDERED: ReadonlySet<Family> = new Set<Family>(['array', 'map', 'row']);
/** Families that the local engine holds as texts which do not compare as their values do. */
const OTHER_ORDER: ReadonlySet<Family> = new Set<Family>(['decimal', ...UNORDERED]);

function compare(args: [Code, Code], [ta, tb]: [AnyType, AnyType], operator: string): string {
  const [a, b] = args;
  const [family, other] = [familyOf(ta.kind), familyOf(tb.kind)];
  // Timestamps of unlike precision may be unlike texts, or a number and a text.
  const unlike = family.startsWith('timestamp') && ta.kind !== tb.kind;
  if (OTHER_ORDER.has(family) || OTHER_ORDER.has(other) || unlike) throw notLocal(`${ta.kind} ${operator} ${tb.kind}`);
  if (family === 'character' && operator !== '===' && operator !== '!==') {
    const isNull = anyNull(args);
    const value = `$.compareStrings(${a.value}, ${b.value}) ${operator} 0`;
    // A NULL has no text to compare.
    return isNull === 'false' ? `(${value})` : `(!${isNull} && ${value})`;
  }
  if (family !== 'integer' && family !== 'approximate') return `(${a.value} ${operator} ${b.value})`;
  const common = resultType('COALESCE', ta, tb);
  return `(${promoted(a, ta, common)} ${operator} ${promoted(b, tb, common)})`;
}

/** `a = b`. Of a value with itself it is refused: see self-comparison.ts. */
export const equals = comparison('=', '===');
export const notEquals = comparison('<>', '!==');
export const lessThan = comparison('<', '<');
export const lessThanOrEqual = comparison('<=', '<=');
export const greaterThan = comparison('>', '>');
export const greaterThanOrEqual = comparison('>=', '>=');
