/** The typed builder: immutable values that describe a plan. Nothing runs when they are made. */
import { checkTable, LONGEST_SOURCE } from './declaration';
import { MillraceError } from './errors';
import type { AnyExpr } from './expr';
import { refuseSelfComparison } from './functions/self-comparison';
import { duplicateRowsNode } from './operators/duplicate-rows';
import { filterNode } from './operators/filter';
import { groupAggregateNode } from './operators/group-aggregate';
import { type Insert, insert } from './operators/insert';
import { lateRowsNode } from './operators/late-rows';
import { type MALFORMED_COLUMNS, malformedRowsNode } from './operators/malformed-rows';
import { type ChangelogMode, nextId, type PlanNode } from './operators/operator';
import { projectNode } from './operators/project';
import { RECORD_COLUMNS, type SourceNode, sourceNode } from './operators/source';
import { type WindowTableNode, windowTableNode } from './operators/window-table';
import {
  behindAggregation,
  type Columns,
  type Condition,
  checkColumns,
  checkKeys,
  columns,
  type GroupColumns,
  type GroupSelection,
  hasAggregate,
  type RowSelection,
  type Selected,
  type Selection,
  selection,
} from './selection';
import type { Sink, SinkMistakes } from './sink';
import { type Duration, minutes } from './time';
import type { Mistake } from './types/mistake';
import { type Rowtime, type Schema, type SqlType, withRole } from './types/type';
import { cumulate } from './windows/cumulate';
import { hop } from './windows/hop';
import { session } from './windows/session';
import { tumble } from './windows/tumble';
import type { Window, WindowColumns } from './windows/window';

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

type TimestampColumn<Row extends Schema> = {
  [K in keyof Row & string]: Row[K] extends SqlType<'TIMESTAMP', false, Date> ? K : never;
}[keyof Row & string];

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

type RecordIdColumn<Row extends Schema> = {
  [K in keyof Row & string]: Row[K] extends SqlType<'DOUBLE', boolean, unknown> | SqlType<string, true, unknown>
    ? never
    : K;
}[keyof Row & string];

/** A declared stream: what arrives, and what is known about its time and its records' identity. */
export class SourceTable<Row extends Schema> extends Table<Row, 'append'> {
  declare readonly node: SourceNode;

  /**
   * Declares the time attribute: the watermark is the greatest time seen less `delay`, the disorder that is waited for.
   * @param column a TIMESTAMP column that is not nullable.
   * @param options `clockSkew`: the greatest believable lead of a producer's clock, 1 minute unless told. A record whose
   * time is later than its arrival and this is malformed (TIME_IN_FUTURE): one record from the year 2099 would make every
   * later row late.
   * @throws MillraceError INVALID_TIME_ATTRIBUTE, INVALID_DURATION
   */
  watermark<C extends TimestampColumn<Row>>(
    column: C,
    delay: Duration,
    { clockSkew = minutes(1) }: { readonly clockSkew?: Duration } = {},
  ): SourceTable<{ readonly [K in keyof Row]: K extends C ? Row[K] & Rowtime : Row[K] }> {
    const type = this.node.schema[column];
    if (type?.kind !== 'TIMESTAMP' || type.isNullable) {
      throw new MillraceError(
        'INVALID_TIME_ATTRIBUTE',
        `${this.node.table}.${column} is not a TIMESTAMP NOT NULL column`,
      );
    }
    for (const [name, duration] of Object.entries({ delay, clockSkew })) {
      if (duration.ms < 0)
        throw new MillraceError('INVALID_DURATION', `a watermark's ${name} must not be negative, not ${duration}`);
    }
    const schema = { ...this.node.schema, [column]: withRole(type, 'rowtime') };
    return new SourceTable(
      sourceNode({ id: nextId(), table: this.node.table, schema, watermark: { column, delay, clockSkew } }),
    );
  }

  /**
   * Declares what identifies a record, since producers that retry send some twice: of rows with the same id the first to
   * arrive is kept. A row is a repeat when the last row with its id had a time at most `within` away. Keeps one time per
   * id until the watermark has passed it by `within`.
   * @param columns a column that is not nullable, or several; not DOUBLE, for NaN equals nothing.
   * @throws MillraceError INVALID_RECORD_ID, INVALID_DURATION
   */
  recordId(
    columns: RecordIdColumn<Row> | readonly RecordIdColumn<Row>[],
    { within }: { readonly within: Duration },
  ): SourceTable<Row> {
    const { node } = this;
    const names: readonly string[] = typeof columns === 'string' ? [columns] : (columns as readonly string[]);
    const fail = (what: string, cure?: string): never => {
      throw new MillraceError('INVALID_RECORD_ID', `${node.table}: ${what}`, cure);
    };
    if (!node.watermark) fail('a record id needs event time', 'Call .watermark(column, delay) before .recordId.');
    if (names.length === 0) fail('a record id has at least one column');
    for (const name of names) {
      const type = node.schema[name];
      if (!type) return fail(`there is no column ${name}`);
      if (type.isNullable || type.kind === 'DOUBLE') fail(`${name} is ${type.sql}, and cannot identify a record`);
      if (name.includes(';'))
        fail(`${name} has a semicolon in its name, which separates names in the bridge's options`);
    }
    if (within.ms <= 0) throw new MillraceError('INVALID_DURATION', `within must be positive, not ${within}`);
    return new SourceTable(sourceNode({ ...node, id: nextId(), recordId: { columns: names, within } }));
  }

  /** The records that could not be decoded: why, their bytes, and where they came from. */
  malformedRows(): Table<typeof MALFORMED_COLUMNS> {
    return new Table(malformedRowsNode(this.node));
  }

  /** The rows that repeat an earlier one's record id. @throws MillraceError NO_RECORD_ID */
  duplicateRows(): Table<Row> {
    if (!this.node.recordId) {
      throw new MillraceError(
        'NO_RECORD_ID',
        `${this.node.table} does not say what identifies a record`,
        'Declare .recordId(column, { within }) on it.',
      );
    }
    return new Table(duplicateRowsNode(this.node));
  }
}

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

/**
 * Declares a stream that jobs read: its name, columns and types. Where it lives is said by an environment's bindings.
 * @example source('metrics', { metric_name: t.string, metric_value: t.double, event_time: t.timestamp })
 */
export function source<const Row extends Schema>(name: string, schema: Row): SourceTable<Row> {
  checkTable(name, schema, LONGEST_SOURCE);
  for (const [column, type] of Object.entries(schema)) {
    if (column in RECORD_COLUMNS) {
      throw new MillraceError(
        'RESERVED_COLUMN',
        `table ${name}: every source has a column ${column} of its own`,
        'Choose another name for the column.',
      );
    }
    if (type.kind === 'BYTES')
      throw new MillraceError('NOT_DECODABLE', `table ${name}: column ${column}: records have no form for BYTES`);
  }
  return new SourceTable(sourceNode({ id: nextId(), table: name, schema }));
}
