import { MillraceError } from '../errors';
import { familyOf } from '../types/kinds';
import { type Operation, resultType } from '../types/numeric';
import type { AnyType } from '../types/type';
import { anyNull, NOTHING, notLocal, promoted, type ScalarFunction } from './function';

/** A binary operator on numbers: both sides are promoted, NULL on either side gives NULL. */
export function arithmetic(
  name: Extract<Operation, '+' | '-' | '*' | '/' | 'MOD'>,
  code: Fragments,
  options: { readonly sql?: (args: readonly string[]) => string; readonly failsOnZero?: boolean } = {},
): ScalarFunction {
  return {
    name,
    infix: !options.sql,
    type: ([a, b]) => checkedResult(name, a as AnyType, b as AnyType),
    sql: options.sql ?? (([a, b]) => `${a} ${name} ${b}`),
    code(args, argTypes, type) {
      const [left, right] = argTypes as [AnyType, AnyType];
      // A remainder has the type of its divisor, but is computed in the wider one.
      const wide = name === 'MOD' ? resultType('CASE', left, right) : type;
      const within = WITHIN[wide.kind];
      if (!within) throw notLocal(`${left.kind} ${name} ${right.kind}`);
      const [a, b] = args.map((arg, i) => promoted(arg, argTypes[i] as AnyType, wide)) as [string, string];
      const isNull = anyNull(args);
      const value = promoted({ value: within(code, a, b), isNull }, wide, type);
      // The operands of a NULL row are arbitrary: what can throw is not computed there.
      const guarded =
        options.failsOnZero && isNull !== 'false'
          ? `(${isNull} ? ${NOTHING[type.spec.storage] ?? '0'} : ${value})`
          : value;
      return { value: guarded, isNull };
    },
  };
}

/** For those who come without types. @throws MillraceError INVALID_ARITHMETIC */
function checkedResult(operation: Operation, a: AnyType, b: AnyType): AnyType {
  for (const { kind } of [a, b]) {
    const family = familyOf(kind);
    if (family === 'integer' || family === 'decimal' || (family === 'approximate' && operation !== 'MOD')) continue;
    const cure = operation === 'MOD' ? 'MOD is of whole numbers and decimals.' : 'Arithmetic needs numbers.';
    throw new MillraceError(
      'INVALID_ARITHMETIC',
      `${a.sql} ${operation} ${b.sql}: ${kind} cannot be computed with`,
      cure,
    );
  }
  return resultType(operation, a, b);
}

type Fragment = (a: string, b: string) => string;
interface Fragments {
  readonly INT: Fragment;
  readonly BIGINT: Fragment;
  /** Absent where FLOAT and DOUBLE have no such operation. */
  readonly DOUBLE?: Fragment;
}

/** The code of each type: integers wrap in their own width, and FLOAT rounds each result. */
const WITHIN: Readonly<Record<string, (code: Fragments, a: string, b: string) => string>> = {
  TINYINT: ({ INT }, a, b) => `((${INT(a, b)}) << 24 >> 24)`,
  SMALLINT: ({ INT }, a, b) => `((${INT(a, b)}) << 16 >> 16)`,
  INT: ({ INT }, a, b) => `(${INT(a, b)})`,
  BIGINT: ({ BIGINT }, a, b) => `(${BIGINT(a, b)})`,
  FLOAT: ({ DOUBLE }, a, b) => `Math.fround(${DOUBLE?.(a, b)})`,
  DOUBLE: ({ DOUBLE }, a, b) => `(${DOUBLE?.(a, b)})`,
};
