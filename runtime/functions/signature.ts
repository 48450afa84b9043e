/**
 * How most functions are declared: `define(name, parameters, result)` makes the definition that engines use and the typed
 * function that people call, from one list of parameters. A function whose type depends on more than that writes its own
 * signature and hands it to {@link builtIn}.
 */
import { MillraceError } from '../errors';
import { type AnyExpr, type Combined, call, type Expr, Expression, type Stage } from '../expr';
import { bigint } from '../types/bigint';
import { boolean } from '../types/boolean';
import { double } from '../types/double';
import { int } from '../types/int';
import {
  type BinaryKind,
  type CharacterKind,
  type Family,
  familyOf,
  type IntegerKind,
  type NumericKind,
} from '../types/kinds';
import type { Mistake } from '../types/mistake';
import type { KindOf, NullableOf } from '../types/numeric';
import { string } from '../types/string';
import { timestamp } from '../types/timestamp';
import { type AnyType, type SqlType, valueAccepted, withNullability } from '../types/type';
import { type AggregateFunction, anyNullable, type ExprNode, type ScalarFunction } from './function';

declare const KIND: unique symbol;
declare const BARE: unique symbol;

/** What a function takes in one place: columns of some kinds, or JavaScript values of type `Bare`. */
export interface Parameter<Kind extends string = string, Bare = unknown> {
  readonly [KIND]?: Kind;
  readonly [BARE]?: Bare;
  /** Absent for any type. */
  readonly families?: readonly Family[];
  /** Whether a type of these families is taken; by default all of them are. */
  takes?(type: AnyType): boolean;
}

const parameter = <Kind extends string, Bare>(...families: Family[]): Parameter<Kind, Bare> => ({ families });

export const character = parameter<CharacterKind, string>('character');
export const binary = parameter<BinaryKind, Uint8Array>('binary');
export const integer = parameter<IntegerKind, number | bigint>('integer');
export const numeric = parameter<NumericKind, number | bigint>('integer', 'decimal', 'approximate');
export const condition = parameter<'BOOLEAN', boolean>('boolean');
/** INT alone: Flink plans some functions with a BIGINT, and then has no code for them. */
export const int32: Parameter<'TINYINT' | 'SMALLINT' | 'INT', number> = {
  families: ['integer'],
  takes: (type) => type.kind !== 'BIGINT',
};

export type Bare = string | number | bigint | boolean | Date | Uint8Array;
type KindOfParameter<P> = P extends Parameter<infer Kind, unknown> ? Kind : never;
export type Given<P> = P extends Parameter<string, infer B> ? AnyExpr | B : never;

/** The type of an argument; of a JavaScript value, what the function takes for it. */
export type TypeOfExpr<X> = X extends Expression<infer T, Stage> ? T : never;
/** The stages of arguments, given as a union of them. */
export type Stages<X> = Combined<X extends Expression<AnyType, infer S> ? S : 'const', never>;
/** Whether one of the arguments, given as a union of them, may be NULL. */
export type Nulls<X> = true extends (X extends Expression<infer T, Stage> ? NullableOf<T> : false) ? true : false;

/** Refuses an argument of other kinds. */
export type Is<X, Kind extends string, Name extends string> =
  X extends Expression<infer T, Stage>
    ? KindOf<T> extends Kind
      ? unknown
      : Mistake<`${Name} of a ${KindOf<T>} is not supported`>
    : unknown;

/** What a function gives: its result, nullable too when an argument is. */
export type Gives<R, X> =
  R extends SqlType<infer K, infer N, infer Js, infer Parts>
    ? Expr<SqlType<K, N extends true ? true : Nulls<X>, Js, Parts>, Stages<X>>
    : never;

export type Function0<R extends AnyType> = () => Expr<R, 'const'>;
export type Function1<Name extends string, P, R> = <A extends Given<P>>(
  a: A & Is<A, KindOfParameter<P>, Name>,
) => Gives<R, A>;
export type Function2<Name extends string, P, Q, R> = <A extends Given<P>, B extends Given<Q>>(
  a: A & Is<A, KindOfParameter<P>, Name>,
  b: B & Is<B, KindOfParameter<Q>, Name>,
) => Gives<R, A | B>;
export type Function3<Name extends string, P, Q, T, R> = <A extends Given<P>, B extends Given<Q>, C extends Given<T>>(
  a: A & Is<A, KindOfParameter<P>, Name>,
  b: B & Is<B, KindOfParameter<Q>, Name>,
  c: C & Is<C, KindOfParameter<T>, Name>,
) => Gives<R, A | B | C>;

/** With one more parameter that can be left out. */
type Function1Or2<Name extends string, P, Q, R> = <A extends Given<P>, B extends Given<Q> = never>(
  a: A & Is<A, KindOfParameter<P>, Name>,
  b?: B & Is<B, KindOfParameter<Q>, Name>,
) => Gives<R, A | B>;
type Function2Or3<Name extends string, P, Q, T, R> = <
  A extends Given<P>,
  B extends Given<Q>,
  C extends Given<T> = never,
>(
  a: A & Is<A, KindOfParameter<P>, Name>,
  b: B & Is<B, KindOfParameter<Q>, Name>,
  c?: C & Is<C, KindOfParameter<T>, Name>,
) => Gives<R, A | B | C>;
type Function3Or4<Name extends string, P, Q, T, U, R> = <
  A extends Given<P>,
  B extends Given<Q>,
  C extends Given<T>,
  D extends Given<U> = never,
>(
  a: A & Is<A, KindOfParameter<P>, Name>,
  b: B & Is<B, KindOfParameter<Q>, Name>,
  c: C & Is<C, KindOfParameter<T>, Name>,
  d?: D & Is<D, KindOfParameter<U>, Name>,
) => Gives<R, A | B | C | D>;

type Plain<Name extends string, Ps, R extends AnyType> = Ps extends readonly []
  ? Function0<R>
  : Ps extends readonly [infer P]
    ? Function1<Name, P, R>
    : Ps extends readonly [infer P, infer Q]
      ? Function2<Name, P, Q, R>
      : Ps extends readonly [infer P, infer Q, infer T]
        ? Function3<Name, P, Q, T, R>
        : never;
type WithOptional<Name extends string, Ps, O, R extends AnyType> = Ps extends readonly [infer P]
  ? Function1Or2<Name, P, O, R>
  : Ps extends readonly [infer P, infer Q]
    ? Function2Or3<Name, P, Q, O, R>
    : Ps extends readonly [infer P, infer Q, infer T]
      ? Function3Or4<Name, P, Q, T, O, R>
      : never;

export interface DefineOptions<O>
  extends Partial<Pick<ScalarFunction, 'code' | 'sql' | 'infix' | 'deterministic' | 'onlyOnFlink' | 'readsClock'>> {
  /** A last parameter that can be left out. */
  readonly optional?: O;
}

/**
 * A function whose result has one type, nullable when that is or when an argument is.
 * @param name Flink's.
 */
export function define<Name extends string, const Ps extends readonly Parameter[], R extends AnyType, O = undefined>(
  name: Name,
  parameters: Ps,
  result: R,
  { optional, ...rest }: DefineOptions<O> = {},
): undefined extends O ? Plain<Name, Ps, R> : WithOptional<Name, Ps, O, R> {
  const all = optional ? [...parameters, optional as Parameter] : parameters;
  const definition: ScalarFunction = {
    name,
    type: (args) => withNullability(result, result.isNullable || anyNullable(args)),
    ...rest,
  };
  return builtIn(definition, ((...args: unknown[]) => call(definition, nodes(name, all, args))) as never);
}

/**
 * The arguments of a call as nodes, for those who come without types checked as the types check them.
 * @throws MillraceError INVALID_ARGUMENT, INVALID_LITERAL
 */
export function nodes(name: string, parameters: readonly Parameter[], args: readonly unknown[]): ExprNode[] {
  return args.filter((arg) => arg !== undefined).map((arg, i) => argument(name, parameters[i] as Parameter, arg));
}

/** One argument as a node. */
export function argument(name: string, parameter: Parameter, arg: unknown): ExprNode {
  const node = arg instanceof Expression ? arg.node : bare(name, arg);
  const { families, takes } = parameter;
  if (families && !(families.includes(familyOf(node.type.kind)) && (takes?.(node.type) ?? true))) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${name} of a ${node.type.kind} is not supported`,
      `It takes ${families.join(' or ')} there; .cast(…) brings a value to another type.`,
    );
  }
  return node;
}

const BARE_TYPES: Readonly<Record<string, AnyType>> = { string, boolean, bigint };

/** A JavaScript value as a literal: a whole number is an INT if it can be. */
function bare(name: string, value: unknown): ExprNode {
  const type =
    value instanceof Date
      ? timestamp
      : typeof value === 'number'
        ? valueAccepted(value, int)
          ? int
          : Number.isSafeInteger(value)
            ? bigint
            : double
        : BARE_TYPES[typeof value];
  if (!type || !valueAccepted(value, type)) {
    throw new MillraceError(
      'INVALID_LITERAL',
      `${name}: ${String(value)} has no literal in SQL`,
      'Give an expression.',
    );
  }
  return { op: 'literal', value, type };
}

/** What is known of an exported function: for the tables of docs/functions.md and for tests. */
const BUILT_INS = new WeakMap<object, ScalarFunction | AggregateFunction>();

/** Marks a function that people call as Flink's built-in of this definition. */
export function builtIn<F extends object>(definition: ScalarFunction | AggregateFunction, of: F): F {
  BUILT_INS.set(of, definition);
  return of;
}

/** The definition behind an exported function; undefined when that is no built-in. */
export const definitionOf = (value: unknown): ScalarFunction | AggregateFunction | undefined =>
  typeof value === 'function' ? BUILT_INS.get(value) : undefined;
