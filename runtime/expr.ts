import { MillraceError } from './errors';
import { and } from './functions/and';
import { equals, greaterThan, greaterThanOrEqual, lessThan, lessThanOrEqual, notEquals } from './functions/comparison';
import { type Castable, castTo } from './functions/conversion/cast';
import { dividedBy } from './functions/divided-by';
import { fieldOf, item, keyOf } from './functions/element';
import type { AggregateFunction, ExprNode, ScalarFunction } from './functions/function';
import { isNotNull, isNull } from './functions/is-null';
import { between, isIn } from './functions/logic/in';
import { like, similarTo } from './functions/logic/like';
import {
  isDistinctFrom,
  isFalse,
  isNotDistinctFrom,
  isNotFalse,
  isNotTrue,
  isNotUnknown,
  isTrue,
  isUnknown,
} from './functions/logic/truth';
import { minus } from './functions/minus';
import { mod } from './functions/mod';
import { not } from './functions/not';
import { or } from './functions/or';
import { plus } from './functions/plus';
import { shiftedBy } from './functions/shifted-by';
import { joined } from './functions/string/joined';
import { times } from './functions/times';
import { Duration } from './time';
import type { Boolean_ } from './types/boolean';
import { int } from './types/int';
import type {
  ArrayKind,
  CharacterKind,
  ComparableKinds,
  DecimalKind,
  IntegerKind,
  MapKind,
  TimestampKind,
  TimestampLtzKind,
} from './types/kinds';
import type { Mistake } from './types/mistake';
import type { EitherNullable, KindOf, NullableOf, NumericType, Operation, Result } from './types/numeric';
import { type String_, string } from './types/string';
import {
  type AnyType,
  type Parts,
  type PartsOf,
  type SqlType,
  type Value,
  valueAccepted,
  withNullability,
} from './types/type';

/**
 * Where a value comes from: a constant, a row, a grouping key, an aggregate over the group. `mixed` is what comes of an
 * aggregate and an ungrouped column in one expression; nothing accepts it. `over` is a function of a row's place among
 * others, such as its row number: only `.over` accepts it.
 */
export type Stage = 'const' | 'row' | 'key' | 'agg' | 'over' | 'mixed';

/** The stage of an expression over two others. */
export type Combined<A extends Stage, B extends Stage> = 'mixed' extends A | B
  ? 'mixed'
  : 'over' extends A | B
    ? [A | B] extends ['over' | 'const']
      ? 'over'
      : 'mixed'
    : 'agg' extends A | B
      ? 'row' extends A | B
        ? 'mixed'
        : 'agg'
      : 'row' extends A | B
        ? 'row'
        : 'key' extends A | B
          ? 'key'
          : 'const';

/**
 * A SQL expression as other signatures take it: its SQL type `T` and the stage `S` it belongs to. Kept apart from the
 * methods of {@link Expr}, so that the compiler compares two types and not thirty methods.
 */
export class Expression<out T extends AnyType, out S extends Stage> {
  declare protected readonly stageOf: S;

  constructor(
    readonly node: ExprNode,
    readonly type: T,
  ) {}
}

export type AnyExpr = Expression<AnyType, Stage>;

type StageOf<O> = O extends Expression<AnyType, infer S> ? S : 'const';
/** The SQL type of an operand: a bare JavaScript value takes the type of the other side. */
type TypeOf<O, Other> =
  O extends Expression<infer T, Stage>
    ? T
    : Other extends SqlType<infer K, boolean, infer Js>
      ? SqlType<K, false, Js>
      : never;

type NumericOperand = Expression<NumericType, Stage> | number | bigint | string;
type ComparableOperand = AnyExpr | string | number | bigint | boolean | Date | Uint8Array;

type IsNumeric<T, O = number> = [T] extends [NumericType]
  ? O extends string
    ? KindOf<T> extends DecimalKind
      ? unknown
      : Mistake<`arithmetic of ${KindOf<T>} needs a number, not a text`>
    : unknown
  : Mistake<'arithmetic needs numbers: this column is not numeric'>;
/** Of FLOAT and DOUBLE Flink has no remainder. */
type IsExact<T, O> = [KindOf<T> | KindOf<TypeOf<O, T>>] extends [IntegerKind | DecimalKind]
  ? IsNumeric<T, O>
  : Mistake<`MOD is of whole numbers and decimals, not of ${KindOf<T>} and ${KindOf<TypeOf<O, T>>}`>;
/** A length of time can be added to a point in time, and numbers to numbers. */
type IsAddable<T, O> = O extends Duration
  ? KindOf<T> extends TimestampKind | TimestampLtzKind
    ? unknown
    : Mistake<`a length of time is added to a TIMESTAMP: this is ${KindOf<T>}`>
  : IsNumeric<T, O>;
type IsBoolean<T> = [T] extends [Boolean_<boolean>]
  ? unknown
  : Mistake<'AND, OR and NOT need a condition: this is not BOOLEAN'>;
type Comparable<T, O> =
  O extends Expression<infer U, Stage>
    ? KindOf<U> extends ComparableKinds<KindOf<T>>
      ? unknown
      : Mistake<`${KindOf<T>} cannot be compared with ${KindOf<U>}`>
    : [T] extends [NumericType]
      ? O extends number | bigint | (KindOf<T> extends DecimalKind ? string : never)
        ? unknown
        : Mistake<`${KindOf<T>} is compared with a number`>
      : O extends Value<T>
        ? unknown
        : Mistake<`this value is not a ${KindOf<T>}`>;
type Ordered<T, O> =
  KindOf<T> extends ArrayKind | MapKind | 'ROW' ? Mistake<`${KindOf<T>} has no order`> : Comparable<T, O>;

type Arithmetic<Op extends Operation, T, S extends Stage, O> = Expr<
  Result<Op, T, TypeOf<O, T>>,
  Combined<S, StageOf<O>>
>;
type Sum<Op extends Operation, T, S extends Stage, O> = O extends Duration
  ? Expr<Plain<T>, S>
  : Arithmetic<Op, T, S, O>;
type Comparison<T, S extends Stage, O> = Expr<Boolean_<EitherNullable<T, TypeOf<O, T>>>, Combined<S, StageOf<O>>>;
type Logic<T, S extends Stage, O> = Expr<Boolean_<EitherNullable<T, TypeOf<O, T>>>, Combined<S, StageOf<O>>>;

type Plain<T> = T extends SqlType<infer K, infer N, infer Js, infer Parts> ? SqlType<K, N, Js, Parts> : never;
type OrNull<T> = T extends SqlType<infer K, boolean, infer Js, infer Parts> ? SqlType<K, true, Js, Parts> : never;
type PartOf<T, Part extends keyof Parts> = PartsOf<T> extends { readonly [P in Part]: infer E } ? E : never;
type FieldsOf<T> = PartOf<T, 'fields'>;
type FieldOf<T, K extends keyof FieldsOf<T>> =
  true extends NullableOf<T> ? OrNull<FieldsOf<T>[K]> : Extract<FieldsOf<T>[K], AnyType>;
type IsCollection<T, Kinds extends string, Name extends string> =
  KindOf<T> extends Kinds ? unknown : Mistake<`this is ${KindOf<T>} and not a ${Name}`>;
type SameKey<T, K> =
  K extends Expression<infer U, Stage>
    ? KindOf<U> extends ComparableKinds<KindOf<PartOf<T, 'key'>>>
      ? unknown
      : Mistake<`the MAP's keys are ${KindOf<PartOf<T, 'key'>>}, not ${KindOf<U>}`>
    : unknown;

/** Nullable when the one, or one of the others, given as a union of them, is. */
type AnyNull<T, O> = true extends NullableOf<T> | (O extends Expression<infer U, Stage> ? NullableOf<U> : false)
  ? true
  : false;
type IsEach<T, V extends readonly unknown[]> = { readonly [I in keyof V]: Comparable<T, V[I]> };
type TextOperand = AnyExpr | string;
type IsText<T, P, Name extends string> =
  KindOf<T> extends CharacterKind
    ? P extends Expression<infer U, Stage>
      ? KindOf<U> extends CharacterKind
        ? unknown
        : Mistake<`${Name} a ${KindOf<U>} is not supported`>
      : unknown
    : Mistake<`${KindOf<T>} ${Name} is not supported: it is no text`>;

/**
 * A typed SQL expression with its operators. Immutable. Said to be invariant, which spares the compiler a comparison of
 * all its methods: signatures take an {@link Expression}.
 */
export class Expr<in out T extends AnyType, in out S extends Stage> extends Expression<T, S> {
  /**
   * `a + b`: numbers, or a timestamp and a length of time. Integers wrap silently on overflow, as in Flink.
   * @example m.at.plus(minutes(5))
   */
  plus<O extends NumericOperand | Duration>(other: O & IsAddable<T, O>): Sum<'+', T, S, O> {
    return other instanceof Duration ? this.shifted(other) : this.apply(plus, other);
  }
  /** `a - b`: numbers, or a timestamp and a length of time. */
  minus<O extends NumericOperand | Duration>(other: O & IsAddable<T, O>): Sum<'-', T, S, O> {
    return other instanceof Duration ? this.shifted(other, '-') : this.apply(minus, other);
  }
  /** `a * b`. */
  times<O extends NumericOperand>(other: O & IsNumeric<T, O>): Arithmetic<'*', T, S, O> {
    return this.apply(times, other);
  }
  /** `a / b`. Between integers the quotient is truncated (−5 / 2 = −2), and a divisor of 0 fails the job, as in Flink. */
  dividedBy<O extends NumericOperand>(other: O & IsNumeric<T, O>): Arithmetic<'/', T, S, O> {
    return this.apply(dividedBy, other);
  }
  /** `MOD(a, b)`; the sign is the dividend's (MOD(−5, 3) = −2), the type of a whole number's remainder the divisor's. */
  mod<O extends NumericOperand>(other: O & IsExact<T, O>): Arithmetic<'MOD', T, S, O> {
    return this.apply(mod, other);
  }

  /** `a = b`. */
  eq<O extends ComparableOperand>(other: O & Comparable<T, O>): Comparison<T, S, O> {
    return this.apply(equals, other);
  }
  /** `a <> b`. */
  ne<O extends ComparableOperand>(other: O & Comparable<T, O>): Comparison<T, S, O> {
    return this.apply(notEquals, other);
  }
  /** `a < b`. */
  lt<O extends ComparableOperand>(other: O & Ordered<T, O>): Comparison<T, S, O> {
    return this.apply(lessThan, other);
  }
  /** `a <= b`. */
  lte<O extends ComparableOperand>(other: O & Ordered<T, O>): Comparison<T, S, O> {
    return this.apply(lessThanOrEqual, other);
  }
  /** `a > b`. */
  gt<O extends ComparableOperand>(other: O & Ordered<T, O>): Comparison<T, S, O> {
    return this.apply(greaterThan, other);
  }
  /** `a >= b`. */
  gte<O extends ComparableOperand>(other: O & Ordered<T, O>): Comparison<T, S, O> {
    return this.apply(greaterThanOrEqual, other);
  }

  /** `a AND b`, three-valued. */
  and<O extends Expression<Boolean_<boolean>, Stage>>(other: O & IsBoolean<T>): Logic<T, S, O> {
    return this.apply(and, other);
  }
  /** `a OR b`, three-valued. */
  or<O extends Expression<Boolean_<boolean>, Stage>>(other: O & IsBoolean<T>): Logic<T, S, O> {
    return this.apply(or, other);
  }
  /** `NOT a`, three-valued. */
  not(this: Expr<T & Boolean_<boolean>, S>): Expr<Boolean_<NullableOf<T>>, S> {
    return call(not, [this.node]) as never;
  }
  /** `a IS NULL`. */
  isNull(): Expr<Boolean_, S> {
    return call(isNull, [this.node]) as never;
  }
  /** `a IS NOT NULL`. */
  isNotNull(): Expr<Boolean_, S> {
    return call(isNotNull, [this.node]) as never;
  }

  /**
   * `a[index]` of an ARRAY, as Flink counts: the first element has index 1. NULL where there is none.
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
   */
  at<I extends number | Expression<SqlType<IntegerKind, boolean, unknown>, Stage>>(
    index: I & IsCollection<T, ArrayKind, 'ARRAY'>,
  ): Expr<OrNull<PartOf<T, 'element'>>, Combined<S, StageOf<I>>> {
    return call(item, [this.node, operand(index, int)]) as never;
  }
  /** `a[key]` of a MAP; NULL where it has no such key. */
  get<K extends Value<PartOf<T, 'key'>> | AnyExpr>(
    key: K & IsCollection<T, MapKind, 'MAP'> & SameKey<T, K>,
  ): Expr<OrNull<PartOf<T, 'value'>>, Combined<S, StageOf<K>>> {
    return call(item, [this.node, operand(key, keyOf(this.type))]) as never;
  }
  /** The field of a ROW; NULL where the ROW is. */
  field<K extends keyof FieldsOf<T> & string>(name: K): Expr<FieldOf<T, K>, S> {
    return call(fieldOf(name), [this.node]) as never;
  }

  /** `a IN (b, …)`: NULL when none is equal and one is NULL. @throws MillraceError INVALID_ARGUMENT for an empty list */
  in<const V extends readonly ComparableOperand[]>(
    values: V & IsEach<T, V>,
  ): Expr<Boolean_<AnyNull<T, V[number]>>, Combined<S, StageOf<V[number]>>> {
    if (values.length === 0) {
      throw new MillraceError('INVALID_ARGUMENT', 'IN needs at least one value', 'FALSE is lit(false, t.boolean).');
    }
    return this.applyAll(isIn, values);
  }
  /** `a BETWEEN low AND high`, both of them in it. */
  between<L extends ComparableOperand, H extends ComparableOperand>(
    low: L & Ordered<T, L>,
    high: H & Ordered<T, H>,
  ): Expr<Boolean_<AnyNull<T, L | H>>, Combined<S, StageOf<L | H>>> {
    return this.applyAll(between, [low, high]);
  }
  /** `a IS DISTINCT FROM b`: whether they differ, NULL being equal to NULL. */
  isDistinctFrom<O extends ComparableOperand>(other: O & Comparable<T, O>): Expr<Boolean_, Combined<S, StageOf<O>>> {
    return this.apply(isDistinctFrom, other);
  }
  /** `a IS NOT DISTINCT FROM b`: whether they are equal, NULL being equal to NULL. */
  isNotDistinctFrom<O extends ComparableOperand>(other: O & Comparable<T, O>): Expr<Boolean_, Combined<S, StageOf<O>>> {
    return this.apply(isNotDistinctFrom, other);
  }
  /** `a || b`: the texts one behind the other, a STRING. NULL when one of them is. */
  concat<O extends TextOperand>(other: O & IsText<T, O, '||'>): Expr<String_<AnyNull<T, O>>, Combined<S, StageOf<O>>> {
    return call(joined, [this.node, operand(other, string)]) as never;
  }
  /** `a LIKE pattern [ESCAPE escape]`: `%` stands for any text, `_` for one code point; without an escape there is none. */
  like<P extends TextOperand>(
    pattern: P & IsText<T, P, 'LIKE'>,
    escaping?: string,
  ): Expr<Boolean_<AnyNull<T, P>>, Combined<S, StageOf<P>>> {
    return call(like, this.texts(pattern, escaping)) as never;
  }
  /** `a SIMILAR TO pattern [ESCAPE escape]`: whether the whole text matches an SQL regular expression. */
  similarTo<P extends TextOperand>(
    pattern: P & IsText<T, P, 'SIMILAR TO'>,
    escaping?: string,
  ): Expr<Boolean_<AnyNull<T, P>>, Combined<S, StageOf<P>>> {
    return call(similarTo, this.texts(pattern, escaping)) as never;
  }

  /** `a IS TRUE`: FALSE for NULL. */
  isTrue(this: Expression<Boolean_<boolean>, Stage>): Expr<Boolean_, S> {
    return call(isTrue, [this.node]) as never;
  }
  /** `a IS NOT TRUE`: TRUE for NULL. */
  isNotTrue(this: Expression<Boolean_<boolean>, Stage>): Expr<Boolean_, S> {
    return call(isNotTrue, [this.node]) as never;
  }
  /** `a IS FALSE`: FALSE for NULL. */
  isFalse(this: Expression<Boolean_<boolean>, Stage>): Expr<Boolean_, S> {
    return call(isFalse, [this.node]) as never;
  }
  /** `a IS NOT FALSE`: TRUE for NULL. */
  isNotFalse(this: Expression<Boolean_<boolean>, Stage>): Expr<Boolean_, S> {
    return call(isNotFalse, [this.node]) as never;
  }
  /** `a IS UNKNOWN`: whether a BOOLEAN is NULL. */
  isUnknown(this: Expression<Boolean_<boolean>, Stage>): Expr<Boolean_, S> {
    return call(isUnknown, [this.node]) as never;
  }
  /** `a IS NOT UNKNOWN`: whether a BOOLEAN is not NULL. */
  isNotUnknown(this: Expression<Boolean_<boolean>, Stage>): Expr<Boolean_, S> {
    return call(isNotUnknown, [this.node]) as never;
  }

  /**
   * `CAST(a AS type)`; a value that the type cannot have fails the job. The nullability stays.
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/types/#casting
   * @throws MillraceError INVALID_CAST
   */
  cast<K extends string, N extends boolean, Js, P>(
    type: SqlType<K, N, Js, P> & Castable<KindOf<T>, K>,
  ): Expr<SqlType<K, NullableOf<T>, Js, P>, S> {
    return call(castTo(type), [this.node]) as never;
  }
  /** `TRY_CAST(a AS type)`: NULL for a value that the type cannot have. @throws MillraceError INVALID_CAST */
  tryCast<K extends string, N extends boolean, Js, P>(
    type: SqlType<K, N, Js, P> & Castable<KindOf<T>, K>,
  ): Expr<SqlType<K, true, Js, P>, S> {
    return call(castTo(type, 'TRY_CAST'), [this.node]) as never;
  }

  private applyAll<R>(fn: ScalarFunction, others: readonly unknown[]): R {
    return call(fn, [this.node, ...others.map((other) => operand(other, this.type))]) as R;
  }
  private texts(...others: readonly unknown[]): ExprNode[] {
    return [this.node, ...others.filter((other) => other !== undefined).map((other) => operand(other, string))];
  }
  private shifted<R>(by: Duration, sign: '+' | '-' = '+'): R {
    return call(shiftedBy(by, sign), [this.node]) as R;
  }

  /** The types above say what comes out; here they are not derived a second time. */
  private apply<R>(fn: ScalarFunction, other: unknown): R {
    return call(fn, [this.node, operand(other, this.type)]) as R;
  }
}

export function call(fn: ScalarFunction, args: readonly ExprNode[]): Expr<AnyType, Stage> {
  const type = fn.type(args.map((a) => a.type));
  return new Expr({ op: 'call', fn, args, type }, type);
}

/** What every aggregate function takes beside its arguments. */
export interface AggregateOptions {
  /** Takes each value once: `COUNT(DISTINCT x)`. */
  readonly distinct?: boolean;
  /** Takes the rows for which this is TRUE: `SUM(x) FILTER (WHERE …)`. */
  readonly filter?: Expression<Boolean_<boolean>, 'row' | 'key' | 'const'>;
}

export function aggregateCall(
  fn: AggregateFunction,
  args: readonly ExprNode[],
  { distinct, filter }: AggregateOptions = {},
): Expr<AnyType, Stage> {
  const own = fn.type(args.map((a) => a.type));
  const type = filter && fn.nullableWhenFiltered ? withNullability(own, true) : own;
  return new Expr(
    { op: 'aggregate', fn, args, type, ...(distinct && { distinct }), ...(filter && { filter: filter.node }) },
    type,
  );
}

export function operand(value: unknown, other: AnyType): ExprNode {
  return value instanceof Expression ? value.node : literalNode(value, withNullability(other, false));
}

function literalNode(value: unknown, type: AnyType): ExprNode & { op: 'literal' } {
  if (!valueAccepted(value, type)) {
    throw new MillraceError(
      'INVALID_LITERAL',
      `${typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)} is not of type ${type.sql}`,
      'Give a value of that type, or name its type: lit(2.5, t.double).',
    );
  }
  return { op: 'literal', value, type };
}

/**
 * A constant of the given type; NULL of a nullable one.
 * @example lit('1.50', t.decimal(10, 2)), lit(null, t.string.nullable())
 * @throws MillraceError INVALID_LITERAL when the type cannot hold it.
 */
export function lit<K extends string, N extends boolean, Js, P>(
  value: Js | (N extends true ? null : never),
  type: SqlType<K, N, Js, P>,
): Expr<SqlType<K, N, Js, P>, 'const'> {
  return new Expr(literalNode(value, withNullability(type, type.isNullable)), type);
}
