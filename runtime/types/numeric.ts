/**
 * Flink's rules for the type of an arithmetic result, at run time and as types. A test asks Flink for all of them.
 *
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
import { bigint } from './bigint';
import { decimalOf, MAX_PRECISION } from './decimal';
import type { Digits, Max, Min, Most, Six, Subtract } from './digits';
import { double } from './double';
import { float } from './float';
import { int } from './int';
import { type ApproximateKind, type DecimalKind, familyOf, type NumericKind } from './kinds';
import { smallint } from './smallint';
import { tinyint } from './tinyint';
import { type AnyType, type SqlType, withNullability } from './type';

export type NumericType = SqlType<NumericKind, boolean, unknown>;

export type KindOf<T> = T extends SqlType<infer Kind, boolean, unknown> ? Kind : never;
export type NullableOf<T> = T extends SqlType<string, infer N, unknown> ? N : never;
/** Nullable when one of the two is. */
export type EitherNullable<A, B> = true extends NullableOf<A> | NullableOf<B> ? true : false;

/** What brings two numbers to one type: `CASE` also stands for UNION and whatever else Calcite brings to a common type. */
export type Operation = '+' | '-' | '*' | '/' | 'MOD' | 'CASE' | 'COALESCE';

/** The numeric type of a kind. */
export type NumberOf<Kind extends string, N extends boolean> = SqlType<
  Kind,
  N,
  Kind extends 'BIGINT' ? bigint : Kind extends DecimalKind ? string : number
>;

/** The type of `a operation b`. */
export type Result<Op extends Operation, A, B> = NumberOf<ResultKind<Op, KindOf<A>, KindOf<B>>, EitherNullable<A, B>>;

/** The wider of two types, by their kinds. */
interface Wider {
  TINYINT: { [K in keyof Wider]: K };
  SMALLINT: { [K in keyof Wider]: K extends 'TINYINT' ? 'SMALLINT' : K };
  INT: { [K in keyof Wider]: K extends 'TINYINT' | 'SMALLINT' ? 'INT' : K };
  BIGINT: { [K in keyof Wider]: K extends ApproximateKind ? K : 'BIGINT' };
  FLOAT: { [K in keyof Wider]: K extends 'DOUBLE' ? 'DOUBLE' : 'FLOAT' };
  DOUBLE: { [K in keyof Wider]: 'DOUBLE' };
}

type ResultKind<Op extends Operation, A, B> = A extends keyof Wider
  ? B extends keyof Wider
    ? Op extends 'MOD'
      ? B
      : // Calcite takes FLOAT and DOUBLE to be equally precise, and the first of two such.
        [A, B, Op] extends ['FLOAT', 'DOUBLE', Exclude<Operation, 'COALESCE'>]
        ? 'FLOAT'
        : Wider[A][B]
    : A extends ApproximateKind
      ? 'DOUBLE'
      : DecimalResult<Op, B, DigitsOf<A>, DigitsOf<B>>
  : B extends ApproximateKind
    ? Op extends 'COALESCE'
      ? B
      : 'DOUBLE'
    : DecimalResult<Op, B, DigitsOf<A>, DigitsOf<B>>;

/** Digits before the point and behind it, in tuples. */
type DigitsOf<Kind> = Kind extends keyof IntegerDigits
  ? [IntegerDigits[Kind], []]
  : Kind extends `DECIMAL(${infer P extends number}, ${infer S extends number})`
    ? // Of any DECIMAL there is nothing to calculate; every combination of digits would be tried.
      number extends P
      ? 'any'
      : [Subtract<Digits<P>, Digits<S>>, Digits<S>]
    : 'none';
interface IntegerDigits {
  TINYINT: Digits<3>;
  SMALLINT: Digits<5>;
  INT: Digits<10>;
  BIGINT: Digits<19>;
}

type DecimalResult<Op extends Operation, B, D1, D2> = [D1, D2] extends [
  [infer W1 extends 0[], infer S1 extends 0[]],
  [infer W2 extends 0[], infer S2 extends 0[]],
]
  ? {
      '+': Fitted<[...Max<W1, W2>, 0], Max<S1, S2>>;
      '-': Fitted<[...Max<W1, W2>, 0], Max<S1, S2>>;
      '*': Fitted<[...W1, ...W2, 0], [...S1, ...S2]>;
      '/': Fitted<[...W1, ...S2], Max<Six, [...S1, ...W2, ...S2, 0]>>;
      // Of whole numbers the remainder has the type of the divisor.
      MOD: [S1, S2] extends [[], []] ? B : Fitted<Min<W1, W2>, Max<S1, S2>>;
      CASE: Common<Max<W1, W2>, Max<S1, S2>>;
      COALESCE: Common<Max<W1, W2>, Max<S1, S2>>;
    }[Op]
  : DecimalKind;

/** A DECIMAL of so many digits before and behind the point. Beyond 38 in all it keeps those before, and 6 behind. */
type Fitted<W extends 0[], S extends 0[]> = Most extends [...W, ...S, ...0[]]
  ? DecimalOf<[...W, ...S], S>
  : DecimalOf<Most, Max<Subtract<Most, W>, Min<S, Six>>>;
/** The DECIMAL that two are brought to: beyond 38 digits it keeps those before the point. */
type Common<W extends 0[], S extends 0[]> = Most extends [...W, ...S, ...0[]]
  ? DecimalOf<[...W, ...S], S>
  : DecimalOf<Most, Subtract<Most, W>>;
type DecimalOf<P extends 0[], S extends 0[]> = `DECIMAL(${P['length']}, ${S['length']})`;

/** The type of SUM over a column: integers keep theirs and wrap, a DECIMAL has room for 38 digits. */
export type SumOf<T> = NumberOf<SumKind<KindOf<T>>, NullableOf<T>>;
type SumKind<K> = K extends `DECIMAL(${number}, ${infer S extends number})` ? `DECIMAL(38, ${S})` : K & string;
/** The type of AVG over a column: integers keep theirs and are truncated, a DECIMAL has 6 digits behind the point at least. */
export type AvgOf<T> = NumberOf<AvgKind<KindOf<T>>, NullableOf<T>>;
type AvgKind<K> = K extends `DECIMAL(${number}, ${infer S extends number})`
  ? DecimalOf<Most, Max<Six, Digits<S>>>
  : K & string;

const TYPES: readonly AnyType[] = [tinyint, smallint, int, bigint, float, double];
const INTEGER_DIGITS: Readonly<Record<string, number>> = { TINYINT: 3, SMALLINT: 5, INT: 10, BIGINT: 19 };

/** The type of `a operation b`. */
export function resultType(operation: Operation, a: AnyType, b: AnyType): AnyType {
  return withNullability(plainResult(operation, a, b), a.isNullable || b.isNullable);
}

function plainResult(operation: Operation, a: AnyType, b: AnyType): AnyType {
  const [left, right] = [rankOf(a), rankOf(b)];
  if (left >= 0 && right >= 0) {
    if (operation === 'MOD') return b;
    if (a.kind === 'FLOAT' && b.kind === 'DOUBLE' && operation !== 'COALESCE') return a;
    return TYPES[Math.max(left, right)] as AnyType;
  }
  if (familyOf(a.kind) === 'approximate') return double;
  if (familyOf(b.kind) === 'approximate') return operation === 'COALESCE' ? b : double;
  return decimalResult(operation, a, b);
}

const rankOf = ({ kind }: AnyType): number => TYPES.findIndex((type) => type.kind === kind);

function decimalResult(operation: Operation, a: AnyType, b: AnyType): AnyType {
  const [[p1, s1], [p2, s2]] = [decimalDigits(a), decimalDigits(b)];
  const whole = Math.max(p1 - s1, p2 - s2);
  const scale = Math.max(s1, s2);
  switch (operation) {
    case '+':
    case '-':
      return fitted(whole + 1, scale);
    case '*':
      return fitted(p1 + p2 + 1 - s1 - s2, s1 + s2);
    case '/':
      return fitted(p1 - s1 + s2, Math.max(6, s1 + p2 + 1));
    case 'MOD':
      return scale === 0 ? b : fitted(Math.min(p1 - s1, p2 - s2), scale);
    default: {
      const kept = Math.min(scale, MAX_PRECISION - whole);
      return decimalOf(whole + kept, kept);
    }
  }
}

/** A DECIMAL of so many digits before and behind the point. Beyond 38 in all it keeps those before, and 6 behind. */
function fitted(whole: number, scale: number): AnyType {
  if (whole + scale <= MAX_PRECISION) return decimalOf(whole + scale, scale);
  return decimalOf(MAX_PRECISION, Math.max(MAX_PRECISION - whole, Math.min(scale, 6)));
}

/** The digits with which a number takes part in the arithmetic of DECIMALs. */
export function decimalDigits({ kind, spec }: AnyType): readonly [precision: number, scale: number] {
  return [INTEGER_DIGITS[kind] ?? spec.precision ?? 0, spec.scale ?? 0];
}

/** @see {@link SumOf} */
export const sumType = (type: AnyType): AnyType =>
  familyOf(type.kind) === 'decimal'
    ? withNullability(decimalOf(MAX_PRECISION, type.spec.scale ?? 0), type.isNullable)
    : type;
/** @see {@link AvgOf} */
export const avgType = (type: AnyType): AnyType =>
  familyOf(type.kind) === 'decimal'
    ? withNullability(decimalOf(MAX_PRECISION, Math.max(6, type.spec.scale ?? 0)), type.isNullable)
    : type;
