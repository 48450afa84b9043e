import { MillraceError } from '../../errors';
import { type AnyExpr, call, type Expr } from '../../expr';
import { type Boolean_, boolean } from '../../types/boolean';
import { type Int, int } from '../../types/int';
import { familyOf, type TimestampKind, type TimestampLtzKind } from '../../types/kinds';
import { timestampOf } from '../../types/timestamp';
import { type AnyType, type SqlType, withNullability } from '../../types/type';
import { nullable, ofValues, orNull } from '../called';
import { anyNullable, notLocal, type ScalarFunction } from '../function';
import {
  argument,
  builtIn,
  type Is,
  int32,
  type Nulls,
  type Parameter,
  type Stages,
  type TypeOfExpr,
} from '../signature';
import { below, millis, ofMillis } from './forms';

type Points = TimestampKind | TimestampLtzKind;
type PointsAndDates = Points | 'DATE';
const pointsAndDates: Parameter<PointsAndDates, never> = { families: ['date', 'timestamp', 'timestamp_ltz'] };
const points: Parameter<Points, never> = { families: ['timestamp', 'timestamp_ltz'] };

const CALENDAR_UNITS = ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY'] as const;
const CLOCK_UNITS = ['HOUR', 'MINUTE', 'SECOND'] as const;
/** A unit of the calendar; of a point in time also of the clock. */
type Unit = (typeof CALENDAR_UNITS)[number] | (typeof CLOCK_UNITS)[number];
const MS: Readonly<Record<string, number>> = {
  ...{ WEEK: 604_800_000, DAY: 86_400_000, HOUR: 3_600_000, MINUTE: 60_000, SECOND: 1000 },
};

/** Months of those that have no fixed length. */
const MONTHS: Readonly<Record<string, number>> = { YEAR: 12, QUARTER: 3, MONTH: 1 };

/** @throws MillraceError INVALID_ARGUMENT */
function unitOf(name: string, unit: string): Unit {
  if ([...CALENDAR_UNITS, ...CLOCK_UNITS].includes(unit as Unit)) return unit as Unit;
  throw new MillraceError(
    'INVALID_ARGUMENT',
    `${name} has no unit ${unit}`,
    [...CALENDAR_UNITS, ...CLOCK_UNITS].join(', '),
  );
}
const isClockUnit = (unit: string): boolean => (CLOCK_UNITS as readonly string[]).includes(unit);
type SameAs<X, A> =
  TypeOfExpr<X> extends SqlType<infer K, boolean, infer Js> ? Expr<SqlType<K, Nulls<A>, Js>, Stages<A>> : never;

function stepped<Name extends 'FLOOR' | 'CEIL'>(name: Name, round: 'floor' | 'ceil') {
  const definition = (unit: Unit): ScalarFunction => ({
    name,
    type: ([x]) => withNullability(x as AnyType, x?.isNullable === true),
    sql: ([x]) => `${name}(${x} TO ${unit})`,
    code: ofValues(([x], types) => {
      const [type] = types as [AnyType];
      if (familyOf(type.kind) === 'timestamp_ltz' && (unit === 'MINUTE' || unit === 'SECOND')) {
        throw notLocal(`${name} of ${type.kind} TO ${unit}`, 'Flink has no code for it');
      }
      const ms = millis(x as string, type);
      const size = unit === 'WEEK' || type.kind === 'DATE' ? undefined : MS[unit];
      if (size !== undefined) return ofMillis(`(Math.${round}(${ms} / ${size}) * ${size})`, type);
      const day = `$.dayStep('${unit}', Math.trunc(${ms} / 86400000), ${round === 'floor'})`;
      return ofMillis(`(${day} * 86400000)`, type);
    }),
  });
  return builtIn(
    { ...definition('DAY'), name: `${name} TO` },
    <X extends AnyExpr, U extends Unit>(
      x: X & Is<X, U extends (typeof CLOCK_UNITS)[number] ? Points : PointsAndDates, Name>,
      unit: U,
    ): SameAs<X, X> =>
      call(definition(unitOf(name, unit)), [argument(name, isClockUnit(unit) ? points : pointsAndDates, x)]) as never,
  );
}

/**
 * `FLOOR(x TO unit)`: the beginning of the unit that x is in, in the type of x; a week begins on Sunday. NULL gives NULL.
 * @example floorTo(m.at, 'MINUTE')
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const floorTo = stepped('FLOOR', 'floor');

/**
 * `CEIL(x TO unit)`: the first beginning of a unit that is not before x, in the type of x. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const ceilTo = stepped('CEIL', 'ceil');

const addition = (unit: Unit): ScalarFunction => ({
  name: 'TIMESTAMPADD',
  type: (args) => {
    const to = args[1] as AnyType;
    return withNullability(to.kind === 'DATE' && isClockUnit(unit) ? timestampOf(6) : to, anyNullable(args));
  },
  sql: ([n, x]) => `TIMESTAMPADD(${unit}, ${n}, ${x})`,
  code: ofValues(([n, x], types, type) => {
    const of = types[1] as AnyType;
    const ms = millis(x as string, of);
    const months = MONTHS[unit];
    const moved = months === undefined ? `(${ms} + ${n} * ${MS[unit]})` : `$.addMonthsTo(${ms}, ${n} * ${months})`;
    return ofMillis(moved, type, below(x as string, of));
  }),
});
type Added<X, U, A> =
  TypeOfExpr<X> extends SqlType<'DATE', boolean, string>
    ? U extends (typeof CLOCK_UNITS)[number]
      ? Expr<SqlType<'TIMESTAMP(6)', Nulls<A>, string>, Stages<A>>
      : SameAs<X, A>
    : SameAs<X, A>;
/**
 * `TIMESTAMPADD(unit, n, x)`: n units after x; a DATE and a unit of the clock make a TIMESTAMP(6). NULL gives NULL.
 * @example timestampAdd('MONTH', 1, m.at)
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const timestampAdd = builtIn(
  addition('DAY'),
  <U extends Unit, N extends AnyExpr | number, X extends AnyExpr>(
    unit: U,
    n: N & Is<N, 'TINYINT' | 'SMALLINT' | 'INT', 'TIMESTAMPADD'>,
    x: X & Is<X, PointsAndDates, 'TIMESTAMPADD'>,
  ): Added<X, U, X | N> =>
    call(addition(unitOf('TIMESTAMPADD', unit)), [
      argument('TIMESTAMPADD', int32, n),
      argument('TIMESTAMPADD', pointsAndDates, x),
    ]) as never,
);

const difference = (unit: Unit): ScalarFunction => ({
  name: 'TIMESTAMPDIFF',
  type: (args) => withNullability(int, anyNullable(args)),
  sql: ([from, to]) => `TIMESTAMPDIFF(${unit}, ${from}, ${to})`,
  code: ofValues(([from, to], types) => {
    const [a, b] = types as [AnyType, AnyType];
    const families = [familyOf(a.kind), familyOf(b.kind)];
    if (families.includes('timestamp_ltz') && families[0] !== families[1]) {
      throw notLocal(`TIMESTAMPDIFF of ${a.kind} and ${b.kind}`, 'Flink has no code for it');
    }
    const [first, last] = [millis(from as string, a), millis(to as string, b)];
    const months = MONTHS[unit];
    if (months !== undefined) return `Math.trunc($.monthsBetweenTimes(${first}, ${last}) / ${months})`;
    // Weeks are made of seconds as an INT, which wraps.
    if (unit === 'WEEK') return `Math.trunc((Math.trunc((${last} - ${first}) / 1000) | 0) / 604800)`;
    return `Math.trunc((${last} - ${first}) / ${MS[unit]}) | 0`;
  }),
});
/**
 * `TIMESTAMPDIFF(unit, from, to)`: the whole units from one point in time to another, an INT. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const timestampDiff = builtIn(
  difference('DAY'),
  <A extends AnyExpr, B extends AnyExpr>(
    unit: Unit,
    from: A & Is<A, PointsAndDates, 'TIMESTAMPDIFF'>,
    to: B & Is<B, PointsAndDates, 'TIMESTAMPDIFF'>,
  ): Expr<Int<Nulls<A | B>>, Stages<A | B>> =>
    call(difference(unitOf('TIMESTAMPDIFF', unit)), [
      argument('TIMESTAMPDIFF', pointsAndDates, from),
      argument('TIMESTAMPDIFF', pointsAndDates, to),
    ]) as never,
);

const overlapsDefinition: ScalarFunction = {
  name: 'OVERLAPS',
  infix: true,
  type: (args) => withNullability(boolean, anyNullable(args)),
  sql: ([a, b, c, d]) => `(${a}, ${b}) OVERLAPS (${c}, ${d})`,
  code(args, types) {
    const [type] = types as [AnyType];
    if (types.some(({ kind }) => kind !== type.kind)) throw notLocal(`OVERLAPS of ${type.kind} and others`);
    // Each span in order, with its bounds as they are given where one is NULL or they are in order.
    const [a, b, c, d] = args.map(orNull) as [string, string, string, string];
    return nullable(`$.overlap(${a}, ${b}, ${c}, ${d})`, boolean);
  },
};
/**
 * `(a, b) OVERLAPS (c, d)`: whether two spans of time, each given by its bounds, have a point in common.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const overlaps = builtIn(
  overlapsDefinition,
  <A extends AnyExpr, B extends AnyExpr, C extends AnyExpr, D extends AnyExpr>(
    a: A & Is<A, Points, 'OVERLAPS'>,
    b: B & Is<B, Points, 'OVERLAPS'>,
    c: C & Is<C, Points, 'OVERLAPS'>,
    d: D & Is<D, Points, 'OVERLAPS'>,
  ): Expr<Boolean_<Nulls<A | B | C | D>>, Stages<A | B | C | D>> =>
    call(
      overlapsDefinition,
      [a, b, c, d].map((x) => argument('OVERLAPS', points, x)),
    ) as never,
);
