import { MillraceError } from '../../errors';
import { type AnyExpr, call, type Expr, type Expression, operand, type Stage } from '../../expr';
import { type Family, familyOf } from '../../types/kinds';
import type { Mistake } from '../../types/mistake';
import type { KindOf, NullableOf } from '../../types/numeric';
import { type AnyType, type SqlType, type Value, withNullability } from '../../types/type';
import { strictOfAny } from '../code';
import { equals } from '../comparison';
import { anyNullable, type Code, type ExprNode, notLocal, type ScalarFunction } from '../function';
import { type Bare, builtIn, type Nulls, type Stages, type TypeOfExpr } from '../signature';

/** Another value of the same type: Flink would bring two types to a common one, and lose digits on the way. */
export type SameType<X, T, Name extends string> =
  X extends Expression<infer U, Stage>
    ? KindOf<U> extends KindOf<T>
      ? unknown
      : Mistake<`${Name} of ${KindOf<T>} and ${KindOf<U>}: give both the same type`>
    : X extends Value<T> | (KindOf<T> extends 'BIGINT' ? number : never)
      ? unknown
      : Mistake<`this value is not a ${KindOf<T>}`>;
export type SameTypes<A extends readonly unknown[], T, Name extends string> = {
  readonly [I in keyof A]: A[I] & SameType<A[I], T, Name>;
};
export type OrNull<T, N extends boolean> =
  T extends SqlType<infer K, boolean, infer Js, infer Parts> ? SqlType<K, N, Js, Parts> : never;
/** Whether all of the arguments, given as a union of them, may be NULL. */
type AllNull<X> = false extends (X extends Expression<infer T, Stage> ? NullableOf<T> : false) ? false : true;

/** The arguments of a function of values of one type. @throws MillraceError INVALID_ARGUMENT, INVALID_LITERAL */
export function sameTypes(name: string, first: AnyExpr, rest: readonly unknown[]): ExprNode[] {
  const others = rest.map((value) => operand(value, first.type));
  const other = others.find(({ type }) => type.spec.sql !== first.type.spec.sql);
  if (other) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${name} of ${first.type.kind} and ${other.type.kind}: give both the same type`,
      'Use .cast(…).',
    );
  }
  return [first.node, ...others];
}

/** @param lazy where Flink leaves out what comes after a value that cannot be NULL; it computes all others in any case. */
function firstOf(name: string, lazy: { readonly lazy?: true }): ScalarFunction {
  return {
    name,
    ...lazy,
    type: (args) =>
      withNullability(
        args[0] as AnyType,
        args.every((arg) => arg.isNullable),
      ),
    code(args, types) {
      const last = types.findIndex(({ isNullable }) => !isNullable);
      const reached = last < 0 ? args : args.slice(0, last + 1);
      const { value, isNull } = reached.reduceRight((rest, arg) => ({
        value: arg.isNull === 'false' ? arg.value : `(${arg.isNull} ? ${rest.value} : ${arg.value})`,
        isNull: arg.isNull === 'false' || rest.isNull === 'false' ? 'false' : `(${arg.isNull} && ${rest.isNull})`,
      }));
      const calls = reached.map((arg) => arg.value).filter((code) => code.includes('()'));
      return { value: calls.length > 0 ? `(${calls.join(', ')}, ${value})` : value, isNull };
    },
  };
}

const coalesceDefinition = firstOf('COALESCE', { lazy: true });
/**
 * `COALESCE(a, b, …)`: the first that is not NULL. All have one type.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#conditional-functions
 */
export const coalesce = builtIn(
  coalesceDefinition,
  <A extends AnyExpr, const R extends readonly [AnyExpr | Bare, ...(AnyExpr | Bare)[]]>(
    a: A,
    ...others: SameTypes<R, TypeOfExpr<A>, 'COALESCE'>
  ): Expr<OrNull<TypeOfExpr<A>, AllNull<A | R[number]>>, Stages<A | R[number]>> =>
    call(coalesceDefinition, sameTypes('COALESCE', a, others)) as never,
);

const ifNullDefinition = firstOf('IFNULL', {});
/**
 * `IFNULL(a, b)`: a where it is not NULL, else b. Both have one type.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#conditional-functions
 */
export const ifNull = builtIn(
  ifNullDefinition,
  <A extends AnyExpr, B extends AnyExpr | Bare>(
    a: A,
    b: B & SameType<B, TypeOfExpr<A>, 'IFNULL'>,
  ): Expr<OrNull<TypeOfExpr<A>, AllNull<A | B>>, Stages<A | B>> =>
    call(ifNullDefinition, sameTypes('IFNULL', a, [b])) as never,
);

const nullIfDefinition: ScalarFunction = {
  name: 'NULLIF',
  type: ([a]) => withNullability(a as AnyType, true),
  code(args, types, type) {
    const [a] = args as [Code];
    const equal = (equals.code as NonNullable<ScalarFunction['code']>)(args, types, type);
    const same = equal.isNull === 'false' ? equal.value : `(!${equal.isNull} && ${equal.value})`;
    return { value: a.value, isNull: a.isNull === 'false' ? same : `(${a.isNull} || ${same})` };
  },
};
/**
 * `NULLIF(a, b)`: NULL where both are equal, else a. Both have one type.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#conditional-functions
 */
export const nullIf = builtIn(
  nullIfDefinition,
  <A extends AnyExpr, B extends AnyExpr | Bare>(
    a: A,
    b: B & SameType<B, TypeOfExpr<A>, 'NULLIF'>,
  ): Expr<OrNull<TypeOfExpr<A>, true>, Stages<A | B>> => call(nullIfDefinition, sameTypes('NULLIF', a, [b])) as never,
);

/** What orders values as Java's `compareTo` does; Flink has none for bytes. */
const comparatorOf = ({ kind, spec }: AnyType): string | undefined =>
  spec.storage === 'time' ? 'comparePlain' : COMPARATORS[familyOf(kind)];
const COMPARATORS: Readonly<Partial<Record<Family, string>>> = {
  ...{ integer: 'comparePlain', boolean: 'comparePlain', decimal: 'decimalCompare', approximate: 'compareDoubles' },
  ...{ character: 'compareStrings', date: 'compareTimes', time: 'compareTimes' },
  ...{ timestamp: 'compareTimes', timestamp_ltz: 'compareTimes' },
};

function extremeOf<Name extends 'GREATEST' | 'LEAST'>(name: Name) {
  const definition: ScalarFunction = {
    name,
    type: (args) => withNullability(args[0] as AnyType, anyNullable(args)),
    code: strictOfAny((args, _, type) => {
      const comparator = comparatorOf(type);
      if (!comparator) throw notLocal(`${name} of ${type.kind}`);
      return `$.extremeOf($.${comparator}, ${name === 'LEAST' ? -1 : 1}, ${args.join(', ')})`;
    }),
  };
  return builtIn(
    definition,
    <A extends AnyExpr, const R extends readonly (AnyExpr | Bare)[]>(
      a: A,
      ...others: SameTypes<R, TypeOfExpr<A>, Name>
    ): Expr<OrNull<TypeOfExpr<A>, Nulls<A | R[number]>>, Stages<A | R[number]>> =>
      call(definition, sameTypes(name, a, others)) as never,
  );
}

/**
 * `GREATEST(a, b, …)`: the greatest of values of one type. NULL when one of them is.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#conditional-functions
 */
export const greatest = extremeOf('GREATEST');

/**
 * `LEAST(a, b, …)`: the least of values of one type. NULL when one of them is.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#conditional-functions
 */
export const least = extremeOf('LEAST');
