/** Joins with a table as it was, or is, at a row's time. */
import { MillraceError } from '../errors';
import { equals } from '../functions/comparison';
import type { ExprNode } from '../functions/function';
import type { LookupTable } from '../lookup';
import {
  joinNode,
  lookupJoin as lookupOperator,
  PROCESSING_TIME,
  temporalJoin as temporalOperator,
} from '../operators/join';
import { onTimeNode } from '../operators/on-time';
import type { PlanNode } from '../operators/operator';
import { type VersionsNode, versionsNode } from '../operators/versions';
import { checkKeys } from '../selection';
import type { Mistake } from '../types/mistake';
import type { Schema } from '../types/type';
import { behindJoin, Joined, type RightOf, side, type TimedLeftOf } from './joined';
import { joinConditions } from './on';
import { timeOf } from './time';

/** A row without a partner is left out, or comes with NULL for the other side's columns. */
export type AsOfType = 'inner' | 'left';

/** A table of versions: each row is what holds for its key from its time on. */
export class VersionedTable<Row extends Schema> {
  declare protected readonly row: Row;

  constructor(readonly node: VersionsNode) {}
}

export function versionedBy<Row extends Schema>(input: PlanNode, keys: readonly string[]): VersionedTable<Row> {
  if (keys.length === 0) {
    throw new MillraceError(
      'INVALID_JOIN',
      'versionedBy names no column',
      "Name what a version is of, as in .versionedBy('currency').",
    );
  }
  const column = timeOf(input, undefined, 'versionedBy', 'versioned');
  return new VersionedTable(versionsNode(input, checkKeys(keys, input, 'versionedBy'), column));
}

/** What is wrong with a table whose rows are looked up for, if anything. */
export type FinalRows<Mode> = Mode extends 'update'
  ? Mistake<'a lookup join needs final rows: this table updates its earlier ones, and what they found may have changed; look up before you aggregate'>
  : unknown;

interface AsOfOptions<T extends AsOfType> {
  readonly on: unknown;
  readonly type?: T;
}

export function temporalJoin<L extends Schema, R extends Schema, T extends AsOfType>(
  left: PlanNode,
  right: VersionsNode,
  { on, asOf, type = 'inner' as T }: AsOfOptions<T> & { readonly asOf: unknown },
): Joined<TimedLeftOf<L, T>, RightOf<R, T>, 'append'> {
  const column = timeOf(left, String(asOf), 'temporalJoin', 'left');
  const onTime = onTimeNode(left, column, 'temporalJoin');
  const sides = sidesOf([onTime, right], on, right.keys, 'temporalJoin');
  return new Joined(behindJoin(sides.left, sides.right, type, 'time'), (columns) =>
    joinNode(temporalOperator, { ...sides.node, type, columns, asOf: { column } }),
  );
}

export function lookupJoin<L extends Schema, R extends Schema, T extends AsOfType>(
  left: PlanNode,
  { node: right }: LookupTable<R>,
  { on, type = 'inner' as T }: AsOfOptions<T>,
): Joined<TimedLeftOf<L, T>, RightOf<R, T>, 'append'> {
  if (left.mode === 'update') {
    throw new MillraceError(
      'NOT_APPEND_ONLY',
      'lookupJoin needs final rows, and this table updates its earlier ones: what they found may have changed',
      'Look up before you aggregate.',
    );
  }
  const sides = sidesOf([left, right], on, right.primaryKey, 'lookupJoin');
  return new Joined(behindJoin(sides.left, sides.right, type, 'time'), (columns) =>
    joinNode(lookupOperator, { ...sides.node, type, columns, asOf: PROCESSING_TIME }),
  );
}

function sidesOf(inputs: readonly [PlanNode, PlanNode], on: unknown, keys: readonly string[], where: string) {
  const [left, right] = [side(inputs[0]), side(inputs[1])];
  const conditions = joinConditions(on, left, right, where);
  checkKeyed(conditions, right, keys, where);
  return { left, right, node: { inputs, mode: 'append', leftId: left.id, rightId: right.id, on: conditions } as const };
}

/** @throws MillraceError INVALID_JOIN unless each of the right side's keys is equal to something: a row then has one partner at most. */
function checkKeyed(on: readonly ExprNode[], right: PlanNode, keys: readonly string[], where: string): void {
  const equal = on.flatMap((node) => (node.op === 'call' && node.fn === equals ? node.args : []));
  const isCompared = (key: string) =>
    equal.some((node) => node.op === 'column' && node.table === right.id && node.name === key);
  const missing = keys.filter((key) => !isCompared(key));
  if (missing.length > 0) {
    throw new MillraceError(
      'INVALID_JOIN',
      `${where}: on does not say what the right table's key ${missing.join(', ')} is equal to`,
      `Its key is ${keys.join(', ')}: compare each of its columns, as in left.….eq(right.${missing[0]}).`,
    );
  }
}
