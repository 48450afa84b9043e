/** Upsert keys: columns by which a later row replaces or deletes an earlier one, as Flink's planner derives them. */
import type { ExprNode } from '../functions/function';

/** Sets of columns, any of which identifies a row that may change. */
export type UpsertKeys = readonly (readonly string[])[];

/**
 * The keys that a SELECT leaves, by their new names: those whose columns are all selected as they are. A column under
 * two names makes two keys.
 */
export function selectedKeys(keys: UpsertKeys, columns: Readonly<Record<string, ExprNode>>): UpsertKeys {
  const names = (key: string): string[] =>
    Object.entries(columns).flatMap(([name, column]) => (column.op === 'column' && column.name === key ? [name] : []));
  return keys.flatMap((key) =>
    key.reduce<string[][]>((some, column) => some.flatMap((s) => names(column).map((n) => [...s, n])), [[]]),
  );
}

/** The keys that hold at least these columns: rows that are exchanged by others come in any order. */
export const keysWithin = (keys: UpsertKeys, columns: readonly string[]): UpsertKeys =>
  keys.filter((key) => columns.every((column) => key.includes(column)));

/** True where one of the keys tells rows of these columns apart: it is made of them alone. */
export const identifies = (keys: UpsertKeys, columns: readonly string[]): boolean =>
  keys.some((key) => key.every((column) => columns.includes(column)));
