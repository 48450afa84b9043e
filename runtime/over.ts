/** Aggregates over the rows before each row. */
import { aggregatesOf } from './engine/row-code';
import { MillraceError } from './errors';
import { children, type ExprNode } from './functions/function';
import { refuseSelfComparison } from './functions/self-comparison';
import { onTimeNode } from './operators/on-time';
import type { PlanNode } from './operators/operator';
import { type Frame, overNode } from './operators/over';
import { checkColumns, checkKeys, checkNew, columns, hasAggregate, type Selection } from './selection';
import { identifier } from './sql/identifiers';
import type { TimeAttribute } from './table';
import type { Duration } from './time';
import type { Mistake } from './types/mistake';
import type { Schema } from './types/type';

/** Which rows an aggregate is over. */
export type Over<Row extends Schema, Time> = {
  /** Columns by which rows are parted: an aggregate is over rows of the same part. */
  readonly partitionBy?: readonly (keyof Row & string)[];
  /** The time attribute, ascending. */
  readonly orderBy: Time;
} & (
  | {
      /** The row and so many before it, in the order of their times and then of arrival. */
      readonly rows: number | 'unbounded';
      readonly range?: never;
    }
  | {
      /** Rows that are at most so much older than the row, and those of its own time. */
      readonly range: Duration | 'unbounded';
      readonly rows?: never;
    }
  | { readonly rows?: never; readonly range?: never }
);

/** The names of time attributes, or what is wrong. */
export type OverTime<Row extends Schema, Mode> = Mode extends 'update'
  ? Mistake<'over needs final rows: this table updates its earlier ones'>
  : [TimeAttribute<Row>] extends [never]
    ? Mistake<'over goes by time, and there is no time attribute: declare .watermark(column, delay) on the source'>
    : TimeAttribute<Row>;

/** Functions of a row's place, which SQL gives no frame: theirs is all rows before. */
const PLACES = new Set(['ROW_NUMBER', 'RANK', 'DENSE_RANK', 'PERCENT_RANK', 'CUME_DIST', 'NTILE', 'LAG', 'LEAD']);

interface AnyOver {
  readonly partitionBy?: readonly string[];
  readonly orderBy: string;
  readonly rows?: number | 'unbounded';
  readonly range?: Duration | 'unbounded';
}

/** @throws MillraceError NOT_APPEND_ONLY, NOT_A_TIME_ATTRIBUTE, INVALID_OVER, UNKNOWN_COLUMN, RESERVED_COLUMN */
export function over(input: PlanNode, given: unknown, add: (columns: never) => Selection): PlanNode {
  const options = given as AnyOver;
  const { orderBy: time } = options;
  const role = timeRole(input, time);
  const partitionBy = checkKeys(options.partitionBy ?? [], input, 'over');
  const frame = frameOf(options);
  const timed = role === 'rowtime' ? onTimeNode(input, time, 'over') : input;
  const added = Object.entries(add(columns(timed))).map(([name, { node }]) => {
    identifier(name);
    check(node, timed, name, frame);
    return [name, node] as const;
  });
  checkNew(
    added.map(([name]) => name),
    input.schema,
    'over',
  );
  checkPlaces(added.map(([, node]) => node));
  if (!added.some(([, node]) => hasAggregate(node)))
    throw new MillraceError('INVALID_OVER', 'over adds no aggregate', 'For columns of the row itself use .addColumns.');
  return overNode(timed, { partitionBy, time, frame, added: Object.fromEntries(added) });
}

function timeRole({ mode, schema }: PlanNode, time: string): 'rowtime' | 'proctime' {
  if (mode === 'update') {
    throw new MillraceError('NOT_APPEND_ONLY', 'over needs final rows: this table updates its earlier ones');
  }
  const role = schema[time]?.role;
  if (role === 'rowtime' || role === 'proctime') return role;
  throw new MillraceError(
    'NOT_A_TIME_ATTRIBUTE',
    `over goes by time, and ${time} is not a time attribute`,
    'Declare .watermark(column, delay) on the source, and keep the column as it is in every select on the way.',
  );
}

function frameOf({ rows, range }: AnyOver): Frame | undefined {
  const fail = (what: string): never => {
    throw new MillraceError('INVALID_OVER', what, 'Give rows a whole number from 0 on, or range a length of time.');
  };
  if (rows !== undefined && range !== undefined) return fail('over has rows or range, not both');
  if (rows !== undefined) {
    return rows === 'unbounded' || (Number.isSafeInteger(rows) && rows >= 0)
      ? { rows }
      : fail(`rows cannot be ${rows}`);
  }
  if (range === undefined) return undefined;
  return range === 'unbounded' || range.ms > 0 ? { range } : fail(`range cannot be ${range}`);
}

/** Without a frame ROW_NUMBER goes by rows and the others by times, and Flink takes no two different frames. */
function checkPlaces(added: readonly ExprNode[]): void {
  const names = new Set(aggregatesOf(added).map(({ fn }) => fn.name));
  if (!names.has('ROW_NUMBER') || names.size === 1) return;
  throw new MillraceError(
    'INVALID_OVER',
    `ROW_NUMBER tells rows of one time apart, and ${[...names].filter((name) => name !== 'ROW_NUMBER').join(', ')} does not`,
    'Give it an over of its own.',
  );
}

/** What SQL refuses in an OVER aggregate, in words of its own. */
function check(expr: ExprNode, input: PlanNode, name: string, frame: Frame | undefined): void {
  checkColumns(expr, input, name);
  refuseSelfComparison(expr, input);
  const visit = (node: ExprNode): void => {
    if (node.op === 'aggregate') {
      if (children(node).some(hasAggregate))
        throw new MillraceError('INVALID_OVER', `${name}: an aggregate cannot be the argument of another`);
      if (node.filter) {
        throw new MillraceError(
          'INVALID_OVER',
          `${name}: SQL has no FILTER in an OVER aggregate`,
          'Put the condition into the argument: a value where it is TRUE, NULL where not.',
        );
      }
      if (frame && PLACES.has(node.fn.name)) {
        throw new MillraceError(
          'INVALID_OVER',
          `${name}: ${node.fn.name} goes by all rows before, and takes no frame`,
          'Give it an over of its own, without rows and range.',
        );
      }
    }
    children(node).forEach(visit);
  };
  visit(expr);
}
