/**
 * What callbacks are given and give back, columns and selections: as types, and as checks for those who come without
 * types.
 */
import { MillraceError } from './errors';
import { type AnyExpr, Expr, type Expression, type Stage } from './expr';
import { children, type ExprNode } from './functions/function';
import { refuseSelfComparison } from './functions/self-comparison';
import { hasEnd } from './match/ends';
import { type ChangelogMode, columnNodes, type PlanNode } from './operators/operator';
import { identifier } from './sql/identifiers';
import type { Boolean_ } from './types/boolean';
import type { Mistake } from './types/mistake';
import {
  type AnyType,
  type Schema,
  type SqlType,
  type WindowEnd,
  type WindowStart,
  withNullability,
} from './types/type';

/** The columns of a table as expressions. */
export type Columns<Row extends Schema, S extends Stage = 'row'> = { readonly [K in keyof Row]: Expr<Row[K], S> };
/**
 * The columns of a grouped table: its keys can be selected as they are, the others only inside an aggregate. `Times` are
 * the keys that stay time attributes; bounds of windows stay what they are.
 */
export type GroupColumns<Row extends Schema, Keys extends PropertyKey, Times extends PropertyKey = 'window_time'> = {
  readonly [K in keyof Row]: Expr<GroupColumn<Row[K], K, Keys, Times>, K extends Keys ? 'key' : 'row'>;
};
type GroupColumn<T extends AnyType, K, Keys, Times> = K extends Times
  ? T
  : K extends Keys
    ? T extends WindowStart | WindowEnd
      ? T
      : Plain<T>
    : Plain<T>;
/** A type without its brand. */
export type Plain<T> =
  T extends SqlType<infer Kind, infer N, infer Js, infer Parts> ? SqlType<Kind, N, Js, Parts> : never;

/** The names of a row's columns that are `Brand`. */
export type Branded<Row extends Schema, Brand> = {
  [K in keyof Row & string]: Row[K] extends Brand ? K : never;
}[keyof Row & string];

/** The columns of a row behind an operator that loses sight of windows. */
export type Unwindowed<Row extends Schema> = {
  readonly [K in keyof Row]: Row[K] extends WindowStart | WindowEnd ? Plain<Row[K]> : Row[K];
};

/** Whether rows are put together by window: with both bounds among the keys a window's results are final. */
export type WindowMode<Row extends Schema, Keys extends PropertyKey, Mode extends ChangelogMode> = Mode extends 'append'
  ? [Keys & Branded<Row, WindowStart>] extends [never]
    ? 'update'
    : [Keys & Branded<Row, WindowEnd>] extends [never]
      ? 'update'
      : 'append'
  : 'update';

export type Selection = Readonly<Record<string, AnyExpr>>;
export type Selected<R extends Selection> = {
  readonly [K in keyof R]: R[K] extends Expression<infer T, Stage> ? T : never;
};

/** What is wrong with a condition, if anything. */
export type Condition<P extends AnyExpr> =
  P extends Expression<Boolean_<boolean>, Stage>
    ? P extends Expression<AnyType, 'row' | 'const'>
      ? unknown
      : Mistake<'where comes before aggregates: aggregate with .groupBy(…).select(…), then filter its result'>
    : Mistake<'where needs a condition: compare the value, as in m.value.gt(0)'>;

/** What is wrong with a condition on groups, if anything. */
export type GroupCondition<P extends AnyExpr> =
  P extends Expression<Boolean_<boolean>, Stage>
    ? P extends Expression<AnyType, 'key' | 'agg' | 'const'>
      ? unknown
      : Mistake<'having is about groups: compare keys and aggregates, and filter rows with .where before .groupBy'>
    : Mistake<'having needs a condition: compare the value, as in count().gt(10)'>;

/** Per column of a select without groupBy: what is wrong with it, if anything. */
export type RowSelection<R extends Selection> = {
  readonly [K in keyof R]: R[K] extends Expression<AnyType, 'row' | 'const'>
    ? unknown
    : Mistake<'an aggregate needs groupBy: call .groupBy(…) before .select'>;
};
/** Per column of a select after groupBy: what is wrong with it, if anything. */
export type GroupSelection<R extends Selection> = {
  readonly [K in keyof R]: R[K] extends Expression<AnyType, 'key' | 'agg' | 'const'>
    ? unknown
    : Mistake<'this column is neither grouped nor aggregated: add it to groupBy or wrap it in an aggregate'>;
};

/** Refuses columns that are there already. */
export type NewColumns<R, Row extends Schema> = {
  readonly [K in keyof R & keyof Row]: Mistake<`the table already has a column ${K & string}`>;
};

export function columns(node: Pick<PlanNode, 'id' | 'schema'>): never {
  const nodes = Object.entries(columnNodes(node)).map(
    ([name, column]) => [name, new Expr(column, column.type)] as const,
  );
  return new Proxy(Object.freeze(Object.fromEntries(nodes)), {
    get(target, name) {
      if (typeof name === 'string' && !Object.hasOwn(target, name)) {
        throw new MillraceError(
          'UNKNOWN_COLUMN',
          `there is no column ${name}; there are ${Object.keys(target).join(', ')}`,
        );
      }
      return (target as Record<PropertyKey, unknown>)[name];
    },
  }) as never;
}

/**
 * The relation as its groups are selected from. Of its columns only keys of a window keep their roles: its bounds, and its
 * time. A key that a grouping set lacks may be NULL.
 */
export function behindAggregation(
  { id, schema }: PlanNode,
  keys: ReadonlySet<string>,
  isWindow: boolean,
  sets: readonly (readonly string[])[] = [],
): Pick<PlanNode, 'id' | 'schema'> {
  const columns = Object.entries(schema).map(([name, type]) => {
    const isLacked = sets.some((set) => set.includes(name)) && !sets.every((set) => set.includes(name));
    const isKept = isWindow && keys.has(name) && !isLacked;
    return [name, isKept ? type : withNullability(type, type.isNullable || isLacked)] as const;
  });
  return { id, schema: Object.fromEntries(columns) };
}

/**
 * The nodes of a select, checked as the types check them, for those who come without types.
 * @param scope the relation whose columns may be used; both sides, in a join.
 */
export function selection(
  selected: Selection,
  scope: PlanNode | readonly PlanNode[],
  stage: 'row' | ReadonlySet<string>,
): Record<string, ExprNode> {
  const entries = Object.entries(selected);
  if (entries.length === 0) throw new MillraceError('EMPTY_SELECT', 'a select must name at least one column');
  for (const [name, { node: column }] of entries) {
    identifier(name);
    if (hasEnd(column)) {
      throw new MillraceError(
        'INVALID_SELECT',
        `select: ${name} has first or last, which are of a pattern's rows`,
        'Use them in .matchRecognize.',
      );
    }
    checkColumns(column, scope, name);
    for (const node of [scope].flat()) refuseSelfComparison(column, node);
    if (stage === 'row' ? hasAggregate(column) : !isGrouped(column, stage)) {
      const cure = stage === 'row' ? 'Call .groupBy(…) first.' : 'Add it to groupBy, or wrap it in an aggregate.';
      const what = stage === 'row' ? 'is an aggregate without a groupBy' : 'is neither grouped nor aggregated';
      throw new MillraceError('INVALID_SELECT', `select: ${name} ${what}`, cure);
    }
  }
  return Object.fromEntries(entries.map(([name, { node: column }]) => [name, column]));
}

export function hasAggregate(node: ExprNode): boolean {
  return node.op === 'aggregate' || children(node).some(hasAggregate);
}

function isGrouped(node: ExprNode, keys: ReadonlySet<string>): boolean {
  if (node.op === 'column') return keys.has(node.name);
  if (node.op === 'aggregate') return !node.fn.onlyOver && !children(node).some(hasAggregate);
  return children(node).every((child) => isGrouped(child, keys));
}

/** @param scope the relation whose columns may be used; both sides, in a join. */
export function checkColumns(column: ExprNode, scope: PlanNode | readonly PlanNode[], where: string): void {
  if (column.op === 'column' && ![scope].flat().some(({ id }) => id === column.table)) {
    throw new MillraceError(
      'FOREIGN_COLUMN',
      `${where}: ${column.name} is a column of another table`,
      'Use the columns that the callback is given.',
    );
  }
  for (const child of children(column)) checkColumns(child, scope, where);
}

/** A condition on groups, for those who come without types. */
export function groupCondition(
  { node: condition, type }: AnyExpr,
  node: PlanNode,
  keys: ReadonlySet<string>,
): ExprNode {
  checkColumns(condition, node, 'having');
  refuseSelfComparison(condition, node);
  if (type.kind !== 'BOOLEAN' || !isGrouped(condition, keys)) {
    throw new MillraceError(
      'INVALID_CONDITION',
      'having needs a condition on keys and aggregates',
      'Compare one, as in count().gt(10); filter rows with .where before .groupBy.',
    );
  }
  return condition;
}

export function checkKeys(keys: readonly string[], node: PlanNode, where = 'groupBy'): readonly string[] {
  for (const key of keys) {
    if (!(key in node.schema)) {
      throw new MillraceError(
        'UNKNOWN_COLUMN',
        `${where}: there is no column ${key}; there are ${Object.keys(node.schema).join(', ')}`,
      );
    }
  }
  return keys;
}

/** @throws MillraceError RESERVED_COLUMN for a column that is there already. */
export function checkNew(names: readonly string[], schema: Schema, where: string): void {
  for (const name of names) {
    if (name in schema) {
      throw new MillraceError(
        'RESERVED_COLUMN',
        `${where} adds a column ${name}, and its table already has one`,
        'Choose another name.',
      );
    }
  }
}
