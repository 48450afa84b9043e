/** Tables in windows and in groups: what comes before an aggregation. */
import { callSite } from './call-site';
import { MillraceError } from './errors';
import type { AnyExpr } from './expr';
import { type Grouping, groupAggregateNode } from './operators/group-aggregate';
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
import type { Timestamp } from './types/timestamp';
import type { AnyType, Rowtime, Schema } from './types/type';
import type { WindowColumns } from './windows/window';

/** A table whose rows are assigned to windows. */
export class WindowedTable<Row extends Schema, Time extends AnyType = Timestamp & Rowtime> {
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

  /** `GROUP BY` the given columns and the window, whose bounds are added by themselves. */
  groupBy<Keys extends keyof Row & string>(
    ...keys: readonly Keys[]
  ): GroupedTable<Row & WindowColumns<Time>, Keys | keyof WindowColumns, 'append'> {
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
    return new GroupedTable(this.node, { keys: checkKeys(keys, this.node) });
  }

  /**
   * The first `n` rows of each window, or of each part of it: final once the window has fired.
   * @throws MillraceError INVALID_TOP_N, UNKNOWN_COLUMN, RESERVED_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-topn/
   */
  topN<const Keys extends keyof (Row & WindowColumns) & string = never, const Rank extends string = never>(
    n: number,
    options: TopN<Row & WindowColumns, Keys, Rank>,
  ): Table<Ranked<PlainRow<Row> & WindowColumns, Rank>> {
    return new Table(topN(this.node, n, options as Parameters<typeof topN>[2], true));
  }

  /**
   * Of the rows of a window that are equal in `by`, the first or last by the window's time column: final once the window
   * has fired.
   * @throws MillraceError INVALID_DEDUPLICATION, UNKNOWN_COLUMN
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-deduplication/
   */
  deduplicate(options: {
    readonly by: readonly [keyof Row & string, ...(keyof Row & string)[]];
    readonly keep: 'first' | 'last';
  }): Table<PlainRow<Row> & WindowColumns> {
    const bounds = ['window_start', 'window_end'];
    return new Table(deduplicate(this.node, { ...options, orderBy: this.node.column }, { bounds }));
  }
}

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
    /** Keys that stay time attributes. */
    private readonly times: readonly string[] = ['window_time'],
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
    return new GroupedTable(this.node, { ...this.grouping, having, written }, this.times);
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
    return columns(behindAggregation(this.node, this.times, [...this.keys]));
  }
}
