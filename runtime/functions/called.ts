/** Code of functions of any types whose work is done by a helper, `$.name(…)`. */
import type { AnyType } from '../types/type';
import { anyNull, type Code, type ExprNode, NOTHING, ofNullable, type ScalarFunction } from './function';

export type FunctionCode = NonNullable<ScalarFunction['code']>;
export type ValueCode = (
  args: readonly string[],
  argTypes: readonly AnyType[],
  type: AnyType,
  nodes: readonly ExprNode[] | undefined,
) => string;

export const noValue = ({ spec }: AnyType): string => NOTHING[spec.storage] ?? '0';

/** NULL when an argument is; the code of the value is not run then, as those have no value. */
export const ofValues =
  (code: ValueCode): FunctionCode =>
  (args, argTypes, type, nodes) => {
    const isNull = anyNull(args);
    const value = `(${code(values(args), argTypes, type, nodes)})`;
    return { value: isNull === 'false' ? value : `(${isNull} ? ${noValue(type)} : ${value})`, isNull };
  };

/** As {@link ofValues}, for code that gives null where the function gives NULL. */
export const maybe =
  (code: ValueCode): FunctionCode =>
  (args, argTypes, type, nodes) => {
    const isNull = anyNull(args);
    const value = code(values(args), argTypes, type, nodes);
    return nullable(isNull === 'false' ? `(${value})` : `(${isNull} ? null : ${value})`, type);
  };

/** Code of a value or null, which is run once. */
export const nullable = (code: string, type: AnyType): Code => ofNullable(code, noValue(type));

/** Code of a value, null for NULL. */
export const orNull = ({ value, isNull }: Code): string =>
  isNull === 'false' ? value : `(${isNull} ? null : ${value})`;

const values = (args: readonly Code[]): readonly string[] => args.map(({ value }) => value);

/** The text of an argument that is a literal. */
export function literalText(node: ExprNode | undefined): string | undefined {
  return node?.op === 'literal' && typeof node.value === 'string' ? node.value : undefined;
}
