/** What all joins do with two rows: whether they belong together, and what becomes of them. */
import { and } from '../../functions/and';
import { equals, notEquals } from '../../functions/comparison';
import { castTo } from '../../functions/conversion/cast';
import { type ExprNode, promoted, type ScalarFunction } from '../../functions/function';
import { isDistinctFrom, isNotDistinctFrom } from '../../functions/logic/truth';
import { not } from '../../functions/not';
import type { JoinNode, TwoInputNode } from '../../operators/join';
import type { PlanNode } from '../../operators/operator';
import { familyOf } from '../../types/kinds';
import { resultType } from '../../types/numeric';
import { type AnyType, withNullability } from '../../types/type';
import { evaluator, predicate, type Row } from '../row-code';

/** The left side is 0, the right one 1. */
export type Side = 0 | 1;
export const other = (side: number): Side => (side === 0 ? 1 : 0);

export interface Sides {
  /**
   * By side, what a row has in common with its partners: the values of the equalities between the two sides. As Flink
   * compares keys: NaN is NaN, 0.0 and −0.0 are two. A row with a NULL that equals nothing has a key that none on the
   * other side has.
   */
  readonly keys: readonly [left: (row: Row) => unknown, right: (row: Row) => unknown];
  /** Whether rows of one key belong together. */
  matches(left: Row, right: Row): boolean;
}

/** An equality between a value of the left side and one of the right. */
interface Equality {
  readonly sides: readonly [left: ExprNode, right: ExprNode];
  /** Whether NULL is equal to NULL. */
  readonly nulls: boolean;
}

/**
 * @param nullsMatch whether NULL is equal to NULL in all keys
 * @throws MillraceError NOT_LOCAL
 */
export function sidesOf(node: TwoInputNode, nullsMatch = false): Sides {
  const scopes = scopesOf(node);
  const equalities: Equality[] = [];
  const rest: ExprNode[] = [];
  for (const part of node.on) {
    const found = equalityOf(part, node);
    if (found) equalities.push(found);
    else rest.push(part);
  }
  const keys = scopes.map((scope, side) => {
    const values = evaluator(
      equalities.map(({ sides }) => sides[side as Side]),
      [scope],
    );
    const nulls = equalities.map((equality) => nullsMatch || equality.nulls);
    // Two values that nothing else is, and each other neither.
    const nothing = side === 0 ? null : undefined;
    return (row: Row) => keyOf(values(row), nulls, nothing);
  });
  const [first, ...others] = rest;
  const condition =
    first &&
    others.reduce<ExprNode>((a, b) => ({ op: 'call', fn: and, args: [a, b], type: and.type([a.type, b.type]) }), first);
  return {
    keys: keys as unknown as Sides['keys'],
    matches: condition ? predicate(condition, scopes) : () => true,
  };
}

/** What a join selects of two rows, the columns of one of which may all be NULL. */
export function selectOf(node: JoinNode): {
  both(left: Row, right: Row): unknown[];
  /** A row of a side without a partner. */
  alone(row: Row, side: number): unknown[];
} {
  const both = evaluator(Object.values(node.columns), scopesOf(node));
  const [left, right] = node.inputs.map(({ schema }) => Object.keys(schema).map(() => null)) as unknown as [Row, Row];
  return { both, alone: (row, side) => (side === 0 ? both(row, right) : both(left, row)) };
}

export const scopesOf = ({ inputs, leftId, rightId }: TwoInputNode) => {
  const [left, right] = inputs as [PlanNode, PlanNode];
  return [
    { id: leftId, schema: left.schema },
    { id: rightId, schema: right.schema },
  ] as const;
};

/** By side, whether rows without a partner come too. */
export const outerSides = ({ type }: JoinNode): readonly [boolean, boolean] => [
  type === 'left' || type === 'full',
  type === 'right' || type === 'full',
];

function keyOf(values: readonly unknown[], nulls: readonly boolean[], nothing: unknown): unknown {
  if (values.some((value, i) => value === null && !nulls[i])) return nothing;
  if (values.length === 1) return Object.is(values[0], -0) ? '-0' : values[0];
  // Texts with their lengths, so that no two keys look alike.
  return values
    .map((value) =>
      typeof value === 'string' ? `${value.length}:${value}` : Object.is(value, -0) ? '-0' : String(value),
    )
    .join();
}

/** A conjunct as an equality between the sides, where Flink's planner finds one. */
function equalityOf(part: ExprNode, node: TwoInputNode): Equality | undefined {
  const [fn, args] = positive(part);
  const [a, b] = args;
  if (!a || !b || (fn !== equals && fn !== isNotDistinctFrom)) return undefined;
  const [left, right] = [only(a, node), only(b, node)];
  if (left === undefined || right === undefined || left === right) return undefined;
  const common = commonType(a.type, b.type);
  const [x, y] = [brought(a, common), brought(b, common)];
  return { sides: left === 0 ? [x, y] : [y, x], nulls: fn === isNotDistinctFrom };
}

/** `NOT a <> b` is `a = b` to the planner: as a key, which compares NaN in another way. */
function positive(part: ExprNode): [fn: ScalarFunction | undefined, args: readonly ExprNode[]] {
  if (part.op !== 'call') return [undefined, []];
  const [negated] = part.args;
  if (part.fn !== not || negated?.op !== 'call') return [part.fn, part.args];
  if (negated.fn === notEquals) return [equals, negated.args];
  return [negated.fn === isDistinctFrom ? isNotDistinctFrom : undefined, negated.args];
}

/** The one side that an expression's columns are of. */
function only(expr: ExprNode, { leftId, rightId }: TwoInputNode): Side | undefined {
  const tables = new Set<number>();
  const collect = (node: ExprNode): void => {
    if (node.op === 'column') tables.add(node.table);
    else if (node.op === 'call') node.args.forEach(collect);
  };
  collect(expr);
  if (tables.size !== 1) return undefined;
  return tables.has(leftId) ? 0 : tables.has(rightId) ? 1 : undefined;
}

const NUMBERS = new Set(['integer', 'decimal', 'approximate']);

/** What Flink casts both sides of an equality to; of texts their lengths do not matter. */
function commonType(a: AnyType, b: AnyType): AnyType | undefined {
  return NUMBERS.has(familyOf(a.kind)) && a.spec.sql !== b.spec.sql ? resultType('CASE', a, b) : undefined;
}

function brought(expr: ExprNode, to: AnyType | undefined): ExprNode {
  if (!to || expr.type.spec.sql === to.spec.sql) return expr;
  const isExact = [expr.type, to].every(({ kind }) => familyOf(kind) !== 'decimal');
  const fn = isExact ? widened(to) : castTo(to);
  return { op: 'call', fn, args: [expr], type: withNullability(to, expr.type.isNullable) };
}

const widened = (to: AnyType): ScalarFunction => ({
  name: 'CAST',
  type: () => to,
  code: ([a], [from]) => ({ value: promoted(a as never, from as AnyType, to), isNull: a?.isNull ?? 'false' }),
});
