/** Mathematical functions of all numbers, on both engines. */
import fc from 'fast-check';
import {
  type AnyExpr,
  abs,
  acos,
  asin,
  atan,
  atan2,
  ceil,
  cos,
  cosh,
  cot,
  degrees,
  exp,
  floor,
  job,
  ln,
  log,
  log2,
  log10,
  negate,
  power,
  radians,
  round,
  sign,
  sin,
  sinh,
  sink,
  source,
  sqrt,
  t,
  tan,
  tanh,
  truncate,
} from 'millrace';
import type { Expr } from '../../runtime/expr';
import type { AnyType } from '../../runtime/types/type';
import { locally, onFlink } from '../flink/both';
import { useFlink } from '../flink/oracle';
import { NUMBERS } from './nasty-values';
import { differences } from './same';

const flink = useFlink();

type Unary = (x: AnyExpr) => AnyExpr;
type Binary = (x: AnyExpr, y: AnyExpr | number) => AnyExpr;
const UNARY = {
  ...{ abs, acos, asin, atan, ceil, cos, cosh, cot, degrees, exp, floor, ln, log, log2, log10, negate, radians },
  ...{ sign, sin, sinh, sqrt, tan, tanh },
};
const BINARY = { atan2, log, power, round, truncate };
const unary = (name: keyof typeof UNARY): Unary => UNARY[name] as unknown as Unary;
const binary = (name: keyof typeof BINARY): Binary => BINARY[name] as unknown as Binary;

/** Of these Java's last bit is not the same on every processor. */
const NEARLY = ['exp', 'ln', 'log10', 'log2', 'log', 'sin', 'cos', 'tan', 'cot'] as const;
const EXACT = ['sqrt', 'sinh', 'cosh', 'tanh', 'asin', 'acos', 'atan', 'degrees', 'radians', 'abs', 'negate'] as const;
const DIGITS = [-400, -20, -1, 0, 1, 3, 17, 400] as const;

const text = (x: AnyExpr): AnyExpr => (x as Expr<AnyType, 'row'>).cast(t.string as never);

const kindOf = (type: AnyType): string => type.kind.replace(/\(.*/, '');
const isApproximate = (type: AnyType): boolean => ['FLOAT', 'DOUBLE'].includes(type.kind);
const isShort = (type: AnyType): boolean => ['TINYINT', 'SMALLINT'].includes(type.kind);

/** What Flink computes of a number of this type. */
function results(type: AnyType, x: AnyExpr, finite: AnyExpr): [string, AnyExpr][] {
  const rounded = DIGITS.flatMap((digits): [string, AnyExpr][] => {
    if (kindOf(type) === 'DECIMAL' && Math.abs(digits) > 20) return [];
    const made: [string, AnyExpr][] = [[`round ${digits}`, binary('round')(finite, digits)]];
    // Flink has no code for the others.
    if (!isShort(type)) made.push([`truncate ${digits}`, binary('truncate')(finite, digits)]);
    return made;
  });
  return [
    ...NEARLY.map((name): [string, AnyExpr] => [`~${name}`, unary(name)(x)]),
    ...EXACT.map((name): [string, AnyExpr] => [name, unary(name)(x)]),
    // That of a DECIMAL which is all fraction has a digit too many.
    ...(isShort(type) ? [] : [['sign', text(unary('sign')(x))] as [string, AnyExpr]]),
    ['floor', unary('floor')(x)],
    ['ceil', unary('ceil')(x)],
    ...rounded,
  ];
}

/** A double that DECIMAL(38, 18) has place for, through which TRUNCATE goes. */
const isTruncated = (v: unknown): boolean => typeof v !== 'number' || (Number.isFinite(v) && Math.abs(v) < 1e19);

it.each(Object.keys(NUMBERS))(
  'of %s are the same',
  async (name) => {
    const [type, values] = NUMBERS[name] as (typeof NUMBERS)[string];
    const rows = values.map((x, row) => ({ row, x, finite: isTruncated(x) ? x : 0 }));
    const found = await differences(flink(), { row: t.int, x: type, finite: type }, rows, (c) => ({
      row: c.row as AnyExpr,
      ...Object.fromEntries(results(type, c.x as AnyExpr, c.finite as AnyExpr)),
      // A JSON text has no −0.0 for Flink.
      ...(isApproximate(type) &&
        Object.fromEntries(
          results(type, unary('negate')(c.x as AnyExpr), unary('negate')(c.finite as AnyExpr)).map(([name, expr]) => [
            `${name} of -x`,
            expr,
          ]),
        )),
    }));
    expect(found).toEqual([]);
  },
  300_000,
);

it('of random doubles are the same', async () => {
  const double = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e18, max: 1e18 }),
    fc.double({ noNaN: true, min: -100, max: 100 }),
    fc.integer({ min: -10_000_000, max: 10_000_000 }).map((n) => n / 1000),
  );
  const rows = fc
    .sample(fc.tuple(double, double), { seed: 5, numRuns: 3000 })
    .map(([x, y], row) => ({ row, x, y, f: Math.fround(x) }));
  const found = await differences(flink(), { row: t.int, x: t.double, y: t.double, f: t.float }, rows, (c) => {
    const { x, y, f } = c as Readonly<Record<'x' | 'y' | 'f', AnyExpr>>;
    return {
      row: c.row as AnyExpr,
      ...Object.fromEntries(results(t.double, x, x)),
      ...Object.fromEntries(results(t.float, f, f).map(([name, expr]) => [`${name} of f`, expr])),
      atan2: binary('atan2')(x, y),
      '~power': binary('power')(x, y),
      '~square': binary('power')(x, 2),
      '~root': binary('power')(x, 3),
    };
  });
  expect(found).toEqual([]);
}, 300_000);

it('powers, arc tangents and logarithms of extremes are the same', async () => {
  const [, values = []] = NUMBERS.double ?? [];
  const all = [...values, 2, 0.5, 3, -3, 10, 1e-5, 2 ** 31].filter((v) => v !== null) as number[];
  const rows = all.flatMap((x, i) => all.map((y, k) => ({ row: i * all.length + k, x, y })));
  const found = await differences(flink(), { row: t.int, x: t.double, y: t.double }, rows, (c) => {
    const [x, y] = [c.x as AnyExpr, c.y as AnyExpr];
    const [minusX, minusY] = [unary('negate')(x), unary('negate')(y)];
    return {
      row: c.row as AnyExpr,
      '~power': binary('power')(x, y),
      '~power of -x': binary('power')(minusX, y),
      '~power to -y': binary('power')(x, minusY),
      atan2: binary('atan2')(x, y),
      'atan2 of -x': binary('atan2')(minusX, y),
      'atan2 of -y': binary('atan2')(x, minusY),
      '~log': binary('log')(x, y),
    };
  });
  expect(found).toEqual([]);
}, 300_000);

const failing = source('failing', { nan: t.double, large: t.double });
type Failing = Parameters<Parameters<typeof failing.select>[0]>[0];

it.each<[string, (c: Failing) => AnyExpr]>([
  ['ROUND of NaN', (c) => round(c.nan, 1)],
  ['TRUNCATE of NaN', (c) => truncate(c.nan)],
  ['TRUNCATE of a DOUBLE with more than 20 digits', (c) => truncate(c.large)],
])('%s fails the job on both engines', async (_, of) => {
  const rows = [{ nan: Number.NaN, large: 1e21 }];
  const table = failing.select((c) => ({ x: of(c) as Expr<AnyType, 'row'> }));
  const all = job('failing', { lane: 'fast' }, [table.insertInto(sink('out', table.node.schema) as never)]);
  expect(() => locally(all, rows)).toThrow('fails the job on Flink too');
  await expect(onFlink(flink(), all, rows)).rejects.toThrow(/NumberFormatException|NullPointerException/);
});
