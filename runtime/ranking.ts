/** Rows by their place in an order: top-N and deduplication, over all time or in windows. */
import { MillraceError } from './errors';
import { isWindowGrouping } from './operators/group-aggregate';
import type { PlanNode } from './operators/operator';
import { rankNode, type SortKey } from './operators/rank';
import { type Branded, checkKeys, type Plain } from './selection';
import { identifier } from './sql/identifiers';
import type { TimeAttribute } from './table';
import { familyOf } from './types/kinds';
import type { Mistake } from './types/mistake';
import type { Rowtime, Schema, SqlType } from './types/type';

/** A column to sort by, made by {@link asc} and {@link desc}. */
export interface Ordering<Column extends string = string> extends SortKey {
  readonly column: Column;
}

/** From the least on; NULLs come first. */
export const asc = <const Column extends string>(column: Column): Ordering<Column> => ({ column, direction: 'ASC' });
/** From the greatest on; NULLs come last. */
export const desc = <const Column extends string>(column: Column): Ordering<Column> => ({ column, direction: 'DESC' });

/** A column by its name, which is ascending, or what `asc` and `desc` make of it; or several, the first deciding first. */
export type OrderBy<Column extends string> = Key<Column> | readonly [Key<Column>, ...Key<Column>[]];
type Key<Column extends string> = Column | Ordering<Column>;

/** The names of columns whose values have an order. */
export type Sortable<Row extends Schema> = {
  [K in keyof Row & string]: Row[K] extends SqlType<`ARRAY<${string}>` | `MAP<${string}>` | 'ROW'> ? never : K;
}[keyof Row & string];

/** The options of a top-N. */
export interface TopN<Row extends Schema, Keys extends keyof Row & string, Rank extends string> {
  /** Columns by which rows are parted: each part has its own first rows. Without any, all rows are one. */
  readonly partitionBy?: readonly Keys[];
  /** A DOUBLE that is NaN, or 0.0 beside −0.0, fails the job in Flink: filter them out before. */
  readonly orderBy: OrderBy<Sortable<Row>>;
  /** A column for the row's place, from 1 on. Without it, a row that moves up or down is not sent again. */
  readonly rank?: Rank & (Rank extends keyof Row ? Mistake<`there is a column ${Rank} already`> : unknown);
}
/** The columns of a top-N. */
export type Ranked<Row extends Schema, Rank extends string> = [Rank] extends [never]
  ? Row
  : Row & { readonly [K in Rank]: SqlType<'BIGINT', false, bigint> };

/** The options of a deduplication. */
export interface Deduplication<Row extends Schema, Time, Keep extends 'first' | 'last'> {
  /** Columns that are equal in rows of which one is kept. */
  readonly by: readonly [keyof Row & string, ...(keyof Row & string)[]];
  readonly keep: Keep;
  /** The time attribute that tells which row is first and which is last. */
  readonly orderBy: Time;
}
/** The names of time attributes, or what is wrong. */
export type OrderTime<Row extends Schema, Mode> = Mode extends 'update'
  ? Mistake<'deduplicate needs final rows: this table updates its earlier ones'>
  : [TimeAttribute<Row>] extends [never]
    ? Mistake<'deduplicate goes by time, and there is no time attribute: use .topN(1, …) to go by another column'>
    : TimeAttribute<Row>;
/** The first row in processing time is final; all others may be replaced by rows that come later. */
export type DeduplicationMode<Row extends Schema, Time, Keep> = Keep extends 'first'
  ? [Time & Branded<Row, Rowtime>] extends [never]
    ? 'append'
    : 'update'
  : 'update';

/** The columns of a windowed row: behind a window only window_time is a time attribute. */
export type PlainRow<Row extends Schema> = { readonly [K in keyof Row]: Plain<Row[K]> };

/** @throws MillraceError INVALID_TOP_N, UNKNOWN_COLUMN, RESERVED_COLUMN */
export function topN(
  input: PlanNode,
  n: number,
  options: {
    readonly partitionBy?: readonly string[];
    readonly orderBy: OrderBy<string>;
    readonly rank?: string;
  },
  windowed = false,
): PlanNode {
  if (!Number.isSafeInteger(n) || n < 1)
    throw new MillraceError('INVALID_TOP_N', `topN needs a whole number of rows from 1 on, not ${n}`);
  const keys = checkKeys(options.partitionBy ?? [], input, 'topN');
  const partitionBy = windowed ? [...keys.filter((key) => !isBound(key)), 'window_start', 'window_end'] : keys;
  const orderBy = sortKeysOf(options.orderBy, input, 'topN');
  const { rank } = options;
  if (rank !== undefined) {
    identifier(rank);
    if (rank in input.schema)
      throw new MillraceError('RESERVED_COLUMN', `topN: there is a column ${rank} already`, 'Give rank another name.');
  }
  const mode = isWindowGrouping(input, partitionBy) ? 'append' : 'update';
  return rankNode(input, mode, { limit: n, partitionBy, orderBy, ...(rank !== undefined && { rank }) });
}

const isBound = (name: string): boolean => name === 'window_start' || name === 'window_end';

/** @throws MillraceError NOT_APPEND_ONLY, NOT_A_TIME_ATTRIBUTE, INVALID_DEDUPLICATION, UNKNOWN_COLUMN */
export function deduplicate(
  input: PlanNode,
  options: { readonly by: readonly string[]; readonly keep: 'first' | 'last'; readonly orderBy: string },
  window?: { readonly bounds: readonly string[] },
): PlanNode {
  const { keep, orderBy: column } = options;
  const by = [...checkKeys(options.by, input, 'deduplicate'), ...(window?.bounds ?? [])];
  if (options.by.length === 0) {
    throw new MillraceError(
      'INVALID_DEDUPLICATION',
      'deduplicate needs columns that are equal in rows of which one is kept',
      'Name them in by.',
    );
  }
  if (input.mode === 'update') {
    throw new MillraceError(
      'NOT_APPEND_ONLY',
      'deduplicate needs final rows: this table updates its earlier ones',
      'Use topN(1, …).',
    );
  }
  const role = input.schema[column]?.role;
  if (!window && role !== 'rowtime' && role !== 'proctime') {
    throw new MillraceError(
      'NOT_A_TIME_ATTRIBUTE',
      `deduplicate goes by time, and ${column} is not a time attribute`,
      'Use .topN(1, …) to go by another column.',
    );
  }
  const isFinal = window || (role === 'proctime' && keep === 'first');
  return rankNode(input, isFinal ? 'append' : 'update', {
    limit: 1,
    partitionBy: by,
    orderBy: [{ column, direction: keep === 'first' ? 'ASC' : 'DESC' }],
  });
}

/** What to sort by, checked. @throws MillraceError UNKNOWN_COLUMN, INVALID_ORDER */
export function sortKeysOf(orderBy: OrderBy<string>, input: PlanNode, where: string): readonly SortKey[] {
  const given = (Array.isArray(orderBy) ? orderBy : [orderBy]) as readonly Key<string>[];
  const keys = given.map((key) => (typeof key === 'string' ? asc(key) : key));
  checkKeys(
    keys.map(({ column }) => column),
    input,
    where,
  );
  if (keys.length === 0) throw new MillraceError('INVALID_ORDER', `${where} needs a column to sort by`);
  for (const { column } of keys) {
    const kind = input.schema[column]?.kind as string;
    if (['array', 'map', 'row'].includes(familyOf(kind)))
      throw new MillraceError('INVALID_ORDER', `${where}: ${column} is ${kind}, and its values have no order`);
  }
  return keys;
}
