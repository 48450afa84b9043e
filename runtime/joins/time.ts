/** What joins in event time need of their tables. */
import { MillraceError } from '../errors';
import type { PlanNode } from '../operators/operator';
import type { Mistake } from '../types/mistake';
import type { Rowtime, Schema } from '../types/type';

/** The names of a row's time attributes. */
type TimeAttribute<Row extends Schema> = {
  [K in keyof Row & string]: Row[K] extends Rowtime ? K : never;
}[keyof Row & string];

/** What is wrong with a table as a side of such a join, if anything. */
export type TimedSide<Row extends Schema, Mode, Side extends string> = Mode extends 'update'
  ? Mistake<`this join needs final rows: the ${Side} table updates its earlier ones`>
  : [TimeAttribute<Row>] extends [never]
    ? Mistake<`the ${Side} table has no time attribute: declare .watermark(column, delay) on its source`>
    : unknown;

/** The name of a time attribute, or what is wrong. */
export type TimeColumnOf<Row extends Schema, Mode> =
  TimedSide<Row, Mode, 'left'> extends Mistake<string> ? TimedSide<Row, Mode, 'left'> : TimeAttribute<Row>;

/**
 * The time attribute of a side: the given one, else the only one.
 * @throws MillraceError NOT_APPEND_ONLY, NOT_A_TIME_ATTRIBUTE
 */
export function timeOf({ schema, mode }: PlanNode, given: string | undefined, where: string, side: string): string {
  if (mode === 'update') {
    throw new MillraceError(
      'NOT_APPEND_ONLY',
      `${where} needs final rows, and the ${side} table updates its earlier ones`,
    );
  }
  const times = Object.keys(schema).filter((name) => schema[name]?.role === 'rowtime');
  const [only] = times;
  if (given === undefined && times.length > 1) {
    throw new MillraceError(
      'INVALID_JOIN',
      `${where}: the ${side} table has the time attributes ${times.join(' and ')}`,
      "Name one of each table: times: ['left', 'right'].",
    );
  }
  if (only === undefined || (given !== undefined && !times.includes(given))) {
    throw new MillraceError(
      'NOT_A_TIME_ATTRIBUTE',
      given === undefined
        ? `${where}: the ${side} table has no time attribute`
        : `${where}: ${given} is not a time attribute`,
      'Declare .watermark(column, delay) on the source, and keep the column as it is in every select on the way.',
    );
  }
  return given ?? only;
}
