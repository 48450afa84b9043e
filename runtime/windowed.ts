/** Tables in windows and in groups: what comes before an aggregation. */
import { MillraceError } from './errors';
import { groupAggregateNode } from './operators/group-aggregate';
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
