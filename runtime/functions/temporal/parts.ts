import { type AnyExpr, call, type Expr } from '../../expr';
import { type BigInt_, bigint } from '../../types/bigint';
import type { TimestampKind, TimestampLtzKind } from '../../types/kinds';
import type { NullableOf } from '../../types/numeric';
import { withNullability } from '../../types/type';
import { strict } from '../code';
import { notLocal, type ScalarFunction } from '../function';
import { argument, builtIn, type Is, type Parameter, type Stages, type TypeOfExpr } from '../signature';

type Days = 'DATE' | TimestampKind | TimestampLtzKind;
type Clocks = 'TIME' | TimestampKind | TimestampLtzKind;
const days: Parameter<Days, never> = { families: ['date', 'timestamp', 'timestamp_ltz'] };
const clocks: Parameter<Clocks, never> = { families: ['time', 'timestamp', 'timestamp_ltz'] };
type Part<X> = Expr<BigInt_<NullableOf<TypeOfExpr<X>>>, Stages<X>>;

const MS = { DAY: 86_400_000, HOUR: 3_600_000, MINUTE: 60_000, SECOND: 1000 } as const;
/** What is left of a day, hour or minute; before 1970 negative, as Flink has it. */
const CODES: Readonly<Record<string, (ms: string) => string>> = {
  HOUR: (ms) => `BigInt(Math.trunc((${ms} % ${MS.DAY}) / ${MS.HOUR}))`,
  MINUTE: (ms) => `BigInt(Math.trunc((${ms} % ${MS.HOUR}) / ${MS.MINUTE}))`,
  SECOND: (ms) => `BigInt(Math.trunc((${ms} % ${MS.MINUTE}) / ${MS.SECOND}))`,
};

function partOf(name: string, unit: string, sql?: ScalarFunction['sql']): ScalarFunction {
  return {
    name,
    type: ([x]) => withNullability(bigint, x?.isNullable === true),
    ...(sql && { sql }),
    code(args, types, type) {
      const code = CODES[unit];
      if (!code || types[0]?.kind !== 'TIMESTAMP') throw notLocal(`${name} of ${types[0]?.kind}`);
      return (strict(([x]) => code(x as string)) as NonNullable<ScalarFunction['code']>)(args, types, type);
    },
  };
}

function ofDay<Name extends string>(name: Name) {
  const definition = partOf(name, name);
  return builtIn(
    definition,
    <X extends AnyExpr>(x: X & Is<X, Days, Name>): Part<X> => call(definition, [argument(name, days, x)]) as never,
  );
}
function ofClock<Name extends string>(name: Name) {
  const definition = partOf(name, name);
  return builtIn(
    definition,
    <X extends AnyExpr>(x: X & Is<X, Clocks, Name>): Part<X> => call(definition, [argument(name, clocks, x)]) as never,
  );
}

/**
 * `YEAR(x)`, a BIGINT; before 1970 with a time of day it can be wrong, as in Flink. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const year = ofDay('YEAR');
/**
 * `QUARTER(x)`, 1 to 4, a BIGINT. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const quarter = ofDay('QUARTER');
/**
 * `MONTH(x)`, 1 to 12, a BIGINT. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const month = ofDay('MONTH');
/**
 * `WEEK(x)`, the week of the year by ISO 8601, a BIGINT. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const week = ofDay('WEEK');
/**
 * `DAYOFYEAR(x)`, 1 to 366, a BIGINT. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const dayOfYear = ofDay('DAYOFYEAR');
/**
 * `DAYOFMONTH(x)`, 1 to 31, a BIGINT. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const dayOfMonth = ofDay('DAYOFMONTH');
/**
 * `DAYOFWEEK(x)`, 1 for Sunday to 7, a BIGINT. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const dayOfWeek = ofDay('DAYOFWEEK');
/**
 * `HOUR(x)`, 0 to 23, a BIGINT; before 1970 it is negative, as in Flink. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const hour = ofClock('HOUR');
/**
 * `MINUTE(x)`, 0 to 59, a BIGINT; before 1970 it is negative, as in Flink. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const minute = ofClock('MINUTE');
/**
 * `SECOND(x)`, 0 to 59, a BIGINT; before 1970 it is negative, as in Flink. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const second = ofClock('SECOND');

const CLOCK_UNITS = ['HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'MICROSECOND', 'NANOSECOND'] as const;
const DAY_UNITS = [
  ...(['MILLENNIUM', 'CENTURY', 'DECADE', 'YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY'] as const),
  ...(['DOY', 'DOW', 'ISODOW', 'ISOYEAR', 'EPOCH'] as const),
];
type ClockUnit = (typeof CLOCK_UNITS)[number];
type DayUnit = (typeof DAY_UNITS)[number];

const EXTRACTS = new Map<string, ScalarFunction>(
  [...CLOCK_UNITS, ...DAY_UNITS].map((unit) => [unit, partOf('EXTRACT', unit, ([x]) => `EXTRACT(${unit} FROM ${x})`)]),
);

/**
 * `EXTRACT(unit FROM x)`, a BIGINT. A DATE has no part of the day, a TIME no other. NULL gives NULL.
 * @example extract('ISODOW', m.at)
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#temporal-functions
 */
export const extract = builtIn(
  EXTRACTS.get('YEAR') as ScalarFunction,
  <U extends ClockUnit | DayUnit, X extends AnyExpr>(
    unit: U,
    x: X & Is<X, U extends DayUnit ? Days : Clocks, 'EXTRACT'>,
  ): Part<X> => {
    const from = (CLOCK_UNITS as readonly string[]).includes(unit) ? clocks : days;
    const definition = EXTRACTS.get(unit);
    if (!definition) throw new TypeError(`EXTRACT has no unit ${unit}`);
    return call(definition, [argument('EXTRACT', from, x)]) as never;
  },
);
