/** Joins within a window: rows of the same window meet, and the result is final when the window fires. */
import { MillraceError } from '../errors';
import { call } from '../expr';
import { equals } from '../functions/comparison';
import type { ExprNode } from '../functions/function';
import { type JoinType, joinNode, windowJoin as operator } from '../operators/join';
import { columnNodes, type PlanNode } from '../operators/operator';
import { semiJoinNode } from '../operators/semi-join';
import { isWindowTable } from '../operators/window-table';
import { Table } from '../table';
import type { Mistake } from '../types/mistake';
import type { Role, Schema, WindowEnd, WindowStart } from '../types/type';
import { refuseDisjunctions } from './exists';
import { behindJoin, Joined, side, type WindowedLeftOf, type WindowedRightOf } from './joined';
import { joinConditions } from './on';

type Having<Row extends Schema, Brand> = { [K in keyof Row]: Row[K] extends Brand ? K : never }[keyof Row];

/** What is wrong with a table as a side of a window join, if anything. */
export type WindowSide<Row extends Schema, Mode, Side extends string> = Mode extends 'update'
  ? Mistake<`a window join needs final rows: the ${Side} table updates its earlier ones`>
  : [Having<Row, WindowStart>] extends [never]
    ? Mistake<`a window join needs both bounds of the window: select window_start in the ${Side} table`>
    : [Having<Row, WindowEnd>] extends [never]
      ? Mistake<`a window join needs both bounds of the window: select window_end in the ${Side} table`>
      : unknown;

type Inputs = readonly [PlanNode, PlanNode];

export function windowJoin<L extends Schema, R extends Schema, T extends JoinType>(
  inputs: Inputs,
  { on, type = 'inner' as T }: { readonly on?: unknown; readonly type?: T },
): Joined<WindowedLeftOf<L, T>, WindowedRightOf<R, T>, 'append'> {
  const { left, right, conditions } = sidesOf(inputs, on, 'windowJoin');
  return new Joined(behindJoin(left, right, type, 'windowed'), (columns) =>
    joinNode(operator, { inputs, mode: 'append', type, leftId: left.id, rightId: right.id, on: conditions, columns }),
  );
}

export function windowSemiJoin<L extends Schema>(
  inputs: Inputs,
  { on }: { readonly on?: unknown },
  isAnti: boolean,
): Table<WindowedLeftOf<L, 'inner'>> {
  const where = isAnti ? 'antiJoin' : 'semiJoin';
  const { left, right, conditions } = sidesOf(inputs, on, where);
  refuseDisjunctions(conditions, left, where);
  const [{ schema }] = behindJoin(left, right, 'inner', 'windowed');
  const [leftId, rightId] = [left.id, right.id];
  return new Table(
    semiJoinNode({ inputs, schema, mode: 'append', isAnti, isWindowed: true, leftId, rightId, on: conditions }),
  );
}

function sidesOf(inputs: Inputs, on: unknown, where: string) {
  const [left, right] = [side(inputs[0]), side(inputs[1])];
  checkWindows(inputs, where);
  const keys = on === undefined ? [] : joinConditions(on, left, right, where);
  // Without the bounds Flink joins rows of all windows, and keeps them for ever.
  return { left, right, conditions: [...keys, ...sameWindow(left, right, where)] };
}

function sameWindow(left: PlanNode, right: PlanNode, where: string): ExprNode[] {
  return (['window_start', 'window_end'] as const).map(
    (role) => call(equals, [bound(left, role, where, 'left'), bound(right, role, where, 'right')]).node,
  );
}

function bound(node: PlanNode, role: Role, where: string, of: string): ExprNode {
  const found = Object.values(columnNodes(node)).find(({ type }) => type.role === role);
  if (found) return found;
  throw new MillraceError(
    'INVALID_JOIN',
    `${where}: the ${of} table has no ${role} of a window`,
    `Select ${role} in it as it is, and both bounds in both tables.`,
  );
}

/** @throws MillraceError NOT_APPEND_ONLY, INVALID_JOIN for windows of other kinds or lengths, whose bounds are never equal or by chance. */
function checkWindows(inputs: Inputs, where: string): void {
  const [left, right] = inputs.map((input, i) => {
    if (input.mode === 'update') {
      throw new MillraceError(
        'NOT_APPEND_ONLY',
        `${where} needs final rows, and the ${i === 0 ? 'left' : 'right'} table updates its earlier ones`,
      );
    }
    return windowText(input);
  });
  if (left !== right) {
    throw new MillraceError(
      'INVALID_JOIN',
      `${where}: the windows are not the same: ${left} on the left, ${right} on the right`,
      'Give both tables windows of the same kind and lengths.',
    );
  }
}

/** The window that a relation's bounds are of. */
function windowText(node: PlanNode): string {
  if (isWindowTable(node)) return `${node.window.name} ${node.window.text}`;
  const [input] = node.inputs;
  return input ? windowText(input) : 'none';
}
