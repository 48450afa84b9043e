/** Tables in windows and in groups: what comes before an aggregation. */
import { MillraceError } from './errors';
import type { AnyExpr } from './expr';
import type { Joined, WindowedLeftOf, WindowedRightOf } from './joins/joined';
import type { JoinOptions, SemiJoinOptions } from './joins/regular';
import { windowJoin, windowSemiJoin } from './joins/window';
import { groupAggregateNode } from './operators/group-aggregate';
import type { JoinType } from './operators/join';
import { lateRowsNode } from './operators/late-rows';
import type { ChangelogMode, PlanNode } from './operators/operator';
import type { WindowTableNode } from './operators/window-table';
import {
  behindAggregation,
  checkKeys,
  columns,
  type GroupColumns,
  type GroupSelection,
  type Selected,
  type Selection,
  selection,
} from './selection';
import { Table } from './table';
import type { Schema } from './types/type';
import type { WindowColumns } from './windows/window';

/** A table whose rows are assigned to windows. */
export class WindowedTable<Row extends Schema> {
  constructor(private readonly node: WindowTableNode) {}

  /** The rows for which every window of theirs had fired when they came. */
  lateRows(): Table<Row> {
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
  ): GroupedTable<Row & WindowColumns, Keys | keyof WindowColumns, 'append'> {
    const { window } = this.node;
    const { partitionBy } = window;
    // Flink makes an unbounded aggregate of other keys, silently.
    if (
      partitionBy.length > 0 &&
      (partitionBy.length !== keys.length || partitionBy.some((k) => !keys.includes(k as Keys)))
    ) {
      throw new MillraceError(
        'INVALID_GROUP',
        `groupBy ${keys.join(', ')}: a ${window.name} window is grouped by its partition keys, ${partitionBy.join(', ')}`,
        `Call .groupBy(${partitionBy.map((k) => `'${k}'`).join(', ')}).`,
      );
    }
    return new GroupedTable(this.node, checkKeys(keys, this.node));
  }
}

/** A table in groups: what comes next is their select. */
export class GroupedTable<Row extends Schema, Keys extends PropertyKey, Mode extends ChangelogMode> {
  constructor(
    private readonly node: PlanNode,
    private readonly keys: readonly string[],
  ) {}

  /** One row a group: keys, window bounds and aggregates. */
  select<const R extends Selection>(
    select: (columns: GroupColumns<Row, Keys>) => R & GroupSelection<R>,
  ): Table<Selected<R>, Mode> {
    const grouped = new Set([...this.keys, 'window_start', 'window_end', 'window_time']);
    const columnsOf = selection(select(columns(behindAggregation(this.node))), this.node, grouped);
    return new Table(groupAggregateNode(this.node, this.keys, columnsOf));
  }
}
