import { type AnyExpr, call, type Expr } from '../../expr';
import { decimalOf, MAX_PRECISION } from '../../types/decimal';
import type { Digits, Min, Most, Subtract } from '../../types/digits';
import { type DecimalKind, familyOf, type NumericKind } from '../../types/kinds';
import type { Mistake } from '../../types/mistake';
import type { KindOf, NullableOf, NumberOf } from '../../types/numeric';
import { type AnyType, withNullability } from '../../types/type';
import { partialOfAny, strictOfAny } from '../code';
import { anyNullable, type Code, plannedNull, type ScalarFunction } from '../function';
import { argument, builtIn, type Is, int32, type Nulls, numeric, type Stages, type TypeOfExpr } from '../signature';

/** A number of the same type. */
type Same<X> = Expr<NumberOf<KindOf<TypeOfExpr<X>>, NullableOf<TypeOfExpr<X>>>, Stages<X>>;

type Codes = Readonly<Record<string, (x: string) => string>>;

/** The result in the width of its type. */
const inBits =
  (bits: 8 | 16, code: (x: string) => string) =>
  (x: string): string =>
    `(${code(x)}) << ${32 - bits} >> ${32 - bits}`;
/** Code by kind, from that of INT, BIGINT, DOUBLE and DECIMAL. */
const ofKinds = (codes: Codes & Record<'INT' | 'DOUBLE' | 'BIGINT' | 'DECIMAL', (x: string) => string>): Codes => ({
  ...codes,
  TINYINT: inBits(8, codes.INT),
  SMALLINT: inBits(16, codes.INT),
  FLOAT: codes.DOUBLE,
});

const ABS = ofKinds({
  DOUBLE: (x) => `Math.abs(${x})`,
  // The least integer has no positive counterpart, and stays what it is.
  INT: (x) => `Math.abs(${x}) | 0`,
  BIGINT: (x) => `BigInt.asIntN(64, ${x} < 0n ? -${x} : ${x})`,
  DECIMAL: (x) => `${x}.replace('-', '')`,
});
const NEGATED = ofKinds({
  DOUBLE: (x) => `-${x}`,
  INT: (x) => `-${x} | 0`,
  BIGINT: (x) => `BigInt.asIntN(64, -${x})`,
  DECIMAL: (x) => `$.decimalNegate(${x})`,
});

/** A function whose result has the type of its argument. */
function unary(name: string, codes: Codes): ScalarFunction {
  return {
    name,
    type: ([x]) => withNullability(x as AnyType, x?.isNullable === true),
    code: strictOfAny(([x], _, { kind }) => codes[kind.replace(/\(.*/, '')]?.(x as string) as string),
  };
}

const absDefinition = unary('ABS', ABS);
/**
 * `ABS(x)` in the type of x; the ABS of the least INT or BIGINT is itself. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const abs = builtIn(
  absDefinition,
  <X extends AnyExpr>(x: X & Is<X, NumericKind, 'ABS'>): Same<X> =>
    call(absDefinition, [argument('ABS', numeric, x)]) as never,
);

const negation = unary('-', NEGATED);
const negateDefinition: ScalarFunction = {
  ...negation,
  infix: true,
  sql: ([x]) => `-${x}`,
  code: ([x], ...rest) => ({
    ...(negation.code as NonNullable<ScalarFunction['code']>)([x as Code], ...rest),
    plannedNull: plannedNull(x as Code),
  }),
};
/**
 * `-x` in the type of x; the least INT or BIGINT stays what it is. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const negate = builtIn(
  negateDefinition,
  <X extends AnyExpr>(x: X & Is<X, NumericKind, '-'>): Same<X> =>
    call(negateDefinition, [argument('-', numeric, x)]) as never,
);

const signDefinition: ScalarFunction = {
  name: 'SIGN',
  type: ([x]) => withNullability(x as AnyType, x?.isNullable === true),
  code: partialOfAny(([x], _, { kind, spec }) => {
    if (kind === 'BIGINT') return `${x} > 0n ? 1n : ${x} < 0n ? -1n : 0n`;
    return familyOf(kind) === 'decimal' ? `$.signDecimal(${x}, ${spec.precision})` : `Math.sign(${x})`;
  }),
};
/**
 * `SIGN(x)`: −1, 0 or 1 in the type of x. Flink has no code for TINYINT and SMALLINT. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const sign = builtIn(
  signDefinition,
  <X extends AnyExpr>(x: X & Is<X, Exclude<NumericKind, 'TINYINT' | 'SMALLINT'>, 'SIGN'>): Same<X> =>
    call(signDefinition, [
      argument('SIGN', { ...numeric, takes: ({ kind }) => kind !== 'TINYINT' && kind !== 'SMALLINT' }, x),
    ]) as never,
);

type WholeKind<K> = K extends `DECIMAL(${infer P}, ${number})` ? `DECIMAL(${P}, 0)` : K;
type WholeOf<X> = Expr<NumberOf<WholeKind<KindOf<TypeOfExpr<X>>> & string, NullableOf<TypeOfExpr<X>>>, Stages<X>>;

function whole<Name extends 'FLOOR' | 'CEIL'>(name: Name) {
  const definition: ScalarFunction = {
    name,
    type: ([x]) => withNullability(wholeOf(x as AnyType), x?.isNullable === true),
    code: strictOfAny(([x], _, { kind }) => {
      const family = familyOf(kind);
      if (family === 'decimal') return `$.wholeDecimal(${x}, ${name === 'CEIL'})`;
      return family === 'integer' ? (x as string) : `Math.${name.toLowerCase()}(${x})`;
    }),
  };
  return builtIn(
    definition,
    <X extends AnyExpr>(x: X & Is<X, NumericKind, Name>): WholeOf<X> =>
      call(definition, [argument(name, numeric, x)]) as never,
  );
}
const wholeOf = (type: AnyType): AnyType =>
  familyOf(type.kind) === 'decimal' ? decimalOf(type.spec.precision ?? 1, 0) : type;

/**
 * `FLOOR(x)`: the greatest whole number that is not above x, in the type of x; of a DECIMAL without a fraction. NULL gives
 * NULL. For points in time see floorTo.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const floor = whole('FLOOR');

/**
 * `CEIL(x)`: the least whole number that is not below x, in the type of x; of a DECIMAL without a fraction. NULL gives
 * NULL. For points in time see ceilTo.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const ceil = whole('CEIL');

/** Of a DECIMAL so many digits stay behind the point; rounded up it may have one more before it. */
type RoundedKind<K, D> = K extends `DECIMAL(${infer P extends number}, ${infer S extends number})`
  ? number extends D | P
    ? DecimalKind
    : `${D & number}` extends `-${string}`
      ? DecimalOf<Min<[...Subtract<Digits<P>, Digits<S>>, 0], Most>, []>
      : Digits<D & number> extends [...Digits<S>, ...0[]]
        ? K
        : DecimalOf<[...Subtract<Digits<P>, Digits<S>>, 0, ...Digits<D & number>], Digits<D & number>>
  : K;
type DecimalOf<P extends 0[], S extends 0[]> = `DECIMAL(${P['length']}, ${S['length']})`;
type Rounded<X, D> = Expr<
  NumberOf<RoundedKind<KindOf<TypeOfExpr<X>>, [D] extends [never] ? 0 : D> & string, Nulls<X | D>>,
  Stages<X | D>
>;
type NumberOfDigits<X, D, Name extends string> = D extends AnyExpr
  ? KindOf<TypeOfExpr<X>> extends `DECIMAL(${number}, ${number})`
    ? Mistake<`${Name} of a DECIMAL takes a number of digits that is known: it makes the type`>
    : Is<D, 'TINYINT' | 'SMALLINT' | 'INT', Name>
  : unknown;

function rounding<Name extends 'ROUND' | 'TRUNCATE'>(name: Name) {
  const definition = (digits: number | undefined): ScalarFunction => ({
    name,
    type: ([x, ...rest]) => withNullability(roundedType(x as AnyType, digits), anyNullable([x as AnyType, ...rest])),
    code: partialOfAny(([x, n = '0'], [type]) => roundingCode(name === 'ROUND', x as string, n, type as AnyType)),
  });
  return builtIn(
    definition(0),
    <X extends AnyExpr, const D extends AnyExpr | number = never>(
      x: X & Is<X, NumericKind, Name>,
      digits?: D & NumberOfDigits<X, D, Name>,
    ): Rounded<X, D> =>
      call(definition(digits === undefined ? 0 : typeof digits === 'number' ? digits : undefined), [
        argument(name, numeric, x),
        ...(digits === undefined ? [] : [argument(name, int32, digits)]),
      ]) as never,
  );
}

function roundingCode(isUp: boolean, x: string, digits: string, { kind, spec }: AnyType): string {
  const family = familyOf(kind);
  if (family === 'decimal') return `$.roundDecimal(${x}, ${digits}, ${isUp}, ${spec.precision})`;
  if (family === 'approximate')
    return `$.${isUp ? 'roundDouble' : 'truncateDouble'}(${x}, ${digits}, ${kind === 'FLOAT'})`;
  if (kind === 'BIGINT') return `BigInt.asIntN(64, $.roundInteger(${x}, ${digits}, ${isUp}))`;
  const bits = { TINYINT: 8, SMALLINT: 16 }[kind] ?? 32;
  return `Number(BigInt.asIntN(${bits}, $.roundInteger(BigInt(${x}), ${digits}, ${isUp})))`;
}

function roundedType(type: AnyType, digits: number | undefined): AnyType {
  const { precision = 1, scale = 0 } = type.spec;
  if (familyOf(type.kind) !== 'decimal' || digits === undefined || digits >= scale) return type;
  return digits < 0
    ? decimalOf(Math.min(MAX_PRECISION, precision - scale + 1), 0)
    : decimalOf(precision - scale + 1 + digits, digits);
}

/**
 * `ROUND(x[, digits])`: x with so many digits behind the point, 0 unless told, halves away from zero; in the type of x, a
 * DECIMAL's scale becoming the number of digits. NULL gives NULL; NaN fails the job.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const round = rounding('ROUND');

/**
 * `TRUNCATE(x[, digits])`: x cut to so many digits behind the point, 0 unless told; in the type of x, a DECIMAL's scale
 * becoming the number of digits. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const truncate = rounding('TRUNCATE');
