/** Conditions and comparisons of values of all types, on both engines, and what of them is not computed. */
import {
  type AnyExpr,
  caseWhen,
  coalesce,
  greatest,
  ifNull,
  ifThenElse,
  job,
  least,
  lit,
  nullIf,
  sink,
  source,
  t,
} from 'millrace';
import type { Expr } from '../../runtime/expr';
import type { Boolean_ } from '../../runtime/types/boolean';
import type { AnyType } from '../../runtime/types/type';
import { locally, onFlink } from '../flink/both';
import { useFlink } from '../flink/oracle';
import { NUMBERS } from './nasty-values';
import { differences } from './same';

const flink = useFlink();

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const at = (text: string): Date => new Date(`${text}Z`);

const SOURCES: Readonly<Record<string, readonly [type: AnyType, values: readonly unknown[]]>> = {
  ...NUMBERS,
  boolean: [t.boolean.nullable(), [true, false, null]],
  string: [t.string.nullable(), ['', 'a', 'ab', 'B', '\uffff', '💧', 'é', null]],
  char: [t.char(3).nullable(), ['a  ', 'ab ', 'b  ', null]],
  bytes: [t.bytes.nullable(), [bytes(), bytes(1), bytes(1, 0), bytes(127), bytes(128), bytes(255), null]],
  date: [t.date.nullable(), ['2026-11-24', '1969-12-31', '0001-01-01', '9999-12-31', null]],
  time: [t.time.nullable(), ['12:34:56', '00:00:00', '23:59:59', null]],
  timestamp: [t.timestamp.nullable(), [at('2026-11-24T12:34:56.789'), at('1969-12-31T23:59:59.999'), null]],
  timestamp6: [t.timestampOf(6).nullable(), ['2026-11-24 12:34:56.123456', '1969-12-31 23:59:59.999999', null]],
  ltz: [t.timestampLtz.nullable(), [at('2026-11-24T12:34:56.789'), at('1969-12-31T23:59:59.999'), null]],
};

type Other = Expr<AnyType, 'row'>;
type Condition = Expr<Boolean_<boolean>, 'row'>;
/** The methods, whatever the type. */
type Methods = Readonly<
  Record<'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'isDistinctFrom' | 'isNotDistinctFrom', (b: Other) => Other> & {
    in(values: readonly Other[]): Other;
    between(low: Other, high: Other): Other;
    isNull(): Other;
    isNotNull(): Other;
  }
>;
const METHODS = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'isDistinctFrom', 'isNotDistinctFrom'] as const;

it.each(Object.keys(SOURCES))(
  'of %s are the same',
  async (name) => {
    const [type, values] = SOURCES[name] as (typeof SOURCES)[string];
    const rows = values.flatMap((a, i) =>
      values.map((b, k) => ({ row: i * values.length + k, a, b, c: values[(i + 2 * k) % values.length] })),
    );
    const found = await differences(flink(), { row: t.int, a: type, b: type, c: type }, rows, (columns) => {
      const { a, b, c } = columns as unknown as Readonly<Record<'a' | 'b' | 'c', Other>>;
      const of = a as unknown as Methods;
      const isLess = of.lt(b) as unknown as Condition;
      return {
        row: columns.row as AnyExpr,
        ...Object.fromEntries(METHODS.map((method) => [method, of[method](b)])),
        ...{ in: of.in([b, c]), between: of.between(b, c), isNull: of.isNull(), isNotNull: of.isNotNull() },
        ...{ coalesce: coalesce(a, b, c), ifNull: ifNull(a, b), nullIf: nullIf(a, b) },
        ...{ case: caseWhen(isLess, a).otherwise(b), if: ifThenElse(isLess, a, c) },
        case3: caseWhen(isLess, c).when(of.gt(c) as unknown as Condition, a),
        // Flink has no code for bytes.
        ...(name !== 'bytes' && { greatest: greatest(a, b, c), least: least(a, b, c) }),
      };
    });
    expect(found).toEqual([]);
  },
  300_000,
);

it('of timestamps of unlike precision are the same', async () => {
  const times = ['2026-11-24 12:34:56.123456', '2026-11-24 12:34:56.123000', '1969-12-31 23:59:59.999999', null];
  const millis = ['2026-11-24T12:34:56.123', '2026-11-24T12:34:56.124', '1969-12-31T23:59:59.999'].map(at);
  const rows = times.flatMap((micro, i) => millis.map((milli, k) => ({ row: i * 3 + k, milli, micro })));
  const schema = { row: t.int, milli: t.timestamp, micro: t.timestampOf(6).nullable() };
  const found = await differences(flink(), schema, rows, (c) => {
    const results = METHODS.flatMap((method) => [
      [`milli ${method}`, (c.milli as unknown as Methods)[method](c.micro as Other)],
      [`micro ${method}`, (c.micro as unknown as Methods)[method](c.milli as Other)],
    ]);
    return { row: c.row as AnyExpr, ...(Object.fromEntries(results) as Record<string, AnyExpr>) };
  });
  expect(found).toEqual([]);
});

const lazy = source('lazy', {
  ...{ zero: t.int, i: t.int, none: t.int.nullable(), five: t.int.nullable(), yes: t.boolean, no: t.boolean },
  unknown: t.boolean.nullable(),
});
type Lazy = Parameters<Parameters<typeof lazy.select>[0]>[0];
const LAZY_ROW = { zero: 0, i: 5, none: null, five: 5, yes: true, no: false, unknown: null };
const fails = (c: Lazy) => c.i.dividedBy(c.zero);
const isFailing = (c: Lazy) => fails(c).gt(1);

/** What is computed, or divides by zero. */
const LAZY: readonly (readonly [name: string, of: (c: Lazy) => AnyExpr, value: unknown])[] = [
  ['CASE takes the first branch', (c) => caseWhen(c.yes, c.i).otherwise(fails(c)), 5],
  ['CASE leaves out a later condition', (c) => caseWhen(c.yes, c.i).when(isFailing(c), 1), 5],
  ['CASE leaves out the first branch', (c) => caseWhen(c.unknown, fails(c)).otherwise(c.i), 5],
  ['CASE takes a branch that fails', (c) => caseWhen(c.yes, fails(c)), undefined],
  ['IF leaves out the other', (c) => ifThenElse(c.yes, c.i, fails(c)), 5],
  ['FALSE AND leaves out the other', (c) => c.no.and(isFailing(c)), false],
  ['NULL AND takes the other', (c) => c.unknown.and(isFailing(c)), undefined],
  ['AND FALSE takes both', (c) => isFailing(c).and(c.no), undefined],
  ['TRUE OR leaves out the other', (c) => c.yes.or(isFailing(c)), true],
  ['NULL OR takes the other', (c) => c.unknown.or(isFailing(c)), undefined],
  ['COALESCE leaves out what follows a NOT NULL', (c) => coalesce(c.none, c.i, fails(c)), 5],
  ['COALESCE takes all that may be NULL', (c) => coalesce(c.five, fails(c)), undefined],
  ['IFNULL takes both', (c) => ifNull(c.i, fails(c)), undefined],
  ['IN leaves out what follows', (c) => c.i.in([c.five, fails(c)]), true],
  ['IN takes all where none is equal', (c) => c.i.in([c.zero, fails(c)]), undefined],
  ['BETWEEN leaves out the upper bound', (c) => c.i.between(c.i.plus(1), fails(c)), false],
  ['GREATEST takes all', (c) => greatest(c.none, fails(c)), undefined],
  ['NULL > takes the other', (c) => c.none.gt(fails(c)), undefined],
  ['a constant', (c) => caseWhen(c.yes, lit(1, t.int)).otherwise(fails(c)), 1],
];

it.each(LAZY)('%s', async (_, of, value) => {
  const table = lazy.select((c) => ({ x: of(c) as Expr<AnyType, 'row'> }));
  const all = job('lazy', { lane: 'fast' }, [table.insertInto(sink('out', table.node.schema) as never)]);
  if (value === undefined) {
    expect(() => locally(all, [LAZY_ROW])).toThrow('divided by zero');
    await expect(onFlink(flink(), all, [LAZY_ROW])).rejects.toThrow('/ by zero');
  } else {
    expect(locally(all, [LAZY_ROW]).out).toEqual([JSON.stringify({ x: value })]);
    expect((await onFlink(flink(), all, [LAZY_ROW])).out).toEqual([JSON.stringify({ x: value })]);
  }
});
