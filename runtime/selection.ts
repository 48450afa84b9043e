/**
 * What callbacks are given and give back, columns and selections: as types, and as checks for those who come without
 * types.
 */
import { MillraceError } from './errors';
import { type AnyExpr, Expr, type Expression, type Stage } from './expr';
import { children, type ExprNode } from './functions/function';
import { refuseSelfComparison } from './functions/self-comparison';
import { columnNodes, type PlanNode } from './operators/operator';
import { identifier } from './sql/identifiers';
import type { Boolean_ } from './types/boolean';
import type { Mistake } from './types/mistake';
import { type AnyType, type Schema, type SqlType, withNullability } from './types/type';

/** The columns of a table as expressions. */
export type Columns<Row extends Schema, S extends Stage = 'row'> = { readonly [K in keyof Row]: Expr<Row[K], S> };
/** The columns of a grouped table: its keys can be selected as they are, the others only inside an aggregate. */
export type GroupColumns<Row extends Schema, Keys extends PropertyKey> = {
  readonly [K in keyof Row]: Expr<K extends 'window_time' ? Row[K] : Plain<Row[K]>, K extends Keys ? 'key' : 'row'>;
};
/** A type without its brand: behind an aggregation only window_time is a time attribute. */
type Plain<T> = T extends SqlType<infer Kind, infer N, infer Js, infer Parts> ? SqlType<Kind, N, Js, Parts> : never;

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

/** Behind an aggregation only window_time is a time attribute. */
export function behindAggregation({ id, schema }: PlanNode): Pick<PlanNode, 'id' | 'schema'> {
  const plain = Object.entries(schema).map(
    ([name, type]) => [name, name === 'window_time' ? type : withNullability(type, type.isNullable)] as const,
  );
  return { id, schema: Object.fromEntries(plain) };
}

/** The nodes of a select, checked as the types check them, for those who come without types. */
export function selection(
  selected: Selection,
  node: PlanNode,
  stage: 'row' | ReadonlySet<string>,
): Record<string, ExprNode> {
  const entries = Object.entries(selected);
  if (entries.length === 0) throw new MillraceError('EMPTY_SELECT', 'a select must name at least one column');
  for (const [name, { node: column }] of entries) {
    identifier(name);
    checkColumns(column, node, name);
    refuseSelfComparison(column, node);
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
  if (node.op === 'aggregate') return !children(node).some(hasAggregate);
  return children(node).every((child) => isGrouped(child, keys));
}

export function checkColumns(column: ExprNode, node: PlanNode, where: string): void {
  if (column.op === 'column' && column.table !== node.id) {
    throw new MillraceError(
      'FOREIGN_COLUMN',
      `${where}: ${column.name} is a column of another table`,
      'Use the columns that the callback is given.',
    );
  }
  for (const child of children(column)) checkColumns(child, node, where);
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
