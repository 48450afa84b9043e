import { MillraceError } from '../errors';
import type { AnyExpr } from '../expr';
import { type Bounds, type JoinType, joinNode, intervalJoin as operator } from '../operators/join';
import { onTimeNode } from '../operators/on-time';
import type { PlanNode } from '../operators/operator';
import type { Duration } from '../time';
import type { Schema } from '../types/type';
import { behindJoin, Joined, side, type TimedLeftOf, type TimedRightOf } from './joined';
import { joinConditions } from './on';
import type { JoinOptions } from './regular';
import { timeOf } from './time';

export interface IntervalJoinOptions<
  L extends Schema,
  R extends Schema,
  Keys extends string,
  P extends AnyExpr,
  T extends JoinType,
> extends JoinOptions<L, R, Keys, P, T> {
  /** How much later than the left row's time the right one's is, at least and at most; negative is earlier. */
  readonly between: readonly [lower: Duration, upper: Duration];
  /** The time attribute of each table, where one has several. */
  readonly times?: readonly [left: keyof L & string, right: keyof R & string];
}

export function intervalJoin<L extends Schema, R extends Schema, T extends JoinType>(
  tables: readonly [PlanNode, PlanNode],
  {
    on,
    type = 'inner' as T,
    between,
    times,
  }: { on: unknown; type?: T; between: Bounds; times?: readonly [string, string] | undefined },
): Joined<TimedLeftOf<L, T>, TimedRightOf<R, T>, 'append'> {
  const [lower, upper] = between;
  if (lower.ms > upper.ms) {
    throw new MillraceError(
      'INVALID_JOIN',
      `intervalJoin: no time lies between ${lower} and ${upper}`,
      'Give the lower bound first.',
    );
  }
  const from = timeOf(tables[0], times?.[0], 'intervalJoin', 'left');
  const to = timeOf(tables[1], times?.[1], 'intervalJoin', 'right');
  const inputs = [onTimeNode(tables[0], from, 'intervalJoin'), onTimeNode(tables[1], to, 'intervalJoin')] as const;
  const [left, right] = inputs.map(side) as [PlanNode, PlanNode];
  const conditions = joinConditions(on, left, right, 'intervalJoin');
  return new Joined(behindJoin(left, right, type, 'time'), (selected) =>
    joinNode(operator, {
      ...{ inputs, mode: 'append', type, leftId: left.id, rightId: right.id, on: conditions, columns: selected },
      between: { times: [from, to], bounds: between },
    }),
  );
}
