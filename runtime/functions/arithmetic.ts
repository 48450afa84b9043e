import { promote } from '../types/numeric';
import type { AnyType } from '../types/type';
import { anyNull, promoted, type ScalarFunction } from './function';

/** A binary operator on numbers: both sides are promoted, NULL on either side gives NULL. */
export function arithmetic(
  name: string,
  code: { readonly DOUBLE: Fragment; readonly INT: Fragment; readonly BIGINT: Fragment },
  options: { readonly sql?: (args: readonly string[]) => string; readonly failsOnZero?: boolean } = {},
): ScalarFunction {
  return {
    name,
    infix: !options.sql,
    type: ([a, b]) => promote(a as AnyType, b as AnyType),
    sql: options.sql ?? (([a, b]) => `${a} ${name} ${b}`),
    code(args, argTypes, type) {
      const [a, b] = args.map((arg, i) => promoted(arg, argTypes[i] as AnyType, type)) as [string, string];
      const isNull = anyNull(args);
      const value = `(${code[type.kind as 'DOUBLE'](a, b)})`;
      // The operands of a NULL row are arbitrary: what can throw is not computed there.
      const guarded =
        options.failsOnZero && isNull !== 'false' ? `(${isNull} ? ${type.spec.code(0 as never)} : ${value})` : value;
      return { value: guarded, isNull };
    },
  };
}

type Fragment = (a: string, b: string) => string;
