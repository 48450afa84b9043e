import { type AnyExpr, call, type Expr } from '../../expr';
import { type BigInt_, bigint } from '../../types/bigint';
import type { TimestampKind, TimestampLtzKind } from '../../types/kinds';
import type { NullableOf } from '../../types/numeric';
import { type AnyType, withNullability } from '../../types/type';
import { ofValues } from '../called';
import type { ScalarFunction } from '../function';
import { argument, builtIn, type Is, type Parameter, type Stages, type TypeOfExpr } from '../signature';
import { below, millis } from './forms';

type Days = 'DATE' | TimestampKind | TimestampLtzKind;
type Clocks = 'TIME' | TimestampKind | TimestampLtzKind;
const days: Parameter<Days, never> = { families: ['date', 'timestamp', 'timestamp_ltz'] };
const clocks: Parameter<Clocks, never> = { families: ['time', 'timestamp', 'timestamp_ltz'] };
type Part<X> = Expr<BigInt_<NullableOf<TypeOfExpr<X>>>, Stages<X>>;

/** What is left of a day, hour, minute or second; before 1970 negative, as Flink has it. */
const CLOCK: Readonly<Record<string, (ms: string, nanos: string) => string>> = {
  HOUR: (ms) => `Math.trunc((${ms} % 86400000) / 3600000)`,
  MINUTE: (ms) => `Math.trunc((${ms} % 3600000) / 60000)`,
  SECOND: (ms) => `Math.trunc((${ms} % 60000) / 1000)`,
  MILLISECOND: (ms) => `${ms} % 1000`,
  MICROSECOND: (ms, nanos) => `(${ms} % 1000) * 1000 + Math.trunc(${nanos} / 1000)`,
  NANOSECOND: (ms, nanos) => `(${ms} % 1000) * 1000000 + ${nanos}`,
  EPOCH: (ms) => `Math.trunc(${ms} / 1000)`,
};
/** Other names of units. */
const UNITS: Readonly<Record<string, string>> = { DAYOFYEAR: 'DOY', DAYOFMONTH: 'DAY', DAYOFWEEK: 'DOW' };

function partOf(name: string, unit: string, sql?: ScalarFunction['sql']): ScalarFunction {
  return {
    name,
    type: ([x]) => withNullability(bigint, x?.isNullable === true),
    ...(sql && { sql }),
    // Of a time of day before 1970, the day is the next one: Flink divides towards zero.
    code: ofValues(([x], [type]) => {
      const ms = millis(x as string, type as AnyType);
      const clock = CLOCK[unit]?.(ms, below(x as string, type as AnyType));
      return `BigInt(${clock ?? `$.dayPart('${UNITS[unit] ?? unit}', Math.trunc(${ms} / 86400000))`})`;
    }),
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
