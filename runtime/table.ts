/** The typed builder: immutable values that describe a plan. Nothing runs when they are made. */
import { checkTable } from './declaration';
import { MillraceError } from './errors';
import type { AnyExpr } from './expr';
import { proctime } from './functions/proctime';
import { refuseSelfComparison } from './functions/self-comparison';
import type { TableFunctionCall } from './functions/table-function';
import {
  type Common,
  cube,
  type GroupTimes,
  groupingSets,
  type KeysOf,
  rollup,
  type SetRow,
  type SetsOf,
} from './grouping';
import {
  type AsOfType,
  type FinalRows,
  lookupJoin,
  temporalJoin,
  type VersionedTable,
  versionedBy,
} from './joins/as-of';
import { type IntervalJoinOptions, intervalJoin } from './joins/interval';
import type {
  Joined,
  LeftOf,
  RightOf,
  TimedLeftOf,
  TimedRightOf,
  WindowedLeftOf,
  WindowedRightOf,
} from './joins/joined';
import {
  type JoinMode,
  type JoinOptions,
  join,
  type SemiJoinMode,
  type SemiJoinOptions,
  semiJoin,
} from './joins/regular';
import type { TimeColumnOf, TimedSide } from './joins/time';
import { type WindowSide, windowJoin } from './joins/window';
import { lateral, type NewFields, type WithRows } from './lateral';
import type { LookupTable } from './lookup';
import { type Matched, type MatchOptions, type MatchTime, matchRecognize } from './match/match-recognize';
import type { Pattern } from './match/pattern';
import { distinctNode } from './operators/distinct';
import { filterNode } from './operators/filter';
import { type Insert, type InsertOptions, insert } from './operators/insert';
import type { JoinType } from './operators/join';
import { limitNode } from './operators/limit';
import { type ChangelogMode, columnNodes } from './operators/operator';
import { projectNode } from './operators/project';
import { windowTableNode } from './operators/window-table';
import { type Over, type OverTime, over } from './over';
import {
  type Deduplication,
  type DeduplicationMode,
  deduplicate,
  type OrderTime,
  type Ranked,
  type TopN,
  topN,
} from './ranking';
import { Relation } from './relation';
import {
  type Branded,
  type Columns,
  type Condition,
  checkColumns,
  checkKeys,
  checkNew,
  columns,
  hasAggregate,
  type NewColumns,
  type RowSelection,
  type Selected,
  type Selection,
  selection,
  type Unwindowed,
  type WindowMode,
} from './selection';
import {
  type SameColumns,
  type SetRow as SetOperationRow,
  setOperation,
  type UnionMode,
  type UnionRow,
} from './set-operations';
import type { Sink, SinkMistakes } from './sink';
import { type SortBy, type SortedTable, type SortTime, sorted } from './sorted';
import type { Duration } from './time';
import type { Mistake } from './types/mistake';
import type { TimestampLtz } from './types/timestamp-ltz';
import type { AnyType, Proctime, Rowtime, Schema } from './types/type';
import { type ElementNames, type Unnested, type UnnestMistake, unnest } from './unnest';
import { GroupedTable, WindowedTable } from './windowed';
import { cumulate } from './windows/cumulate';
import { hop } from './windows/hop';
import { session } from './windows/session';
import { tumble } from './windows/tumble';
import type { Window, WindowColumns } from './windows/window';

/** The names of a row's time attributes. */
export type TimeAttribute<Row extends Schema> = Branded<Row, Rowtime | Proctime>;
/** What a window accepts as its time column. */
export type TimeColumn<Row extends Schema, Mode> = Mode extends 'update'
  ? Mistake<'a window needs final rows: this table updates its earlier ones'>
  : [TimeAttribute<Row>] extends [never]
    ? Mistake<'no time attribute: declare .watermark(column, delay) on the source'>
    : [keyof Row & keyof WindowColumns] extends [never]
      ? TimeAttribute<Row>
      : Mistake<`a window adds ${keyof Row & keyof WindowColumns}: rename the table's own in a select first`>;

/** The type of a time attribute, which `window_time` has too. */
type Attribute<Row extends Schema, Time> = Time extends keyof Row ? Row[Time] : never;

/** Where windows begin. */
export interface Offset {
  /**
   * How long after each multiple of their size, or slide, windows begin, before it where negative: `hours(6)` with days from
   * 6 o'clock to 6 o'clock. Of whole seconds. Each row is copied into as many windows as the size has parts of the length
   * that divides both, 100 at most: Flink 1.20's own offset loses rows (FLINK-36664). Cumulative windows have none.
   */
  readonly offset?: Duration;
}

/** What every window takes beside its lengths. */
export interface LateTable {
  /**
   * Name of the table of its late rows, `<source>_late` unless told. Of several windows over one source the second's is
   * `<source>_late_2` and so on, by their order in the job: a name of its own stays when that order changes.
   */
  readonly late?: string;
}

/**
 * A relation: named, typed columns, and whether its rows are final (`append`) or may change later (`update`). Said to be
 * invariant, which spares the compiler a comparison of all its methods: functions over tables take `<Row extends …>`.
 */
export class Table<in out Row extends Schema, in out Mode extends ChangelogMode = 'append'> extends Relation<
  Row,
  Mode
> {
  /** `WHERE`: the rows for which the condition is TRUE. @throws MillraceError FOREIGN_COLUMN for a column of another table. */
  where<P extends AnyExpr>(predicate: (columns: Columns<Row>) => P & Condition<P>): Table<Row, Mode> {
    const condition = predicate(columns(this.node));
    checkColumns(condition.node, this.node, 'where');
    refuseSelfComparison(condition.node, this.node);
    if (condition.type.kind !== 'BOOLEAN' || hasAggregate(condition.node)) {
      throw new MillraceError(
        'INVALID_CONDITION',
        'where needs a condition without aggregates',
        'Compare the value, as in m.value.gt(0).',
      );
    }
    return new Table(filterNode(this.node, condition.node));
  }

  /**
   * `SELECT`: the object's keys are the output columns.
   * @throws MillraceError FOREIGN_COLUMN for a column of another table.
   */
  select<const R extends Selection>(select: (columns: Columns<Row>) => R & RowSelection<R>): Table<Selected<R>, Mode> {
    return new Table(projectNode(this.node, selection(select(columns(this.node)), this.node, 'row')));
  }

  /**
   * Computed columns: all columns of the table, and behind them those of the object.
   * @example metrics.addColumns((m) => ({ doubled: m.value.times(2) }))
   * @throws MillraceError RESERVED_COLUMN for a name that the table already has, FOREIGN_COLUMN
   */
  addColumns<const R extends Selection>(
    add: (columns: Columns<Row>) => R & RowSelection<R> & NewColumns<R, Row>,
  ): Table<Row & Selected<R>, Mode> {
    const added = selection(add(columns(this.node)), this.node, 'row');
    checkNew(Object.keys(added), this.node.schema, 'addColumns');
    return new Table(projectNode(this.node, { ...columnNodes(this.node), ...added }));
  }

  /**
   * Adds a processing-time attribute: the clock of the machine that reads it, when it is read. Results over it differ
   * from run to run, and no row is late. Tests tell the local runtime the time.
   * @throws MillraceError RESERVED_COLUMN
   */
  processingTime<const Name extends string>(
    name: Name & (Name extends keyof Row ? Mistake<`the table already has a column ${Name}`> : unknown),
  ): Table<Row & { readonly [K in Name]: TimestampLtz & Proctime }, Mode> {
    checkNew([name], this.node.schema, 'processingTime');
    const added = { [name]: { op: 'call', fn: proctime, args: [], type: proctime.type([]) } as const };
    return new Table(projectNode(this.node, { ...columnNodes(this.node), ...added }));
  }

  /**
   * Tumbling windows over a time attribute.
   * @param column the time attribute, made by `.watermark` on the source or by `.processingTime`.
   * @throws MillraceError INVALID_WINDOW for a size that is not positive, RESERVED_COLUMN where the table has a column window_start.
   */
  tumble<Time extends TimeColumn<Row, Mode>>(
    column: Time,
    options: { readonly size: Duration } & Offset & LateTable,
  ): WindowedTable<Row, Attribute<Row, Time>> {
    return this.windowed(column, tumble(options.size, options.offset), options);
  }

  /**
   * Hopping windows: a row is in each of the size / slide windows that hold its time.
   * @throws MillraceError INVALID_WINDOW for lengths that are not positive or a size that is no multiple of the slide,
   * RESERVED_COLUMN
   */
  hop<Time extends TimeColumn<Row, Mode>>(
    column: Time,
    options: { readonly slide: Duration; readonly size: Duration } & Offset & LateTable,
  ): WindowedTable<Row, Attribute<Row, Time>> {
    return this.windowed(column, hop(options.slide, options.size, options.offset), options);
  }

  /**
   * Cumulative windows: of one start, windows that end after one step, after two, and so on up to the size.
   * @throws MillraceError INVALID_WINDOW for lengths that are not positive or a size that is no multiple of the step,
   * RESERVED_COLUMN
   */
  cumulate<Time extends TimeColumn<Row, Mode>>(
    column: Time,
    options: { readonly step: Duration; readonly size: Duration } & LateTable,
  ): WindowedTable<Row, Attribute<Row, Time>> {
    return this.windowed(column, cumulate(options.step, options.size), options);
  }

  /**
   * Session windows: rows of the same keys with at most `gap` between one and the next. They are then grouped by just
   * those keys.
   * @throws MillraceError INVALID_WINDOW for a gap that is not positive or no keys, UNKNOWN_COLUMN, RESERVED_COLUMN
   */
  session<Time extends TimeColumn<Row, Mode>, Keys extends keyof Row & string>(
    column: Time,
    options: { readonly gap: Duration; readonly partitionBy: readonly [Keys, ...Keys[]] } & LateTable,
  ): WindowedTable<Row, Attribute<Row, Time>, Keys> {
    if (options.partitionBy.length === 0) {
      throw new MillraceError(
        'INVALID_WINDOW',
        'a session window needs partition keys: without them all rows make one session',
        'Give partitionBy the columns whose rows belong together.',
      );
    }
    return this.windowed(column, session(options.gap, checkKeys(options.partitionBy, this.node, 'session')), options);
  }

  /**
   * `GROUP BY`: every new row updates its group's result, so the table becomes an `update` table. With both bounds of a
   * window among the keys it is an aggregation of that window's results, whose rows are final.
   * @param keys names of columns.
   */
  groupBy<Keys extends keyof Row & string>(
    ...keys: readonly Keys[]
  ): GroupedTable<Row, Keys, WindowMode<Row, Keys, Mode>, GroupTimes<Row, Keys, Mode>> {
    return new GroupedTable(this.node, { keys: checkKeys(keys, this.node) });
  }

  /**
   * `GROUP BY GROUPING SETS`: groups by several sets of keys at once. A key that is not in every set may be NULL in the
   * result; `grouping(column)` tells that from a NULL of the data.
   * @example orders.groupingSets([['shop', 'item'], ['shop'], []]).select((o) => ({ shop: o.shop, item: o.item, n: count() }))
   * @throws MillraceError UNKNOWN_COLUMN, INVALID_GROUP without a set
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/group-agg/#grouping-sets
   */
  groupingSets<const Sets extends SetsOf<Row>>(
    sets: Sets,
  ): GroupedTable<
    SetRow<Row, Sets>,
    Sets[number][number],
    WindowMode<Row, Common<Sets>, Mode>,
    GroupTimes<Row, Common<Sets>, Mode>
  > {
    return new GroupedTable(this.node, groupingSets(sets, this.node));
  }

  /** Grouping sets of the keys, of all but the last, and so on down to none. */
  rollup<const Keys extends KeysOf<Row>>(
    ...keys: Keys
  ): GroupedTable<SetRow<Row, [Keys, []]>, Keys[number], 'update', never> {
    return new GroupedTable(this.node, groupingSets(rollup(keys), this.node));
  }

  /** Grouping sets of all combinations of the keys. */
  cube<const Keys extends KeysOf<Row>>(
    ...keys: Keys
  ): GroupedTable<SetRow<Row, [Keys, []]>, Keys[number], 'update', never> {
    return new GroupedTable(this.node, groupingSets(cube(keys), this.node));
  }

  /**
   * `SELECT DISTINCT`: each row once. Keeps every row; with both bounds of a window among the columns only until the window
   * has fired. Flink takes the result for one that updates, so a sink needs a primary key.
   */
  distinct(): Table<Row, WindowMode<Row, keyof Row, Mode>> {
    return new Table(distinctNode(this.node));
  }

  /**
   * `ORDER BY` time, and other columns after it: rows wait until the watermark has passed them, and go to a sink. Rows that
   * come too late for that go to the table `<source>_late`. Runs in one subtask.
   * @param time the time attribute, ascending.
   * @example bids.orderBy('at', desc('price')).insertInto(inOrder)
   * @throws MillraceError NOT_A_TIME_ATTRIBUTE, NOT_APPEND_ONLY, UNKNOWN_COLUMN, INVALID_ORDER
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/orderby/
   */
  orderBy<const Time extends SortTime<Row, Mode>>(time: Time, ...then: readonly SortBy<Row>[]): SortedTable<Row> {
    return sorted(this.node, String(time), then);
  }

  /**
   * `OVER` aggregates: all columns of the table, and behind them aggregates over the rows before each row and itself. Frames
   * differ between two calls only. Rows that come too late to be put in order go to the table `<source>_late`.
   * @example bids.over({ partitionBy: ['item'], orderBy: 'at', range: minutes(10) }, (b) => ({ rise: b.price.minus(min(b.price)) }))
   * @throws MillraceError NOT_APPEND_ONLY, NOT_A_TIME_ATTRIBUTE, INVALID_OVER, UNKNOWN_COLUMN, RESERVED_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/over-agg/
   */
  over<const Time extends OverTime<Row, Mode>, const R extends Selection>(
    options: Over<Row, Time>,
    add: (columns: Columns<Row>) => R & NewColumns<R, Row>,
  ): Table<Unwindowed<Row> & Selected<R>> {
    return new Table(over(this.node, options, add));
  }

  /**
   * `LIMIT`: the first `n` rows to come; all others are let go. Runs in one subtask.
   * @throws MillraceError INVALID_LIMIT
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/limit/
   */
  limit(n: number): Table<Unwindowed<Row>, Mode> {
    return new Table(limitNode(this.node, n));
  }

  /**
   * The first `n` rows of each part, by an order. Rows that come later take others' places, so the table becomes an
   * `update` table; with both bounds of a window in `partitionBy` it is that window's top-N, whose rows are final.
   * Keeps the first n rows of each part.
   * @example bids.topN(10, { partitionBy: ['auction'], orderBy: [desc('price'), asc('at')], rank: 'place' })
   * @throws MillraceError INVALID_TOP_N, INVALID_ORDER, UNKNOWN_COLUMN, RESERVED_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/topn/
   */
  topN<const Keys extends keyof Row & string = never, const Rank extends string = never>(
    n: number,
    options: TopN<Row, Keys, Rank>,
  ): Table<Ranked<Row, Rank>, WindowMode<Row, Keys, Mode>> {
    return new Table(topN(this.node, n, options as Parameters<typeof topN>[2]));
  }

  /**
   * `MATCH_RECOGNIZE`: rows in a row that fit a pattern, each match one row: the keys and what is measured. Rows that come
   * too late to be put in order go to the table `<source>_late`.
   * @example
   * prices.matchRecognize({
   *   partitionBy: ['symbol'],
   *   orderBy: 'at',
   *   pattern: [one('start'), oneOrMore('down'), one('up')],
   *   define: {
   *     down: (m) => m.down.price.lt(m.start.price).and(last(m.down.price, 1).isNull().or(m.down.price.lt(last(m.down.price, 1)))),
   *     up: (m) => m.up.price.gt(last(m.down.price)),
   *   },
   *   measures: (m) => ({ from: m.start.at, to: m.matchRowtime, bottom: last(m.down.price), mean: avg(m.down.price) }),
   *   within: hours(1),
   * })
   * @throws MillraceError INVALID_PATTERN, NOT_APPEND_ONLY, NOT_A_TIME_ATTRIBUTE, INVALID_CONDITION, UNKNOWN_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/match_recognize/
   */
  matchRecognize<
    const Time extends MatchTime<Row, Mode>,
    const P extends Pattern,
    const M extends Selection,
    const Keys extends keyof Row & string = never,
    const Defined extends string = never,
  >(options: MatchOptions<Row, Keys, Time, P, Defined, M>): Table<Matched<Row, Keys, M>> {
    return new Table(matchRecognize(this.node, options));
  }

  /**
   * Of rows that are equal in `by`, the first or the last by time. By event time a row may come late and be the first
   * after all, so the table becomes an `update` table; the first by processing time is final. Keeps a row of each `by`.
   * @throws MillraceError NOT_APPEND_ONLY, NOT_A_TIME_ATTRIBUTE, INVALID_DEDUPLICATION, UNKNOWN_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/deduplication/
   */
  deduplicate<const Time extends OrderTime<Row, Mode>, const Keep extends 'first' | 'last'>(
    options: Deduplication<Row, Time, Keep>,
  ): Table<Row, DeduplicationMode<Row, Time, Keep>> {
    return new Table(deduplicate(this.node, options as Parameters<typeof deduplicate>[1]));
  }

  /**
   * `JOIN … ON`, over all rows that ever came: a row meets those that come later too. Both sides are kept in state for
   * ever unless the job has a `stateTtl`. Time attributes become plain timestamps. NULL equals nothing, NULL included.
   * `left`, `right` and `full` pad a row without a partner with NULL and take that back when one comes: such a table
   * updates its earlier rows.
   * @example orders.join(payments, { on: ['order_id'], type: 'left' }).select((o, p) => ({ id: o.order_id, paid: p.at }))
   * @throws MillraceError INVALID_JOIN, UNKNOWN_COLUMN, FOREIGN_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/joins/#regular-joins
   */
  join<
    R extends Schema,
    M extends ChangelogMode,
    const Keys extends keyof Row & string,
    P extends AnyExpr,
    const T extends JoinType = 'inner',
  >(
    right: Relation<R, M>,
    options: JoinOptions<Row, R, Keys, P, T>,
  ): Joined<LeftOf<Row, T>, RightOf<R, T>, JoinMode<Mode, M, T>> {
    return join([this.node, right.node], options);
  }

  /**
   * `WHERE EXISTS`: the rows that have a partner in the other table, each once. Time attributes become plain timestamps.
   * @throws MillraceError INVALID_JOIN, UNKNOWN_COLUMN, FOREIGN_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/joins/
   */
  semiJoin<R extends Schema, M extends ChangelogMode, const Keys extends keyof Row & string, P extends AnyExpr>(
    right: Relation<R, M>,
    options: SemiJoinOptions<Row, R, Keys, P>,
  ): Table<LeftOf<Row, 'inner'>, SemiJoinMode<Mode, M>> {
    return semiJoin([this.node, right.node], options, false);
  }

  /**
   * `WHERE NOT EXISTS`: the rows that have no partner in the other table, taken back when one comes. A row whose key is
   * NULL has none (`NOT IN` would lose it).
   * @throws MillraceError INVALID_JOIN, UNKNOWN_COLUMN, FOREIGN_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/joins/
   */
  antiJoin<R extends Schema, M extends ChangelogMode, const Keys extends keyof Row & string, P extends AnyExpr>(
    right: Relation<R, M>,
    options: SemiJoinOptions<Row, R, Keys, P>,
  ): Table<LeftOf<Row, 'inner'>, 'update'> {
    return semiJoin([this.node, right.node], options, true);
  }

  /**
   * A join of rows whose times are near each other: a partner's time is this row's time plus something of `between`.
   * Each side is kept for just so long, the result only grows, and it keeps a time attribute: this table's, or with
   * type `right` the other's (with `full` none). Rows that come too late are kept aside, in `<source>_late`.
   * @example orders.intervalJoin(payments, { on: ['id'], between: [minutes(-5), minutes(10)] }).select((o, p) => ({ … }))
   * @throws MillraceError INVALID_JOIN, NOT_A_TIME_ATTRIBUTE, NOT_APPEND_ONLY, UNKNOWN_COLUMN, FOREIGN_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/joins/#interval-joins
   */
  intervalJoin<
    R extends Schema,
    M extends ChangelogMode,
    const Keys extends keyof Row & string,
    P extends AnyExpr,
    const T extends JoinType = 'inner',
  >(
    right: Relation<R, M> & TimedSide<R, M, 'right'>,
    options: IntervalJoinOptions<Row, R, Keys, P, T> & TimedSide<Row, Mode, 'left'>,
  ): Joined<TimedLeftOf<Row, T>, TimedRightOf<R, T>, 'append'> {
    return intervalJoin([this.node, right.node], options);
  }

  /**
   * This table as one of versions: a row holds for its key from its time on, until another row of that key.
   * Rows of a key that come out of the order of their times are left out where a later version is already there.
   * @param keys what a version is of, as in `rates.versionedBy('currency')`.
   * @throws MillraceError INVALID_JOIN, NOT_A_TIME_ATTRIBUTE, NOT_APPEND_ONLY, UNKNOWN_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/concepts/versioned_tables/
   */
  versionedBy<const Keys extends keyof Row & string>(
    ...keys: readonly (Keys & TimedSide<Row, Mode, 'versioned'>)[]
  ): VersionedTable<Row> {
    return versionedBy(this.node, keys);
  }

  /**
   * `FOR SYSTEM_TIME AS OF`: each row with the version that held at its time, which waits for the watermarks of both. The
   * result only grows and keeps this table's time attribute. This table's rows that come too late are kept aside, in
   * `<source>_late`; a version that comes late holds for rows that are still waiting.
   * @param options `on` compares the whole key of the versions; `asOf` is a time attribute of this table.
   * @example orders.temporalJoin(rates.versionedBy('currency'), { on: ['currency'], asOf: 'at' }).select((o, r) => ({ … }))
   * @throws MillraceError INVALID_JOIN, NOT_A_TIME_ATTRIBUTE, NOT_APPEND_ONLY, UNKNOWN_COLUMN, FOREIGN_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/joins/#event-time-temporal-join
   */
  temporalJoin<
    R extends Schema,
    const Keys extends keyof Row & string,
    P extends AnyExpr,
    const T extends AsOfType = 'inner',
  >(
    right: VersionedTable<R>,
    options: JoinOptions<Row, R, Keys, P, T> & { readonly asOf: TimeColumnOf<Row, Mode> },
  ): Joined<TimedLeftOf<Row, T>, RightOf<R, T>, 'append'> {
    return temporalJoin(this.node, right.node, options);
  }

  /**
   * Each row with the row of its key in a table of reference data as it is at that moment, by the clock: later changes of
   * that table do not change earlier results, and a job that is run again may find others. The result only grows and keeps
   * this table's time attribute.
   * @param options `on` compares the whole primary key. A key that is NULL or not there has no partner.
   * @example orders.lookupJoin(users, { on: (o, u) => o.user.eq(u.id), type: 'left' }).select((o, u) => ({ … }))
   * @throws MillraceError INVALID_JOIN, NOT_APPEND_ONLY, UNKNOWN_COLUMN, FOREIGN_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/joins/#lookup-join
   */
  lookupJoin<
    R extends Schema,
    const Keys extends keyof Row & string,
    P extends AnyExpr,
    const T extends AsOfType = 'inner',
  >(
    right: LookupTable<R>,
    options: JoinOptions<Row, R, Keys, P, T> & FinalRows<Mode>,
  ): Joined<TimedLeftOf<Row, T>, RightOf<R, T>, 'append'> {
    return lookupJoin(this.node, right, options);
  }

  /**
   * A join of two tables that are results of the same window, window by window: both have its bounds as columns. The
   * result is there when the window fires, only grows, and keeps this table's bounds (with type `right` the other's).
   * @param options `on` is what must be equal beside the window; without it every pair of one window is a result.
   * @example top.windowJoin(counts, { on: ['item'] }).select((a, b) => ({ … }))
   * @throws MillraceError INVALID_JOIN, NOT_APPEND_ONLY, UNKNOWN_COLUMN, FOREIGN_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-join/
   */
  windowJoin<
    R extends Schema,
    M extends ChangelogMode,
    const Keys extends keyof Row & string,
    P extends AnyExpr,
    const T extends JoinType = 'inner',
  >(
    right: Relation<R, M> & WindowSide<R, M, 'right'>,
    options: Partial<JoinOptions<Row, R, Keys, P, T>> & WindowSide<Row, Mode, 'left'>,
  ): Joined<WindowedLeftOf<Row, T>, WindowedRightOf<R, T>, 'append'> {
    return windowJoin([this.node, right.node], options);
  }

  /**
   * `UNNEST`: a row for each element of an ARRAY or entry of a MAP, with all columns of its row beside the element's. A
   * row without any, or with NULL there, is left out; with type `left` it comes once, with NULL.
   * @param options `as` names the element; of a MAP key and value, `['key', 'value']`; of an ARRAY of ROWs nothing, for the
   * fields become columns.
   * @example posts.unnest('tags', { as: 'tag' })
   * @throws MillraceError INVALID_UNNEST, UNKNOWN_COLUMN, RESERVED_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/joins/#array-expansion
   */
  unnest<
    const Column extends keyof Row & string,
    const As extends ElementNames = undefined,
    const T extends AsOfType = 'inner',
  >(
    column: Column,
    options: { readonly as?: As; readonly type?: T } & UnnestMistake<Row, Column, As>,
  ): Table<Unnested<Row, Column, As, T>, Mode> {
    return unnest(this.node, column, options);
  }

  /**
   * `LATERAL TABLE`: a row for each row that a table function makes of it, with the function's columns behind. A row of
   * which it makes none is left out, or with `left` comes once with NULL in their place.
   * @example posts.lateral((p) => words(p.text))
   * @throws MillraceError FOREIGN_COLUMN, RESERVED_COLUMN, INVALID_ARGUMENT
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/joins/#table-function
   */
  lateral<Fields extends Schema, const T extends AsOfType = 'inner'>(
    called: (columns: Columns<Row>) => TableFunctionCall<Fields> & NewFields<Fields, Row>,
    options: { readonly type?: T } = {},
  ): Table<WithRows<Row, Fields, T>, Mode> {
    return lateral(this.node, called(columns(this.node)), options);
  }

  /**
   * `UNION ALL`: the rows of both tables, which have the same columns, taken by name and not by place. What is a time
   * attribute of both stays one.
   * @throws MillraceError COLUMN_MISMATCH
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/set-ops/
   */
  unionAll<R extends Schema, M extends ChangelogMode>(
    other: Relation<R, M> & SameColumns<Row, R>,
  ): Table<UnionRow<Row, R>, UnionMode<Mode, M>> {
    return setOperation([this.node, other.node], 'UNION ALL');
  }

  /**
   * `UNION`: each row of both tables once. Every different row is kept in state for ever, unless the job has a `stateTtl`.
   * @throws MillraceError COLUMN_MISMATCH
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/set-ops/
   */
  union<R extends Schema, M extends ChangelogMode>(
    other: Relation<R, M> & SameColumns<Row, R>,
  ): Table<SetOperationRow<Row, R>, 'update'> {
    return setOperation([this.node, other.node], 'UNION');
  }

  /**
   * `INTERSECT`: each row that both tables have, once. NULL is the same as NULL here.
   * @throws MillraceError COLUMN_MISMATCH
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/set-ops/
   */
  intersect<R extends Schema, M extends ChangelogMode>(
    other: Relation<R, M> & SameColumns<Row, R>,
  ): Table<SetOperationRow<Row, R>, 'update'> {
    return setOperation([this.node, other.node], 'INTERSECT');
  }

  /**
   * `INTERSECT ALL`: each row that both tables have, as often as both have it.
   * @throws MillraceError COLUMN_MISMATCH
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/set-ops/
   */
  intersectAll<R extends Schema, M extends ChangelogMode>(
    other: Relation<R, M> & SameColumns<Row, R>,
  ): Table<SetOperationRow<Row, R>, 'update'> {
    return setOperation([this.node, other.node], 'INTERSECT ALL');
  }

  /**
   * `EXCEPT`: each row that the other table does not have, once. NULL is the same as NULL here.
   * @throws MillraceError COLUMN_MISMATCH
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/set-ops/
   */
  except<R extends Schema, M extends ChangelogMode>(
    other: Relation<R, M> & SameColumns<Row, R>,
  ): Table<SetOperationRow<Row, R>, 'update'> {
    return setOperation([this.node, other.node], 'EXCEPT');
  }

  /**
   * `EXCEPT ALL`: each row, as often as the other table has it less.
   * @throws MillraceError COLUMN_MISMATCH
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/set-ops/
   */
  exceptAll<R extends Schema, M extends ChangelogMode>(
    other: Relation<R, M> & SameColumns<Row, R>,
  ): Table<SetOperationRow<Row, R>, 'update'> {
    return setOperation([this.node, other.node], 'EXCEPT ALL');
  }

  /**
   * Where the rows go. Columns are matched by name: each column of the sink must be there, with its type, and no other.
   * @param options `upsertMaterialize` lets Flink keep every row of the sink, where an `update` table's changes are not
   * known by the sink's primary key: by the keys of a groupBy, by what a topN or deduplicate is parted by.
   * @throws MillraceError SINK_MISMATCH when they do not (the compiler says it first), UPSERT_KEY_MISMATCH
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/config/#table-exec-sink-upsert-materialize
   */
  insertInto<S extends Schema, Key extends string = never>(
    sink: Sink<S, Key> & SinkMistakes<Row, S, Mode, Key>,
    options: InsertOptions = {},
  ): Insert {
    return insert(this.node, sink, options);
  }

  private windowed<Time extends AnyType, Session extends string = never>(
    column: unknown,
    window: Window,
    { late }: LateTable,
  ): WindowedTable<Row, Time, Session> {
    const name = String(column);
    if (this.node.mode === 'update') {
      throw new MillraceError(
        'NOT_APPEND_ONLY',
        `${window.name}: a window needs final rows, and this table updates its earlier ones`,
      );
    }
    const role = this.node.schema[name]?.role;
    if (role !== 'rowtime' && role !== 'proctime') {
      throw new MillraceError(
        'NOT_A_TIME_ATTRIBUTE',
        `${window.name}: ${name} is not a time attribute`,
        'Declare .watermark(column, delay) on the source, and keep the column as it is in every select on the way.',
      );
    }
    if (late !== undefined) checkTable(late, this.node.schema);
    return new WindowedTable(windowTableNode(this.node, window, name, late));
  }
}
