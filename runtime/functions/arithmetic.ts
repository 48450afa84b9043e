import { MillraceError } from '../errors';
import { bigint } from '../types/bigint';
import { familyOf } from '../types/kinds';
import { decimalDigits, type Operation, resultType } from '../types/numeric';
import type { AnyType } from '../types/type';
import { nullIfNone } from './code';
import { anyNull, type Code, NOTHING, notLocal, plannedNull, promoted, type ScalarFunction } from './function';

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
      if (isDecimal(type)) return decimalCode(code.DECIMAL, args, argTypes, type);
      // A remainder has the type of its divisor, but is computed in the wider one: of a DECIMAL, which is cut to it, in BIGINT.
      const wide = name !== 'MOD' ? type : isDecimal(left) ? bigint : resultType('CASE', left, right);
      const within = WITHIN[wide.kind];
      if (!within) throw notLocal(`${left.kind} ${name} ${right.kind}`);
      const [a, b] = args.map((arg, i) => promoted(arg, argTypes[i] as AnyType, wide)) as [string, string];
      const isNull = anyNull(args);
      const value = promoted({ value: within(code, a, b), isNull }, wide, type);
      // The operands of a NULL row are arbitrary: what can throw is not computed there.
      const guarded =
        (options.failsOnZero || argTypes.some(isDecimal)) && isNull !== 'false'
          ? `(${isNull} ? ${NOTHING[type.spec.storage] ?? '0'} : ${value})`
          : value;
      return { value: guarded, isNull };
    },
  };
}

const isDecimal = ({ kind }: AnyType): boolean => familyOf(kind) === 'decimal';

/** DECIMALs take part as they are, and whole numbers as DECIMALs of the result's type; a result that is too large is NULL. */
function decimalCode(
  helper: string,
  args: readonly Code[],
  argTypes: readonly AnyType[],
  { spec: { precision = 0, scale = 0 } }: AnyType,
): Code {
  const operands = args.map(({ value }, i) => {
    const type = argTypes[i] as AnyType;
    if (isDecimal(type)) return value;
    const [digits] = decimalDigits(type);
    return digits <= precision - scale ? `String(${value})` : `$.fittingInteger(${value}, ${precision}, ${scale})`;
  });
  const planned = anyNull(args.map((arg) => ({ ...arg, isNull: plannedNull(arg) })));
  const code = nullIfNone(args, `$.${helper}(${operands.join(', ')}, ${precision}, ${scale})`, "''");
  return { ...code, plannedNull: planned };
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
  /** The name of what computes it of two decimals, and the precision and scale of the result. */
  readonly DECIMAL: string;
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
