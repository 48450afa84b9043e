/** What belongs together in a join: columns of the same name, or a condition over both sides. */
import { MillraceError } from '../errors';
import { type AnyExpr, call, type Expression, type Stage } from '../expr';
import { and } from '../functions/and';
import { equals } from '../functions/comparison';
import { children, type ExprNode } from '../functions/function';
import { isNotDistinctFrom } from '../functions/logic/truth';
import { refuseSelfComparison } from '../functions/self-comparison';
import { columnNodes, type PlanNode } from '../operators/operator';
import { type Columns, checkColumns, columns, hasAggregate } from '../selection';
import type { Boolean_ } from '../types/boolean';
import { type Family, familyOf } from '../types/kinds';
import type { Mistake } from '../types/mistake';
import type { KindOf } from '../types/numeric';
import type { AnyType, Schema } from '../types/type';

/**
 * Names of columns that both tables have with the same type, or a condition: `['id']`, or
 * `(o, p) => o.id.eq(p.order_id)`. Without an equality between the two sides Flink compares every row with every other
 * on one subtask.
 */
export type On<L extends Schema, R extends Schema, Keys extends string, P extends AnyExpr> =
  | readonly (Keys & OnColumn<L, R, Keys>)[]
  | ((left: Columns<L>, right: Columns<R>) => P & OnCondition<P>);

/** The name where it can be joined on, else what is wrong with it. */
type OnColumn<L extends Schema, R extends Schema, Keys> = Keys extends keyof L & string
  ? Keys extends keyof R
    ? KindOf<L[Keys]> extends KindOf<R[Keys]>
      ? Keys
      : Mistake<`${Keys} is ${KindOf<L[Keys]>} on the left and ${KindOf<R[Keys]>} on the right: compare values of one type in on: (left, right) => …`>
    : Mistake<`the right table has no column ${Keys}: compare two columns in on: (left, right) => left.${Keys}.eq(right.…)`>
  : never;

type OnCondition<P extends AnyExpr> =
  P extends Expression<Boolean_<boolean>, Stage>
    ? P extends Expression<AnyType, 'row' | 'const'>
      ? unknown
      : Mistake<'a join compares rows: aggregate with .groupBy(…).select(…) first, then join the result'>
    : Mistake<'on needs a condition: compare the two sides, as in left.id.eq(right.id)'>;

/**
 * The conditions, checked as the types check them, for those who come without types.
 * @param left the left relation under the id of its side; so `right`.
 * @throws MillraceError INVALID_JOIN, UNKNOWN_COLUMN, FOREIGN_COLUMN, SELF_COMPARISON
 */
export function joinConditions(on: unknown, left: PlanNode, right: PlanNode, where: string): readonly ExprNode[] {
  if (typeof on === 'function') {
    const { node, type } = (on as (l: never, r: never) => AnyExpr)(columns(left), columns(right));
    for (const side of [left, right]) refuseSelfComparison(node, side);
    checkColumns(node, [left, right], where);
    if (type.kind !== 'BOOLEAN' || hasAggregate(node)) {
      throw new MillraceError(
        'INVALID_JOIN',
        `${where}: on needs a condition without aggregates`,
        'Compare the two sides, as in left.id.eq(right.id).',
      );
    }
    const all = conjuncts(node);
    for (const one of all) checkDistinction(one, left, right, where);
    return all;
  }
  const names = on as readonly string[];
  if (names.length === 0) {
    throw new MillraceError('INVALID_JOIN', `${where}: on names no column`, 'Name the columns that are equal.');
  }
  const [a, b] = [columnNodes(left), columnNodes(right)];
  return names.map((name) => equality(a[name], b[name], name, where));
}

/** Flink casts the sides of an equality to one type, and those of a key that takes NULL for a value it does not. */
function checkDistinction(node: ExprNode, left: PlanNode, right: PlanNode, where: string): void {
  if (node.op !== 'call' || node.fn !== isNotDistinctFrom) return;
  const [a, b] = node.args as readonly [ExprNode, ExprNode];
  if (a.type.spec.sql === b.type.spec.sql || LENGTHS.has(familyOf(a.type.kind))) return;
  if (!holds(a, left.id) && !holds(b, left.id)) return;
  if (!holds(a, right.id) && !holds(b, right.id)) return;
  throw new MillraceError(
    'INVALID_JOIN',
    `${where}: Flink cannot compare ${a.type.kind} and ${b.type.kind} by ${node.fn.name}`,
    'Cast one side to the type of the other.',
  );
}

/** Types whose lengths do not matter to Flink's keys. */
const LENGTHS: ReadonlySet<Family> = new Set<Family>(['character', 'binary']);

const holds = (node: ExprNode, id: number): boolean =>
  node.op === 'column' ? node.table === id : children(node).some((child) => holds(child, id));

/** The operands of the outermost ANDs. */
const conjuncts = (node: ExprNode): readonly ExprNode[] =>
  node.op === 'call' && node.fn === and ? node.args.flatMap(conjuncts) : [node];

function equality(a: ExprNode | undefined, b: ExprNode | undefined, name: string, where: string): ExprNode {
  if (!a || !b) {
    throw new MillraceError(
      'UNKNOWN_COLUMN',
      `${where}: the ${a ? 'right' : 'left'} table has no column ${name}`,
      'Compare two columns of other names in on: (left, right) => left.….eq(right.…).',
    );
  }
  if (a.type.kind !== b.type.kind) {
    throw new MillraceError(
      'INVALID_JOIN',
      `${where}: ${name} is ${a.type.kind} on the left and ${b.type.kind} on the right`,
      'Compare values of one type in on: (left, right) => ….',
    );
  }
  return call(equals, [a, b]).node;
}
