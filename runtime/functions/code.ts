/** Code of functions for the local engine, from code of their values. */

import { double } from '../types/double';
import { familyOf } from '../types/kinds';
import type { AnyType } from '../types/type';
import { anyNull, type Code, NOTHING, notLocal, ofNullable, promoted, type ScalarFunction } from './function';

type ValueCode = (args: readonly string[], argTypes: readonly AnyType[], type: AnyType) => string;
type FunctionCode = NonNullable<ScalarFunction['code']>;

/** Held here as JavaScript values; of other types the engine has texts only. */
const isSimple = ({ kind, spec }: AnyType): boolean =>
  spec.storage === 'time' || ['character', 'boolean', 'integer', 'approximate'].includes(familyOf(kind));

function demandSimple(argTypes: readonly AnyType[], type: AnyType): void {
  const other = [...argTypes, type].find((one) => !isSimple(one));
  if (other) throw notLocal(`a function of ${other.kind}`);
}

const noValue = ({ spec }: AnyType): string => NOTHING[spec.storage] ?? '0';

/** NULL when an argument is; the code of the value is not run then, as those have no value. */
export function strict(code: ValueCode): FunctionCode {
  return (args, argTypes, type) => {
    demandSimple(argTypes, type);
    return strictOfAny(code)(args, argTypes, type);
  };
}

/** As {@link strict}, for code that gives null where the function gives NULL. */
export function partial(code: ValueCode): FunctionCode {
  return (args, argTypes, type) => {
    demandSimple(argTypes, type);
    return partialOfAny(code)(args, argTypes, type);
  };
}

/** As {@link strict}, of arguments of any type: the code sees to each. */
export const strictOfAny =
  (code: ValueCode): FunctionCode =>
  (args, argTypes, type) => {
    const isNull = anyNull(args);
    const value = `(${code(
      args.map((arg) => arg.value),
      argTypes,
      type,
    )})`;
    return { value: isNull === 'false' ? value : `(${isNull} ? ${noValue(type)} : ${value})`, isNull };
  };

/** As {@link partial}, of arguments of any type: the code sees to each. */
export const partialOfAny =
  (code: ValueCode): FunctionCode =>
  (args, argTypes, type) =>
    nullIfNone(
      args,
      code(
        args.map((arg) => arg.value),
        argTypes,
        type,
      ),
      noValue(type),
    );

/** Code of a value that is null where an argument is NULL, and where the code gives null. */
export function nullIfNone(args: readonly Code[], value: string, nothing: string): Code {
  const none = anyNull(args);
  return ofNullable(none === 'false' ? `(${value})` : `(${none} ? null : ${value})`, nothing);
}

/** As {@link strict}, of numbers of any type that are brought to DOUBLE. */
export const ofDoubles = (code: (args: readonly string[]) => string): FunctionCode =>
  strictOfAny((args, types) =>
    code(args.map((value, i) => promoted({ value, isNull: 'false' }, types[i] as AnyType, double))),
  );
