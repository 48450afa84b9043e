import { MillraceError } from '../errors';
import { boolean } from '../types/boolean';
import { double } from '../types/double';
import { type Family, familyOf } from '../types/kinds';
import { resultType } from '../types/numeric';
import { type AnyType, withNullability } from '../types/type';
import { anyNull, anyNullable, type Code, notLocal, promoted, type ScalarFunction } from './function';

function comparison(name: string, operator: Operator): ScalarFunction {
  return {
    name,
    infix: true,
    type(args) {
      checkComparable(name, args[0] as AnyType, args[1] as AnyType);
      return withNullability(boolean, anyNullable(args));
    },
    sql: ([a, b]) => `${a} ${name} ${b}`,
    code(args, argTypes) {
      const [both, types] = [args as [Code, Code], argTypes as [AnyType, AnyType]];
      const code = { value: compare(both, types, operator), isNull: anyNull(args) };
      const hasNaN =
        types.every(({ kind }) => familyOf(kind) !== 'decimal') &&
        types.some(({ kind }) => familyOf(kind) === 'approximate');
      return hasNaN ? { ...code, negated: compare(both, types, OPPOSITE[operator]) } : code;
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
/** Held as texts, of which JavaScript's order is not theirs. */
const TIMES: ReadonlySet<Family> = new Set<Family>(['date', 'time', 'timestamp', 'timestamp_ltz']);

type Operator = '===' | '!==' | '<' | '<=' | '>' | '>=';

const OPPOSITE: Readonly<Record<Operator, Operator>> = {
  ...{ '===': '!==', '!==': '===', '<': '>=', '>=': '<', '>': '<=', '<=': '>' },
};

function compare(args: [Code, Code], types: [AnyType, AnyType], operator: Operator): string {
  const isNull = anyNull(args);
  const isEquality = operator === '===' || operator === '!==';
  const value = compared(args, types, operator, isEquality);
  // A NULL has no value to compare.
  return isNull === 'false' || !value.includes('$.') ? `(${value})` : `(!${isNull} && ${value})`;
}

/** Code that is true where two values that are not NULL are equal as IS DISTINCT FROM sees it: without the casts of `=`. */
export const isSame = (args: [Code, Code], types: [AnyType, AnyType]): string =>
  `(${compared(args, types, '===', false)})`;

/** @param casts whether both are cast to a common type first, as Flink does for equality and for nothing else. */
function compared([a, b]: [Code, Code], types: [AnyType, AnyType], operator: Operator, casts: boolean): string {
  const [left, right] = types;
  const family = familyOf(left.kind);
  const isEquality = operator === '===' || operator === '!==';
  if (NUMBERS.has(family)) {
    if (casts) return `${cast(a, left, right, left)} ${operator} ${cast(b, left, right, right)}`;
    if (types.some(({ kind }) => familyOf(kind) === 'decimal')) return comparedDecimals([a, b], types, operator);
    const common = resultType('COALESCE', left, right);
    return `${promoted(a, left, common)} ${operator} ${promoted(b, right, common)}`;
  }
  if (family === 'character' && !isEquality) return `$.compareStrings(${a.value}, ${b.value}) ${operator} 0`;
  if (TIMES.has(family)) {
    const areAlike = left.kind === right.kind && (isEquality || left.spec.storage === 'time');
    return areAlike ? `${a.value} ${operator} ${b.value}` : `$.compareTimes(${a.value}, ${b.value}) ${operator} 0`;
  }
  if (UNORDERED.has(family) && !types.every(equalAsText)) throw notLocal(`${left.kind} ${operator} ${right.kind}`);
  return `${a.value} ${operator} ${b.value}`;
}

/** A number as the type that Flink brings it and another to for equality: a DECIMAL may lose digits, a DOUBLE beside a FLOAT too. */
function cast(arg: Code, left: AnyType, right: AnyType, from: AnyType): string {
  const common = resultType('CASE', left, right);
  if (common.kind === from.kind || familyOf(common.kind) !== 'decimal') return promoted(arg, from, common);
  return `$.decimalFit(${digits(arg, from)}, ${common.spec.precision}, ${common.spec.scale})`;
}

/** A DECIMAL and a DOUBLE are compared as Java orders doubles: −0.0 below 0.0, and NaN above all. */
function comparedDecimals([a, b]: [Code, Code], [left, right]: [AnyType, AnyType], operator: Operator): string {
  if (familyOf(left.kind) !== 'approximate' && familyOf(right.kind) !== 'approximate')
    return `$.decimalCompare(${digits(a, left)}, ${digits(b, right)}) ${operator} 0`;
  return `$.compareDoubles(${promoted(a, left, double)}, ${promoted(b, right, double)}) ${operator} 0`;
}

const digits = ({ value }: Code, { kind }: AnyType): string =>
  familyOf(kind) === 'decimal' ? value : `String(${value})`;

/** Whether the texts that stand for its values are equal where they are: not of NaN and 0.0, nor where NULL may be within. */
function equalAsText({ spec: { kind, parts = {} } }: AnyType): boolean {
  if (familyOf(kind) === 'approximate') return false;
  const inner = [parts.element, parts.key, parts.value, ...Object.values(parts.fields ?? {})];
  return inner.every((type) => type === undefined || (!type.isNullable && equalAsText(type)));
}

/** `a = b`. Of a value with itself it is refused: see self-comparison.ts. */
export const equals = comparison('=', '===');
export const notEquals = comparison('<>', '!==');
export const lessThan = comparison('<', '<');
export const lessThanOrEqual = comparison('<=', '<=');
export const greaterThan = comparison('>', '>');
export const greaterThanOrEqual = comparison('>=', '>=');
