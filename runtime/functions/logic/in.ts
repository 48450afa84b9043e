import { boolean } from '../../types/boolean';
import { familyOf } from '../../types/kinds';
import { type AnyType, withNullability } from '../../types/type';
import { and } from '../and';
import { equals, greaterThanOrEqual, lessThanOrEqual } from '../comparison';
import { anyNullable, type Code, notLocal, type ScalarFunction } from '../function';

type FunctionCode = NonNullable<ScalarFunction['code']>;

const isWhole = (kind: string): boolean => familyOf(kind) === 'integer';
const isNumber = (kind: string): boolean => isWhole(kind) || ['decimal', 'approximate'].includes(familyOf(kind));

/** `a IN (b, …)`: NULL when none is equal and one is NULL. */
export const isIn: ScalarFunction = {
  name: 'IN',
  infix: true,
  lazy: true,
  type: (args) => withNullability(boolean, anyNullable(args)),
  sql: ([a, ...values]) => `${a} IN (${values.join(', ')})`,
  code([a, ...values], [type, ...types]) {
    const other = types.find(({ kind }) => kind !== type?.kind && !(isWhole(kind) && isWhole(type?.kind ?? '')));
    // Flink brings all of them to one type, by rules of its own.
    if (other && isNumber(other.kind)) throw notLocal(`${type?.kind} IN values of ${other.kind}`);
    const equal = values.map((value, i) =>
      (equals.code as FunctionCode)([a as Code, value], [type as AnyType, types[i] as AnyType], boolean),
    );
    const isEqual = `(${equal.map((e) => (e.isNull === 'false' ? e.value : `(!${e.isNull} && ${e.value})`)).join(' || ')})`;
    const nulls = [...new Set(equal.map((e) => e.isNull))].filter((isNull) => isNull !== 'false');
    return { value: isEqual, isNull: nulls.length === 0 ? 'false' : `(!${isEqual} && (${nulls.join(' || ')}))` };
  },
};

/** `a BETWEEN low AND high`, both of them in it. */
export const between: ScalarFunction = {
  name: 'BETWEEN',
  infix: true,
  lazy: true,
  type: (args) => withNullability(boolean, anyNullable(args)),
  sql: ([a, low, high]) => `${a} BETWEEN ${low} AND ${high}`,
  code(args, types) {
    const [a, low, high] = args as [Code, Code, Code];
    const [of, ofLow, ofHigh] = types as [AnyType, AnyType, AnyType];
    const above = (greaterThanOrEqual.code as FunctionCode)([a, low], [of, ofLow], boolean);
    const below = (lessThanOrEqual.code as FunctionCode)([a, high], [of, ofHigh], boolean);
    return (and.code as FunctionCode)([above, below], [boolean, boolean], boolean);
  },
};
