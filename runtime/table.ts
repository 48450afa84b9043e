/** The typed builder: immutable values that describe a plan. Nothing runs when they are made. */
import { checkTable } from './declaration';
import { MillraceError } from './errors';
import type { AnyExpr } from './expr';
import { refuseSelfComparison } from './functions/self-comparison';
import { filterNode } from './operators/filter';
import { type Insert, insert } from './operators/insert';
import type { ChangelogMode, PlanNode } from './operators/operator';
import { projectNode } from './operators/project';
import { windowTableNode } from './operators/window-table';
import {
  type Columns,
  type Condition,
  checkColumns,
  checkKeys,
  columns,
  hasAggregate,
  type RowSelection,
  type Selected,
  type Selection,
  selection,
} from './selection';
import type { Sink, SinkMistakes } from './sink';
import type { Duration } from './time';
import type { Mistake } from './types/mistake';
import type { Rowtime, Schema } from './types/type';
import { GroupedTable, WindowedTable } from './windowed';
import { cumulate } from './windows/cumulate';
import { hop } from './windows/hop';
import { session } from './windows/session';
import { tumble } from './windows/tumble';
import type { Window } from './windows/window';

/** The names of a row's time attributes. */
type TimeAttribute<Row extends Schema> = {
  [K in keyof Row & string]: Row[K] extends Rowtime ? K : never;
}[keyof Row & string];
/** What a window accepts as its time column. */
export type TimeColumn<Row extends Schema, Mode> = Mode extends 'update'
  ? Mistake<'a window needs final rows: this table updates its earlier ones'>
  : [TimeAttribute<Row>] extends [never]
    ? Mistake<'no time attribute: declare .watermark(column, delay) on the source'>
    : TimeAttribute<Row>;

/** What every window takes beside its lengths. */
export interface LateTable {
  /**
   * Name of the table of its late rows, `<source>_late` unless told. Of several windows over one source the second's is
   * `<source>_late_2` and so on, by their order in the job: a name of its own stays when that order changes.
   */
  readonly late?: string;
}

/** A relation: named, typed columns, and whether its rows are final (`append`) or may change later (`update`). */
export class Table<Row extends Schema, Mode extends ChangelogMode = 'append'> {
  constructor(readonly node: PlanNode) {}
  declare protected readonly row: Row;
  declare protected readonly mode: Mode;

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
   * Tumbling windows over a time attribute.
   * @param column the time attribute, made by `.watermark` on the source.
   * @throws MillraceError INVALID_WINDOW for a size that is not positive, RESERVED_COLUMN where the table has a column window_start.
   */
  tumble(column: TimeColumn<Row, Mode>, options: { readonly size: Duration } & LateTable): WindowedTable<Row> {
    return this.windowed(column, tumble(options.size), options);
  }

  /**
   * Hopping windows: a row is in each of the size / slide windows that hold its time.
   * @throws MillraceError INVALID_WINDOW for lengths that are not positive or a size that is no multiple of the slide,
   * RESERVED_COLUMN
   */
  hop(
    column: TimeColumn<Row, Mode>,
    options: { readonly slide: Duration; readonly size: Duration } & LateTable,
  ): WindowedTable<Row> {
    return this.windowed(column, hop(options.slide, options.size), options);
  }

  /**
   * Cumulative windows: of one start, windows that end after one step, after two, and so on up to the size.
   * @throws MillraceError INVALID_WINDOW for lengths that are not positive or a size that is no multiple of the step,
   * RESERVED_COLUMN
   */
  cumulate(
    column: TimeColumn<Row, Mode>,
    options: { readonly step: Duration; readonly size: Duration } & LateTable,
  ): WindowedTable<Row> {
    return this.windowed(column, cumulate(options.step, options.size), options);
  }

  /**
   * Session windows: rows of the same keys with at most `gap` between one and the next. They are then grouped by just
   * those keys.
   * @throws MillraceError INVALID_WINDOW for a gap that is not positive or no keys, UNKNOWN_COLUMN, RESERVED_COLUMN
   */
  session<Keys extends keyof Row & string>(
    column: TimeColumn<Row, Mode>,
    options: { readonly gap: Duration; readonly partitionBy: readonly [Keys, ...Keys[]] } & LateTable,
  ): WindowedTable<Row> {
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
   * `GROUP BY` without a window: every new row updates its group's result, so the table becomes an `update` table.
   * @param keys names of columns.
   */
  groupBy<Keys extends keyof Row & string>(...keys: readonly Keys[]): GroupedTable<Row, Keys, 'update'> {
    return new GroupedTable(this.node, checkKeys(keys, this.node));
  }

  /**
   * Where the rows go. Columns are matched by name: each column of the sink must be there, with its type, and no other.
   * @throws MillraceError SINK_MISMATCH when they do not (the compiler says it first).
   */
  insertInto<S extends Schema, Key extends string = never>(
    sink: Sink<S, Key> & SinkMistakes<Row, S, Mode, Key>,
  ): Insert {
    return insert(this.node, sink);
  }

  private windowed(column: unknown, window: Window, { late }: LateTable): WindowedTable<Row> {
    const name = String(column);
    if (this.node.mode === 'update') {
      throw new MillraceError(
        'NOT_APPEND_ONLY',
        `${window.name}: a window needs final rows, and this table updates its earlier ones`,
      );
    }
    if (this.node.schema[name]?.role !== 'rowtime') {
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
