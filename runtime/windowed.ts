/** Tables in windows and in groups: what comes before an aggregation. */
import { callSite } from './call-site';
import { MillraceError } from './errors';
import type { AnyExpr } from './expr';
import { cube, groupingSets, type KeysOf, rollup, type SetRow, type SetsOf } from './grouping';
import type { Joined, WindowedLeftOf, WindowedRightOf } from './joins/joined';
import type { JoinOptions, SemiJoinOptions } from './joins/regular';
import { windowJoin, windowSemiJoin } from './joins/window';
import { commonKeys, type Grouping, groupAggregateNode, isWindowGrouping } from './operators/group-aggregate';
import type { JoinType } from './operators/join';
import { lateRowsNode } from './operators/late-rows';
import type { ChangelogMode, PlanNode } from './operators/operator';
import { hasLateRows, isWindowTable, WINDOW_COLUMNS, type WindowTableNode } from './operators/window-table';
import { deduplicate, type PlainRow, type Ranked, type TopN, topN } from './ranking';
import {
  behindAggregation,
  checkKeys,
  columns,
  type GroupColumns,
  type GroupCondition,
  type GroupSelection,
  groupCondition,
  type Selected,
  type Selection,
  selection,
} from './selection';
import { Table } from './table';
import type { Mistake } from './types/mistake';
import type { Timestamp } from './types/timestamp';
import type { AnyType, Proctime, Rowtime, Schema } from './types/type';
import type { WindowColumns } from './windows/window';

/** A table whose rows are assigned to windows. */
export class WindowedTable<
  Row extends Schema,
  Time extends AnyType = Timestamp & Rowtime,
  Session extends string = never,
> {
  constructor(private readonly node: WindowTableNode) {}

  /**
   * The rows for which every window of theirs had fired when they came.
   * @throws MillraceError NO_LATE_ROWS over processing time, where no row is late.
   */
  lateRows(): Table<Row> {
    if (!hasLateRows(this.node)) {
      throw new MillraceError(
        'NO_LATE_ROWS',
        `no row is late for a ${this.node.window.name} window over processing time`,
        'Windows over event time have late rows.',
      );
    }
    return new Table(lateRowsNode(this.node));
  }

  /**
   * A join of two tables in the same windows, window by window: the result is there when the window fires, only grows,
   * and keeps this table's bounds (with type `right` the other's).
   * @param options `on` is what must be equal beside the window; without it every pair of one window is a result.
   * @throws MillraceError INVALID_JOIN for other windows, UNKNOWN_COLUMN, FOREIGN_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-join/
   */
  join<R extends Schema, const Keys extends keyof Row & string, P extends AnyExpr, const T extends JoinType = 'inner'>(
    right: WindowedTable<R>,
    options: Partial<JoinOptions<Row, R, Keys, P, T>> = {},
  ): Joined<WindowedLeftOf<Row & WindowColumns, T>, WindowedRightOf<R & WindowColumns, T>, 'append'> {
    return windowJoin([this.node, right.node], options);
  }

  /** The rows that have a partner in the other table in the same window. @throws MillraceError as `join` */
  semiJoin<R extends Schema, const Keys extends keyof Row & string, P extends AnyExpr>(
    right: WindowedTable<R>,
    options: Partial<SemiJoinOptions<Row, R, Keys, P>> = {},
  ): Table<WindowedLeftOf<Row & WindowColumns, 'inner'>> {
    return windowSemiJoin([this.node, right.node], options, false);
  }

  /** The rows that have no partner in the other table in the same window. @throws MillraceError as `join` */
  antiJoin<R extends Schema, const Keys extends keyof Row & string, P extends AnyExpr>(
    right: WindowedTable<R>,
    options: Partial<SemiJoinOptions<Row, R, Keys, P>> = {},
  ): Table<WindowedLeftOf<Row & WindowColumns, 'inner'>> {
    return windowSemiJoin([this.node, right.node], options, true);
  }

  /** `GROUP BY` the given columns and the window, whose bounds are added by themselves. */
  groupBy<Keys extends keyof Row & string>(
    ...keys: readonly Keys[]
  ): GroupedTable<Row & WindowColumns<Time, Session>, Keys | keyof WindowColumns, 'append'> {
    this.checkSessionKeys(keys);
    return new GroupedTable(this.node, { keys: checkKeys(keys, this.node) });
  }

  /**
   * `GROUP BY` the window and several sets of keys at once. A key that is not in every set may be NULL in the result;
   * `grouping(key)` tells that from a NULL of the data.
   * @example windows.groupingSets([['shop', 'item'], ['shop'], []]).select((o) => ({ shop: o.shop, item: o.item, n: count() }))
   * @throws MillraceError UNKNOWN_COLUMN, INVALID_GROUP without a set, or where a session's keys are not in every set
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-agg/#grouping-sets
   */
  groupingSets<const Sets extends SetsOf<Row>>(
    sets: Sets,
  ): GroupedTable<
    SetRow<Row, Sets> & WindowColumns<Time, Session>,
    Sets[number][number] | keyof WindowColumns,
    'append'
  > {
    for (const set of sets) this.checkSessionKeys(set);
    return new GroupedTable(this.node, groupingSets(sets, this.node));
  }

  /** Grouping sets of the keys, of all but the last, and so on down to none. */
  rollup<const Keys extends KeysOf<Row>>(
    ...keys: Keys
  ): GroupedTable<
    SetRow<Row, [Keys, []]> & WindowColumns<Time, Session>,
    Keys[number] | keyof WindowColumns,
    'append'
  > {
    return this.groupingSets(rollup(keys) as never) as never;
  }

  /** Grouping sets of all combinations of the keys. */
  cube<const Keys extends KeysOf<Row>>(
    ...keys: Keys
  ): GroupedTable<
    SetRow<Row, [Keys, []]> & WindowColumns<Time, Session>,
    Keys[number] | keyof WindowColumns,
    'append'
  > {
    return this.groupingSets(cube(keys) as never) as never;
  }

  private checkSessionKeys(keys: readonly string[]): void {
    const { window } = this.node;
    const { partitionBy } = window;
    // Flink makes an unbounded aggregate of other keys, silently.
    if (partitionBy.length > 0 && (partitionBy.length !== keys.length || partitionBy.some((k) => !keys.includes(k)))) {
      throw new MillraceError(
        'INVALID_GROUP',
        `groupBy ${keys.join(', ')}: a ${window.name} window is grouped by its partition keys, ${partitionBy.join(', ')}`,
        `Call .groupBy(${partitionBy.map((k) => `'${k}'`).join(', ')}).`,
      );
    }
  }

  /**
   * The first `n` rows of each window, or of each part of it: final once the window has fired.
   * @throws MillraceError INVALID_TOP_N, UNKNOWN_COLUMN, RESERVED_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-topn/
   */
  topN<
    const Keys extends keyof (Row & WindowColumns<Time, Session>) & string = never,
    const Rank extends string = never,
  >(
    n: number,
    options: TopN<Row & WindowColumns<Time, Session>, Keys, Rank> & EventTime<Time>,
  ): Table<Ranked<PlainRow<Row> & WindowColumns<Time, Session>, Rank>> {
    this.checkRanking('topN', options.partitionBy ?? []);
    return new Table(topN(this.node, n, options as Parameters<typeof topN>[2], true));
  }

  /**
   * Of the rows of a window that are equal in `by`, the first or last by the window's time column: final once the window
   * has fired.
   * @throws MillraceError INVALID_DEDUPLICATION, UNKNOWN_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-deduplication/
   */
  deduplicate(
    options: {
      readonly by: readonly [keyof Row & string, ...(keyof Row & string)[]];
      readonly keep: 'first' | 'last';
    } & EventTime<Time>,
  ): Table<PlainRow<Row> & WindowColumns<Time, Session>> {
    this.checkRanking('deduplicate', options.by);
    const bounds = ['window_start', 'window_end'];
    return new Table(deduplicate(this.node, { ...options, orderBy: this.node.column }, { bounds }));
  }

  private checkRanking(where: string, keys: readonly string[]): void {
    if (!hasLateRows(this.node)) {
      throw new MillraceError(
        'PROCESSING_TIME',
        `${where}: Flink has no ${where} in windows over processing time`,
        'Use a window over event time, or aggregate the window.',
      );
    }
    // Of other keys Flink makes a rank over all time, silently.
    const missing = this.node.window.partitionBy.filter((key) => !keys.includes(key));
    if (missing.length > 0) {
      throw new MillraceError(
        'INVALID_GROUP',
        `${where}: rows of a ${this.node.window.name} window are parted by its partition keys, ${missing.join(', ')} too`,
        where === 'topN' ? 'Name them in partitionBy.' : 'Name them in by.',
      );
    }
  }
}

/** Refuses windows over processing time. */
type EventTime<Time> = Time extends Proctime
  ? Mistake<'Flink has none in windows over processing time: use a window over event time, or aggregate the window'>
  : unknown;

/** A table in groups: what comes next is their select. */
export class GroupedTable<
  Row extends Schema,
  Keys extends PropertyKey,
  Mode extends ChangelogMode,
  Times extends PropertyKey = 'window_time',
> {
  private readonly grouping: Grouping;

  constructor(
    private readonly node: PlanNode,
    grouping: Grouping,
  ) {
    this.grouping = { written: { groupBy: callSite() }, ...grouping };
  }

  /**
   * `HAVING`: the groups for which the condition is TRUE.
   * @throws MillraceError INVALID_CONDITION, FOREIGN_COLUMN
   */
  having<P extends AnyExpr>(
    condition: (columns: GroupColumns<Row, Keys, Times>) => P & GroupCondition<P>,
  ): GroupedTable<Row, Keys, Mode, Times> {
    const having = groupCondition(condition(this.columns), this.node, this.keys);
    const written = { ...this.grouping.written, having: callSite() };
    return new GroupedTable(this.node, { ...this.grouping, having, written });
  }

  /** One row a group: keys, window bounds and aggregates. */
  select<const R extends Selection>(
    select: (columns: GroupColumns<Row, Keys, Times>) => R & GroupSelection<R>,
  ): Table<Selected<R>, Mode> {
    const columnsOf = selection(select(this.columns), this.node, this.keys);
    return new Table(groupAggregateNode(this.node, this.grouping, columnsOf));
  }

  private get keys(): ReadonlySet<string> {
    return new Set([...this.grouping.keys, ...(isWindowTable(this.node) ? WINDOW_COLUMNS : [])]);
  }

  private get columns(): never {
    const isWindow = isWindowGrouping(this.node, commonKeys(this.grouping));
    return columns(behindAggregation(this.node, this.keys, isWindow, this.grouping.sets));
  }
}
