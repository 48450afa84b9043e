/** Arithmetic and comparison of every two numeric types, on both engines. */
import { type AnyExpr, job, lit, negate, nullIf, sink, source, t } from 'millrace';
import type { Expr } from '../../runtime/expr';
import type { Double } from '../../runtime/types/double';
import { decimalDigits } from '../../runtime/types/numeric';
import type { AnyType } from '../../runtime/types/type';
import { locally, onFlink } from '../flink/both';
import { useFlink } from '../flink/oracle';
import { NUMBERS } from './nasty-values';
import { crossed, differences } from './same';

const flink = useFlink();

const ARITHMETIC = ['plus', 'minus', 'times', 'dividedBy', 'mod'] as const;
const COMPARISONS = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'isDistinctFrom', 'isNotDistinctFrom'] as const;
type Method = (typeof ARITHMETIC)[number] | (typeof COMPARISONS)[number];
type Operand = AnyExpr & Readonly<Record<Method, (other: AnyExpr) => AnyExpr>>;

const NAMES = Object.keys(NUMBERS);
const kindOf = (name: string): string => NUMBERS[name]?.[0].kind as string;
const isApproximate = (name: string): boolean => ['FLOAT', 'DOUBLE'].includes(kindOf(name));
const isWhole = (name: string): boolean => !isApproximate(name) && !kindOf(name).startsWith('DECIMAL');

const digitsOf = (name: string) => decimalDigits(NUMBERS[name]?.[0] as AnyType);

/** Whether Flink computes it: a whole number that the result's type has no place for, or a quotient of too many digits, fails the job. */
function isComputed(method: Method, left: string, right: string, result: AnyExpr): boolean {
  if (method !== 'dividedBy' && method !== 'mod') return true;
  const [precision, scale] = decimalDigits(result.type);
  const [[p, s], [, ofRight]] = [digitsOf(left), digitsOf(right)];
  if (method === 'mod' && p - s + ofRight > 38) return false;
  return [left, right].every((name) => {
    if (!isWhole(name) || !result.type.kind.startsWith('DECIMAL')) return true;
    return digitsOf(name)[0] <= precision - scale;
  });
}

it.each(NAMES)(
  'of %s and others is the same',
  async (left) => {
    const schema = {
      row: t.int,
      a: NUMBERS[left]?.[0] as never,
      ...Object.fromEntries(NAMES.map((name) => [name, NUMBERS[name]?.[0] as never])),
    };
    const rows = crossed(
      ['a', NUMBERS[left]?.[1] ?? []],
      NAMES.map((name) => [name, NUMBERS[name]?.[1] ?? []]),
    );
    const found = await differences(flink(), schema, rows, (c) => {
      const a = c.a as Operand;
      const results = NAMES.flatMap((right) => {
        // A JSON text has no −0.0 for Flink, so it is made here.
        const b = (right === 'double' ? negate(c.double as Expr<Double, 'row'>) : c[right]) as unknown as Operand;
        const zero = kindOf(right).startsWith('DECIMAL') ? '0' : kindOf(right) === 'BIGINT' ? 0n : 0;
        const divisor = isApproximate(right) ? b : nullIf(b, zero as never);
        return [...ARITHMETIC, ...COMPARISONS].flatMap((method) => {
          if (method === 'mod' && (isApproximate(left) || isApproximate(right))) return [];
          const result = a[method](method === 'dividedBy' || method === 'mod' ? divisor : b);
          return isComputed(method, left, right, result) ? [[`${left} ${method} ${right}`, result] as const] : [];
        });
      });
      return { row: c.row as AnyExpr, ...Object.fromEntries(results) };
    });
    expect(found).toEqual([]);
  },
  300_000,
);

const failing = source('numbers', {
  five: t.decimal(5, 5),
  z: t.decimal(3, 2),
  i: t.int,
  wide: t.decimal(38),
});
type Failing = Parameters<Parameters<typeof failing.select>[0]>[0];

it.each<[string, (c: Failing) => AnyExpr]>([
  ['a DECIMAL divided by zero', (c) => c.z.dividedBy(0)],
  ['the remainder of a DECIMAL and zero', (c) => c.z.mod(0)],
  ['a whole number that the quotient has no place for', (c) => c.five.dividedBy(c.i)],
  ['a whole number that the remainder has no place for', (c) => c.z.mod(c.i)],
  ['a remainder whose quotient has more than 38 digits', (c) => c.wide.mod(lit('0.7', t.decimal(1, 1)))],
])('%s fails the job on both engines', async (_, of) => {
  const rows = [{ five: '0.12345', z: '1.50', i: 1000, wide: '9'.repeat(38) }];
  const table = failing.select((c) => ({ x: of(c) as Expr<AnyType, 'row'> }));
  const all = job('failing', { lane: 'fast' }, [table.insertInto(sink('out', table.node.schema) as never)]);
  expect(() => locally(all, rows)).toThrow('fails the job on Flink too');
  await expect(onFlink(flink(), all, rows)).rejects.toThrow(/ArithmeticException|NullPointerException/);
});
