import { MillraceError } from './errors';
import { and } from './functions/and';
import { equals, greaterThan, greaterThanOrEqual, lessThan, lessThanOrEqual, notEquals } from './functions/comparison';
import { dividedBy } from './functions/divided-by';
import { type AggregateFunction, type ExprNode, isLiteral, type ScalarFunction } from './functions/function';
import { isNotNull, isNull } from './functions/is-null';
import { minus } from './functions/minus';
import { mod } from './functions/mod';
import { not } from './functions/not';
import { or } from './functions/or';
import { plus } from './functions/plus';
import { times } from './functions/times';
import type { Boolean_ } from './types/boolean';
import type { Mistake } from './types/mistake';
import type { EitherNullable, KindOf, NullableOf, NumericType, Promoted } from './types/numeric';
import { type AnyType, type SqlType, type Value, withNullability } from './types/type';

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

type NumericOperand = Expression<NumericType, Stage> | number | bigint;
type ComparableOperand = AnyExpr | string | number | bigint | boolean | Date;

type IsNumeric<T> = [T] extends [NumericType]
  ? unknown
  : Mistake<'arithmetic needs numbers: this column is not numeric'>;
type IsBoolean<T> = [T] extends [Boolean_<boolean>]
  ? unknown
  : Mistake<'AND, OR and NOT need a condition: this is not BOOLEAN'>;
type NumericKind = 'INT' | 'BIGINT' | 'DOUBLE';
type Comparable<T, O> =
  O extends Expression<infer U, Stage>
    ? KindOf<U> extends KindOf<T>
      ? unknown
      : [KindOf<U> | KindOf<T>] extends [NumericKind]
        ? unknown
        : Mistake<`${KindOf<T>} cannot be compared with ${KindOf<U>}`>
    : [T] extends [NumericType]
      ? O extends number | bigint
        ? unknown
        : Mistake<`${KindOf<T>} is compared with a number`>
      : O extends Value<T>
        ? unknown
        : Mistake<`this value is not a ${KindOf<T>}`>;

type Arithmetic<T, S extends Stage, O> = Expr<Promoted<T, TypeOf<O, T>>, Combined<S, StageOf<O>>>;
type Comparison<T, S extends Stage, O> = Expr<Boolean_<EitherNullable<T, TypeOf<O, T>>>, Combined<S, StageOf<O>>>;
type Logic<T, S extends Stage, O> = Expr<Boolean_<EitherNullable<T, TypeOf<O, T>>>, Combined<S, StageOf<O>>>;

/** A typed SQL expression with its operators. Immutable. */
export class Expr<T extends AnyType, S extends Stage> extends Expression<T, S> {
  /** `a + b`. INT and BIGINT wrap silently on overflow, as in Flink. */
  plus<O extends NumericOperand>(other: O & IsNumeric<T>): Arithmetic<T, S, O> {
    return this.apply(plus, other);
  }
  /** `a - b`. */
  minus<O extends NumericOperand>(other: O & IsNumeric<T>): Arithmetic<T, S, O> {
    return this.apply(minus, other);
  }
  /** `a * b`. */
  times<O extends NumericOperand>(other: O & IsNumeric<T>): Arithmetic<T, S, O> {
    return this.apply(times, other);
  }
  /** `a / b`. Between integers the quotient is truncated (−5 / 2 = −2), and a divisor of 0 fails the job, as in Flink. */
  dividedBy<O extends NumericOperand>(other: O & IsNumeric<T>): Arithmetic<T, S, O> {
    return this.apply(dividedBy, other);
  }
  /** `MOD(a, b)` of integers; the sign is the dividend's (MOD(−5, 3) = −2). */
  mod<O extends NumericOperand>(other: O & IsNumeric<T>): Arithmetic<T, S, O> {
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
  lt<O extends ComparableOperand>(other: O & Comparable<T, O>): Comparison<T, S, O> {
    return this.apply(lessThan, other);
  }
  /** `a <= b`. */
  lte<O extends ComparableOperand>(other: O & Comparable<T, O>): Comparison<T, S, O> {
    return this.apply(lessThanOrEqual, other);
  }
  /** `a > b`. */
  gt<O extends ComparableOperand>(other: O & Comparable<T, O>): Comparison<T, S, O> {
    return this.apply(greaterThan, other);
  }
  /** `a >= b`. */
  gte<O extends ComparableOperand>(other: O & Comparable<T, O>): Comparison<T, S, O> {
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
  const type = fn.type(args.map((a) => a.type));
  return new Expr(
    { op: 'aggregate', fn, args, type, ...(distinct && { distinct }), ...(filter && { filter: filter.node }) },
    type,
  );
}

function operand(value: unknown, other: AnyType): ExprNode {
  return value instanceof Expression ? value.node : literalNode(value, other);
}

function literalNode(value: unknown, type: AnyType): ExprNode {
  if (!isLiteral(value, type)) {
    throw new MillraceError(
      'INVALID_LITERAL',
      `${typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)} is not of type ${type.spec.sql}`,
      'Give a value of that type, or name its type: lit(2.5, t.double).',
    );
  }
  return { op: 'literal', value, type: withNullability(type, false) };
}

/** A constant of the given type. @throws MillraceError INVALID_LITERAL when the type cannot hold it. */
export function lit<K extends string, Js>(
  value: Js,
  type: SqlType<K, false, Js>,
): Expr<SqlType<K, false, Js>, 'const'> {
  return new Expr(literalNode(value, type), type);
}
