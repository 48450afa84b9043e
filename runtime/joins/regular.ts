import type { AnyExpr } from '../expr';
import { type JoinType, joinNode, regularJoin } from '../operators/join';
import type { ChangelogMode, PlanNode } from '../operators/operator';
import { semiJoinNode } from '../operators/semi-join';
import { Table } from '../table';
import type { Schema } from '../types/type';
import { refuseDisjunctions } from './exists';
import { behindJoin, Joined, type LeftOf, type RightOf, side } from './joined';
import { joinConditions, type On } from './on';

/** A padded row is taken back when its partner comes. */
export type JoinMode<L, R, T extends JoinType> = T extends 'inner'
  ? 'update' extends L | R
    ? 'update'
    : 'append'
  : 'update';
export type SemiJoinMode<L, R> = 'update' extends L | R ? 'update' : 'append';

export interface JoinOptions<
  L extends Schema,
  R extends Schema,
  Keys extends string,
  P extends AnyExpr,
  T extends JoinType,
> extends SemiJoinOptions<L, R, Keys, P> {
  /** `inner` unless told. */
  readonly type?: T;
}

export interface SemiJoinOptions<L extends Schema, R extends Schema, Keys extends string, P extends AnyExpr> {
  readonly on: On<L, R, Keys, P>;
}

const updates = (nodes: readonly PlanNode[]): boolean => nodes.some(({ mode }) => mode === 'update');

export function join<L extends Schema, R extends Schema, T extends JoinType, Mode extends ChangelogMode>(
  inputs: readonly [PlanNode, PlanNode],
  { on, type = 'inner' as T }: { readonly on: unknown; readonly type?: T },
): Joined<LeftOf<L, T>, RightOf<R, T>, Mode> {
  const [left, right] = inputs.map(side) as [PlanNode, PlanNode];
  const conditions = joinConditions(on, left, right, 'join');
  const mode = type === 'inner' && !updates(inputs) ? 'append' : 'update';
  return new Joined(behindJoin(left, right, type), (columns) =>
    joinNode(regularJoin, { inputs, mode, type, leftId: left.id, rightId: right.id, on: conditions, columns }),
  );
}

export function semiJoin<L extends Schema, Mode extends ChangelogMode>(
  inputs: readonly [PlanNode, PlanNode],
  { on }: { readonly on: unknown },
  isAnti: boolean,
): Table<LeftOf<L, 'inner'>, Mode> {
  const [left, right] = inputs.map(side) as [PlanNode, PlanNode];
  const where = isAnti ? 'antiJoin' : 'semiJoin';
  const conditions = joinConditions(on, left, right, where);
  refuseDisjunctions(conditions, left, where);
  const [{ schema }] = behindJoin(left, right, 'inner');
  const mode = isAnti || updates(inputs) ? 'update' : 'append';
  return new Table(
    semiJoinNode({
      inputs,
      schema,
      mode,
      isAnti,
      isWindowed: false,
      leftId: left.id,
      rightId: right.id,
      on: conditions,
    }),
  );
}
