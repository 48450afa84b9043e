/** Groups by several sets of keys at once: GROUPING SETS, ROLLUP and CUBE. */
import { MillraceError } from './errors';
import type { Grouping } from './operators/group-aggregate';
import type { ChangelogMode, PlanNode } from './operators/operator';
import { type Branded, checkKeys, type WindowMode } from './selection';
import type { Proctime, Rowtime, Schema, SqlType } from './types/type';

export type SetsOf<Row extends Schema> = readonly [KeysOf<Row>, ...KeysOf<Row>[]];
export type KeysOf<Row extends Schema> = readonly (keyof Row & string)[];

/** The keys that are in every set. */
export type Common<Sets extends readonly (readonly string[])[]> = Sets extends readonly [
  infer First extends readonly string[],
  ...infer Rest extends readonly (readonly string[])[],
]
  ? Rest extends readonly []
    ? First[number]
    : First[number] & Common<Rest>
  : never;

/** The columns of a row behind grouping sets: a key is NULL in the rows of a set that lacks it. */
export type SetRow<Row extends Schema, Sets extends readonly (readonly string[])[]> = {
  readonly [K in keyof Row]: K extends Exclude<Sets[number][number], Common<Sets>> ? Nullable<Row[K]> : Row[K];
};
type Nullable<T> =
  T extends SqlType<infer Kind, boolean, infer Js, infer Parts> ? SqlType<Kind, true, Js, Parts> : never;

/** The keys that stay time attributes where rows are grouped by the bounds of their window: its `window_time`. */
export type GroupTimes<Row extends Schema, Keys extends PropertyKey, Mode extends ChangelogMode> =
  WindowMode<Row, Keys, Mode> extends 'append' ? Keys & Branded<Row, Rowtime | Proctime> : never;

/** @throws MillraceError UNKNOWN_COLUMN, INVALID_GROUP without a set */
export function groupingSets(sets: readonly (readonly string[])[], input: PlanNode): Grouping {
  if (sets.length === 0) throw new MillraceError('INVALID_GROUP', 'groupingSets needs a set of keys, if an empty one');
  for (const set of sets) checkKeys(set, input, 'groupingSets');
  return { keys: [...new Set(sets.flat())], sets };
}

/** All keys, all but the last, and so on down to none. */
export const rollup = (keys: readonly string[]): string[][] =>
  Array.from({ length: keys.length + 1 }, (_, i) => keys.slice(0, keys.length - i));

/** All combinations of the keys, those with the first keys before those without. */
export const cube = ([key, ...others]: readonly string[]): string[][] =>
  key === undefined ? [[]] : [...cube(others).map((set) => [key, ...set]), ...cube(others)];
