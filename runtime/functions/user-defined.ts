import { MillraceError } from '../errors';
import { type AnyExpr, call, type Expr, type Expression, operand, type Stage } from '../expr';
import { identifier } from '../sql/identifiers';
import type { Mistake } from '../types/mistake';
import type { KindOf } from '../types/numeric';
import type { AnyType, Value } from '../types/type';
import { partial } from './code';
import { type Code, type ExprNode, notLocal, type ScalarFunction } from './function';
import type { Bare, Stages } from './signature';
import { addUserFunction } from './support';

/** A function of a user: a Java class for Flink, and the same in TypeScript for the local runtime. */
export interface ScalarFunctionOptions<Args extends readonly AnyType[], R extends AnyType> {
  /** Its name in scripts. */
  readonly name: string;
  /** The Java class, a `ScalarFunction`, which is on the class path of the job. */
  readonly class: string;
  /** What it takes, one after the other; nullable where it takes NULL. */
  readonly args: Args;
  readonly returns: R;
  /**
   * What it does, value by value, as {@link Value} has them; absent, the local runtime refuses jobs that call it. It must
   * give what the Java class gives: nobody but tests compares them.
   */
  readonly local?: (...args: { readonly [I in keyof Args]: Value<Args[I]> | null }) => Value<R>;
}

/** Refuses an argument of another kind than the function was declared with. */
export type Argument<A, T> =
  A extends Expression<infer U, Stage>
    ? KindOf<U> extends KindOf<T>
      ? unknown
      : Mistake<`this argument is ${KindOf<T>}, not ${KindOf<U>}`>
    : A extends Value<T>
      ? unknown
      : Mistake<`this argument is not a ${KindOf<T>}`>;

/** Its calls: arguments of the kinds that it was declared with. */
export type UserFunction<Args extends readonly AnyType[], R extends AnyType> = <
  const A extends { readonly [I in keyof Args]: AnyExpr | Bare },
>(
  ...args: A & { readonly [I in keyof A]: I extends keyof Args ? Argument<A[I], Args[I]> : never }
) => Expr<R, Stages<A[number]>>;

/**
 * Declares a scalar function that is written in Java. Scripts of jobs that call it register it by its class, which has to
 * be on the class path there.
 * @example
 * const countChar = scalarFunction({
 *   name: 'count_char', class: 'com.example.CountChar', args: [t.string, t.string], returns: t.bigint,
 *   local: (text, c) => BigInt((text ?? '').split(c ?? '').length - 1),
 * })
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/udfs/#scalar-functions
 * @throws MillraceError INVALID_IDENTIFIER, INVALID_FUNCTION for what is no name of a Java class
 */
export function scalarFunction<const Args extends readonly AnyType[], R extends AnyType>({
  name,
  class: of,
  args: types,
  returns,
  local,
}: ScalarFunctionOptions<Args, R>): UserFunction<Args, R> {
  const quoted = checkClass(name, of);
  const definition: ScalarFunction = {
    name,
    userDefined: { name, class: of },
    type: () => returns,
    sql: (args) => `${quoted}(${args.join(', ')})`,
    ...codeOf(local as ((...args: readonly unknown[]) => unknown) | undefined),
  };
  return ((...args: readonly unknown[]) => call(definition, argumentsOf(name, types, args))) as never;
}

/** The quoted name of a function. @throws MillraceError INVALID_IDENTIFIER, INVALID_FUNCTION for what is no name of a Java class */
export function checkClass(name: string, of: string): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*(\.[\p{L}_$][\p{L}\p{N}_$]*)*$/u.test(of)) {
    throw new MillraceError(
      'INVALID_FUNCTION',
      `function ${name}: ${of} is no name of a Java class`,
      'com.example.Name',
    );
  }
  return identifier(name);
}

/** The arguments of a call, checked as the types check them. @throws MillraceError INVALID_ARGUMENT */
export function argumentsOf(name: string, types: readonly AnyType[], args: readonly unknown[]): readonly ExprNode[] {
  if (args.length !== types.length) {
    throw new MillraceError('INVALID_ARGUMENT', `${name} takes ${types.length} arguments, not ${args.length}`);
  }
  const given = args.map((arg, i) => operand(arg, types[i] as AnyType));
  const wrong = given.findIndex(({ type }, i) => type.kind !== types[i]?.kind);
  if (wrong !== -1) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${name}: argument ${wrong + 1} is ${types[wrong]?.kind}, not ${given[wrong]?.type.kind}`,
      'Use .cast(…).',
    );
  }
  return given;
}

/** Code that calls the function row by row, with null for NULL. */
function codeOf(fn: ((...args: readonly unknown[]) => unknown) | undefined): Pick<ScalarFunction, 'code'> {
  if (!fn) return {};
  const number = addUserFunction((...args) => {
    const result = fn(...args);
    return result instanceof Date ? result.getTime() : result;
  });
  const code: ScalarFunction['code'] = (args, types, type) => {
    const values = localArguments(args, types);
    const called = partial(() => `$.user(${[number, ...values].join(', ')})`) as NonNullable<ScalarFunction['code']>;
    return called([], [], type);
  };
  return { code };
}

/** What a user's function gave, null for nothing. @throws MillraceError INVALID_RESULT for NULL where there is none */
export function checkResult(what: string, type: AnyType, result: unknown): unknown {
  if ((result ?? null) === null && !type.isNullable) {
    throw new MillraceError(
      'INVALID_RESULT',
      `${what} gave NULL, and is ${type.sql}`,
      'Give a value, or declare it .nullable().',
    );
  }
  return result ?? null;
}

/** Code of arguments as JavaScript values, null for NULL. @throws MillraceError NOT_LOCAL */
export const localArguments = (args: readonly Code[], types: readonly AnyType[]): readonly string[] =>
  args.map(({ value, isNull }, i) => {
    if (types[i]?.spec.storage === 'dict' && types[i]?.kind !== 'STRING')
      throw notLocal(`a function of ${types[i]?.kind}`);
    const js = types[i]?.spec.storage === 'time' ? `new Date(${value})` : value;
    return isNull === 'false' ? js : `(${isNull} ? null : ${js})`;
  });

/** The functions of users that the plan of a job calls, each once. @throws MillraceError INVALID_FUNCTION for one name of two */
export function userFunctions(job: object): { readonly name: string; readonly class: string }[] {
  const found = new Map<string, string>();
  const seen = new Set<object>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const { userDefined } = value as Partial<ScalarFunction>;
    if (userDefined) {
      const known = found.get(userDefined.name);
      if (known !== undefined && known !== userDefined.class) {
        throw new MillraceError('INVALID_FUNCTION', `${userDefined.name} is ${known} and ${userDefined.class}`);
      }
      found.set(userDefined.name, userDefined.class);
    }
    for (const part of value instanceof Map ? [...value.keys(), ...value.values()] : Object.values(value)) look(part);
  };
  look(job);
  return [...found].map(([name, of]) => ({ name, class: of }));
}
