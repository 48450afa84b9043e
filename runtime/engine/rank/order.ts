/** The order of rows by some of their columns, and rows that are kept in it. */
import { MillraceError } from '../../errors';
import type { PlanNode } from '../../operators/operator';
import type { SortKey } from '../../operators/rank';
import { familyOf } from '../../types/kinds';
import type { AnyType } from '../../types/type';
import type { Row } from '../row-code';
import { support } from '../support';

/** The values that a row is sorted by. */
export type Sorted = readonly unknown[];

export interface Order {
  /** @throws MillraceError UNORDERED_VALUE for NaN, which Flink takes for the equal of every value */
  of(row: Row): Sorted;
  /** Negative, 0 or positive; 0.0 and −0.0 are equal. */
  compare(a: Sorted, b: Sorted): number;
}

export function orderOf({ schema }: PlanNode, orderBy: readonly SortKey[]): Order {
  const names = Object.keys(schema);
  // Processing time is NULL in Flink's rows until it is looked at: it tells none from another.
  const keys = orderBy.filter(({ column }) => schema[column]?.role !== 'proctime');
  const places = keys.map(({ column }) => names.indexOf(column));
  const each = keys.map(({ column, direction }) => {
    const compare = comparison(schema[column] as AnyType);
    return direction === 'ASC' ? compare : (a: unknown, b: unknown) => compare(b, a);
  });
  return {
    of: (row) => places.map((place, i) => checked(row[place], keys[i] as SortKey)),
    compare(a, b) {
      for (let i = 0; i < each.length; i++) {
        const result = (each[i] as (x: unknown, y: unknown) => number)(a[i], b[i]);
        if (result !== 0) return result;
      }
      return 0;
    },
  };
}

/** Whether they are the very same: 0.0 and −0.0 are not, though neither comes before the other. */
export const same = (a: Sorted, b: Sorted): boolean => a.every((value, i) => Object.is(value, b[i]));

/** NULL comes before all values, so that it is first ascending and last descending. */
function comparison(type: AnyType): (a: unknown, b: unknown) => number {
  const compare = valueComparison(type);
  return (a, b) => (a === null ? (b === null ? 0 : -1) : b === null ? 1 : compare(a as never, b as never));
}

function valueComparison({ kind }: AnyType): (a: never, b: never) => number {
  switch (familyOf(kind)) {
    case 'character':
      return support.compareStrings;
    case 'decimal':
      return support.decimalCompare;
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamp_ltz':
      return support.compareTimes;
    default:
      // Numbers, booleans, and bytes as characters.
      return (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0);
  }
}

function checked(value: unknown, { column }: SortKey): unknown {
  if (typeof value === 'number' && Number.isNaN(value)) {
    throw new MillraceError(
      'UNORDERED_VALUE',
      `${column} is NaN, which has no place in an order: on Flink it fails the job, or rows come in any order`,
      'Filter it out with .where first.',
    );
  }
  return value;
}

/** @see checked: which of the two Flink has at hand decides. */
export const signedZeros = (): MillraceError =>
  new MillraceError(
    'UNORDERED_VALUE',
    'rows are ordered by a column in which 0.0 stands beside −0.0, which fails the job on Flink too',
    'Add 0.0 to the column first.',
  );

/** Things in order; those of one place in the order of their arrival. Plain data, to be part of an operator's state. */
export interface OrderedList<T> {
  size: number;
  entries: OrderedEntry<T>[];
}

export interface OrderedEntry<T> {
  /** The values of the one that came first. */
  readonly at: Sorted;
  readonly items: T[];
}

/** Where the entry is or would be: the first that is not before. */
export function placeOf(entries: readonly { readonly at: Sorted }[], at: Sorted, { compare }: Order): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare((entries[middle] as { at: Sorted }).at, at) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function insert<T>(list: OrderedList<T>, at: Sorted, item: T, order: Order): void {
  const place = placeOf(list.entries, at, order);
  const entry = list.entries[place];
  if (entry && order.compare(entry.at, at) === 0) entry.items.push(item);
  else list.entries.splice(place, 0, { at, items: [item] });
  list.size++;
}

export function remove<T>(list: OrderedList<T>, at: Sorted, item: T, order: Order): void {
  const place = placeOf(list.entries, at, order);
  const { items } = list.entries[place] as OrderedEntry<T>;
  items.splice(items.indexOf(item), 1);
  if (items.length === 0) list.entries.splice(place, 1);
  list.size--;
}

/** Takes the last one out, of those of one place the one that came last. */
export function removeLast<T>(list: OrderedList<T>): T {
  const last = list.entries.at(-1) as OrderedEntry<T>;
  const item = last.items.pop() as T;
  if (last.items.length === 0) list.entries.pop();
  list.size--;
  return item;
}

/** Takes out all from a place on. */
export function cut<T>(list: OrderedList<T>, from: number): T[] {
  const items = list.entries.splice(from).flatMap((entry) => entry.items);
  list.size -= items.length;
  return items;
}

/** Whether something there may be among the first n: it is not, if it is no better than the last of so many. */
export function isAmong<T>(list: OrderedList<T>, at: Sorted, n: number, { compare }: Order): boolean {
  const last = list.entries.at(-1);
  return list.size < n || last === undefined || compare(at, last.at) < 0;
}
