/**
 * Aggregates as Flink's planner computes them: STDDEV and VAR by sums of squares, and where that leaves fewer aggregates
 * AVG by SUM and COUNT, and SUM by one that is 0 for no rows. Results differ for it: in −0.0, in the digits of FLOATs, in
 * DECIMALs that overflow.
 */

import { countOf } from '../functions/aggregate/count';
import { sum0, sumOf } from '../functions/aggregate/sum';
import { castTo } from '../functions/conversion/cast';
import { dividedBy } from '../functions/divided-by';
import type { AggregateNode, Code, ExprNode, ScalarFunction } from '../functions/function';
import { minus } from '../functions/minus';
import { times } from '../functions/times';
import { expression } from '../sql/query';
import { bigint } from '../types/bigint';
import { double } from '../types/double';
import { familyOf } from '../types/kinds';
import { type AnyType, SqlType, withNullability } from '../types/type';
import { aggregatesOf } from './row-code';

interface Select {
  readonly columns: Readonly<Record<string, ExprNode>>;
  readonly having?: ExprNode | undefined;
}

/**
 * A SELECT of groups with its aggregates reduced, equal ones made one.
 * @param isGlobal whether it has no keys at all: a SUM may be NULL then
 */
export function reduced<S extends Select>(select: S, isGlobal = false): S {
  const names = Object.keys(select.columns);
  const exprs = [...Object.values(select.columns), ...(select.having ? [select.having] : [])];
  const ways = [shared(exprs)];
  for (;;) {
    const last = ways.at(-1) as ExprNode[];
    if (!aggregatesOf(last).some(({ fn }) => !fn.userDefined && fn.name in STEPS)) break;
    ways.push(shared(last.map((expr) => stepped(expr, isGlobal))));
  }
  const cost = (way: readonly ExprNode[]) => aggregatesOf(way).length;
  const best = ways
    .filter((way) => !aggregatesOf(way).some(({ fn }) => VARIANCES.has(fn.name)))
    .reduce((least, way) => (cost(way) < cost(least) ? way : least));
  const columns = Object.fromEntries(names.map((name, i) => [name, best[i] as ExprNode]));
  return { ...select, columns, ...(select.having && { having: best.at(-1) }) };
}

/** The same expressions, with one node for equal aggregates. */
function shared(exprs: readonly ExprNode[]): ExprNode[] {
  const known = new Map<string, AggregateNode>();
  return exprs.map((expr) =>
    replaced(expr, (node) => {
      const key = expression(node.fn === countOf ? counting(node) : node);
      if (!known.has(key)) known.set(key, node);
      return known.get(key) as AggregateNode;
    }),
  );
}

/** Every aggregate that can be is computed by others. */
const stepped = (expr: ExprNode, isGlobal: boolean): ExprNode =>
  replaced(expr, (node) => (node.fn.userDefined ? node : (STEPS[node.fn.name]?.(node, isGlobal) ?? node)));

function replaced(expr: ExprNode, by: (node: AggregateNode) => ExprNode): ExprNode {
  if (expr.op === 'aggregate') return by(expr);
  return expr.op === 'call' ? { ...expr, args: expr.args.map((arg) => replaced(arg, by)) } : expr;
}

const VARIANCES = new Set(['STDDEV_POP', 'STDDEV_SAMP', 'VAR_POP', 'VAR_SAMP']);

const STEPS: Readonly<Record<string, (node: AggregateNode, isGlobal: boolean) => ExprNode>> = {
  SUM(node, isGlobal) {
    const zero = { ...node, fn: sum0, type: sum0.type(node.args.map((arg) => arg.type)) };
    const [x] = node.args as [ExprNode];
    return x.type.isNullable || node.filter || isGlobal ? call(unlessZero, counting(node), zero) : zero;
  },
  AVG(node) {
    // The script has it so: the SUM of less would wrap.
    const wide = node.type.spec.storage === 'i32' ? wider(node) : node;
    return cast(call(dividedBy, cast(summing(wide), wide.type), counting(wide)), node.type);
  },
  VAR_POP: (node) => cast(squares(node, counting(node)), node.type),
  VAR_SAMP: (node) => cast(squares(node, call(lessOne, counting(node))), node.type),
  STDDEV_POP: (node) => cast(call(root, squares(node, counting(node))), node.type),
  STDDEV_SAMP: (node) => cast(call(root, squares(node, call(lessOne, counting(node)))), node.type),
};

const summing = (node: AggregateNode): AggregateNode => ({
  ...node,
  fn: sumOf,
  type: nullable(sumOf.type(typesOf(node))),
});

/** The COUNT of an aggregate's values; where they are never NULL, of its rows. */
function counting(node: AggregateNode): AggregateNode {
  const args = node.distinct || node.args[0]?.type.isNullable ? node.args : [];
  return { ...node, fn: countOf, args, type: bigint };
}

function wider(node: AggregateNode): AggregateNode {
  return { ...node, args: node.args.map((arg) => cast(arg, bigint)), type: nullable(bigint) };
}

/** `(Σx² − (Σx)² / n) / by`, in the type of AVG. */
function squares(node: AggregateNode, by: ExprNode): ExprNode {
  const x = cast(node.args[0] as ExprNode, node.type);
  const total = cast(summing(node), node.type);
  const ofSquares = summing({ ...node, args: [call(times, x, x)] });
  return call(dividedBy, call(minus, ofSquares, call(dividedBy, call(times, total, total), counting(node))), by);
}

function call(fn: ScalarFunction, ...args: readonly ExprNode[]): ExprNode {
  return { op: 'call', fn, args, type: fn.type(args.map((arg) => arg.type)) };
}

const cast = (node: ExprNode, { spec }: AnyType): ExprNode =>
  node.type.kind === spec.kind ? node : call(castTo(new SqlType(spec, false)), node);

const typesOf = ({ args }: AggregateNode): AnyType[] => args.map((arg) => arg.type);
const nullable = (type: AnyType): AnyType => withNullability(type, true);

/** NULL where a count is 0. */
const unlessZero: ScalarFunction = {
  name: '$UNLESS_ZERO',
  type: ([, x]) => nullable(x as AnyType),
  code([n, x]) {
    const { value, isNull } = x as Code;
    return { value, isNull: isNull === 'false' ? `(${n?.value} === 0n)` : `(${n?.value} === 0n || ${isNull})` };
  },
};

/** A count less one; NULL of one. */
const lessOne: ScalarFunction = {
  name: '$LESS_ONE',
  type: () => nullable(bigint),
  code: ([n]) => ({ value: `(${n?.value} - 1n)`, isNull: `(${n?.value} === 1n)` }),
};

/** POWER(x, 0.5). */
const root: ScalarFunction = {
  name: '$ROOT',
  type: () => nullable(double),
  code([x], [type]) {
    const { value, isNull } = x as Code;
    const decimal = familyOf(type?.kind ?? '') === 'decimal';
    const number = decimal ? `$.decimalToDouble(${value}, ${type?.spec.precision})` : `Number(${value})`;
    return { value: isNull === 'false' ? `$.root(${number})` : `(${isNull} ? 0 : $.root(${number}))`, isNull };
  },
};
