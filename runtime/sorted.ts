/** Tables whose rows are in order. */
import { MillraceError } from './errors';
import { type Insert, insert } from './operators/insert';
import { onTimeNode } from './operators/on-time';
import type { PlanNode } from './operators/operator';
import { sortNode } from './operators/sort';
import { asc, type Ordering, type Sortable, sortKeysOf } from './ranking';
import type { Sink, SinkMistakes } from './sink';
import type { TimeAttribute } from './table';
import type { Mistake } from './types/mistake';
import type { Schema } from './types/type';

/** A column to sort by behind the time. */
export type SortBy<Row extends Schema> = Sortable<Row> | Ordering<Sortable<Row>>;

/** The names of time attributes, or what is wrong. */
export type SortTime<Row extends Schema, Mode> = Mode extends 'update'
  ? Mistake<'orderBy needs final rows: this table updates its earlier ones; .topN orders it'>
  : [TimeAttribute<Row>] extends [never]
    ? Mistake<'a stream is sorted by its time, and there is no time attribute: .topN orders by other columns'>
    : TimeAttribute<Row>;

/** What is in order goes to a sink as it is: SQL forgets the order of a relation that another reads. */
export class SortedTable<Row extends Schema> {
  constructor(readonly node: PlanNode) {}
  declare protected readonly row: Row;

  /**
   * Where the rows go, in their order. Columns are matched by name.
   * @throws MillraceError SINK_MISMATCH
   */
  insertInto<S extends Schema, Key extends string = never>(
    sink: Sink<S, Key> & SinkMistakes<Row, S, 'append', Key>,
  ): Insert {
    return insert(this.node, sink);
  }
}

/** @throws MillraceError NOT_APPEND_ONLY, NOT_A_TIME_ATTRIBUTE, UNKNOWN_COLUMN, INVALID_ORDER */
export function sorted<Row extends Schema>(
  input: PlanNode,
  time: string,
  others: readonly (string | Ordering)[],
): SortedTable<Row> {
  if (input.mode === 'update') {
    throw new MillraceError(
      'NOT_APPEND_ONLY',
      'orderBy needs final rows: this table updates its earlier ones',
      'Use .topN, whose rows change places.',
    );
  }
  const role = input.schema[time]?.role;
  if (role !== 'rowtime' && role !== 'proctime') {
    throw new MillraceError(
      'NOT_A_TIME_ATTRIBUTE',
      `orderBy: a stream is sorted by its time, and ${time} is not a time attribute`,
      'Use .topN to order by other columns.',
    );
  }
  const keys = sortKeysOf([asc(time), ...others], input, 'orderBy');
  return new SortedTable(sortNode(role === 'rowtime' ? onTimeNode(input, time, 'orderBy') : input, keys));
}
