/** Rows of every type through both engines: written, decoded, filtered, computed, and written again. */
import { avg, count, job, lit, max, minutes, sink, source, sum, t } from 'millrace';
import { locally, onFlink } from './both';
import { useFlink } from './oracle';

const flink = useFlink();

const TYPES = {
  id: t.int,
  c: t.char(3).nullable(),
  v: t.varchar(5).nullable(),
  raw: t.bytes.nullable(),
  bin: t.binary(4).nullable(),
  vb: t.varbinary(4).nullable(),
  dec: t.decimal(10, 2).nullable(),
  whole: t.decimal(38).nullable(),
  i8: t.tinyint.nullable(),
  i16: t.smallint.nullable(),
  f: t.float.nullable(),
  day: t.date.nullable(),
  clock: t.time.nullable(),
  t0: t.timestampOf(0).nullable(),
  at: t.timestamp.nullable(),
  t6: t.timestampOf(6).nullable(),
  ltz: t.timestampLtz.nullable(),
  l9: t.timestampLtzOf(9).nullable(),
  tags: t.array(t.string.nullable()).nullable(),
  sums: t.array(t.array(t.decimal(5, 1))).nullable(),
  counts: t.map(t.varchar(5), t.bigint.nullable()).nullable(),
  user: t.row({ 'first name': t.string, since: t.timestampLtz.nullable() }).nullable(),
};

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const at = new Date('2026-03-29T00:58:00.120Z');
const FULL = {
  id: 1,
  c: 'ö🦀',
  v: 'abcde',
  raw: bytes(0, 127, 255),
  bin: bytes(1, 2),
  vb: bytes(1, 2),
  dec: '-1.5',
  whole: '99999999999999999999999999999999999999',
  i8: -128,
  i16: 32767,
  f: 0.1,
  day: '2024-02-29',
  clock: '23:59:59',
  t0: new Date('1969-12-31T23:59:59Z'),
  at,
  t6: '2026-03-29 00:58:00.123456',
  ltz: at,
  l9: '1969-12-31 23:59:59.999999999',
  tags: ['a', null, ''],
  sums: [['1.5', '-9999.9'], []],
  counts: new Map([
    ['k', 9007199254740993n],
    ['j', null],
  ]),
  user: { 'first name': 'Ada', since: at },
};
const NULLS = { id: 2 };
const EMPTY = {
  ...FULL,
  id: 3,
  c: '',
  v: '',
  raw: bytes(),
  dec: '0',
  f: -1.5e30,
  tags: [],
  sums: [],
  counts: new Map(),
};

const input = source('input', TYPES);

it('comes out as it went in', async () => {
  const copy = job('copy', { lane: 'fast' }, [input.select((n) => ({ ...n })).insertInto(sink('output', TYPES))]);
  const rows = [FULL, NULLS, EMPTY];
  const there = await onFlink(flink(), copy, rows);
  expect(there).toEqual(locally(copy, rows));
  expect(there.output?.[0]).toContain('99999999999999999999999999999999999999');
});

it('compares, adds and shifts alike', async () => {
  const compute = job('compute', { lane: 'fast' }, [
    input
      .where((n) =>
        n.day
          .gte('2024-02-29')
          .and(n.clock.lt(lit('23:59:59', t.time)).not())
          .and(n.ltz.lte(at)),
      )
      .where((n) =>
        n.v
          .gt(n.c)
          .and(n.i8.lt(n.i16))
          .and(n.vb.ne(bytes(2))),
      )
      .select((n) => ({
        id: n.id,
        wraps: n.i8.minus(1),
        more: n.i8.plus(n.i16),
        rest: n.i16.mod(n.i8),
        half: n.f.dividedBy(3),
        later: n.at.plus(minutes(5)),
        instant: n.ltz.minus(minutes(5)),
        day: lit('2026-11-24', t.date),
        none: lit(null, t.decimal(10, 2).nullable()),
        price: lit('1.5', t.decimal(10, 2)),
      }))
      .insertInto(
        sink('output', {
          id: t.int,
          wraps: t.tinyint.nullable(),
          more: t.smallint.nullable(),
          rest: t.tinyint.nullable(),
          half: t.float.nullable(),
          later: t.timestamp.nullable(),
          instant: t.timestampLtz.nullable(),
          day: t.date,
          none: t.decimal(10, 2).nullable(),
          price: t.decimal(10, 2),
        }),
      ),
  ]);
  const rows = [{ ...FULL, v: '🦀' }, NULLS, { ...EMPTY, v: 'zz' }, { ...FULL, id: 4, day: '2024-02-28' }];
  const there = await onFlink(flink(), compute, rows);
  expect(there).toEqual(locally(compute, rows));
  expect(there.output).toHaveLength(2);
});

it('takes values out of collections and computes with decimals on both engines', async () => {
  const decimals = job('decimals', { lane: 'fast' }, [
    input
      .where((n) => n.dec.lt('0.00').and(n.tags.at(1).eq('a')))
      .select((n) => ({
        id: n.id,
        product: n.dec.times(n.i8),
        first: n.tags.at(1),
        count: n.counts.get('k'),
        name: n.user.field('first name'),
      }))
      .insertInto(
        sink('output', {
          id: t.int,
          product: t.decimal(14, 2).nullable(),
          first: t.string.nullable(),
          count: t.bigint.nullable(),
          name: t.string.nullable(),
        }),
      ),
  ]);
  const { output } = await onFlink(flink(), decimals, [FULL, NULLS, EMPTY]);
  expect(output).toEqual(locally(decimals, [FULL, NULLS, EMPTY]).output);
  expect(output).toHaveLength(1);
  for (const value of ['"192.00"', '"a"', '9007199254740993', '"Ada"']) expect(output?.[0]).toContain(value);
});

it('windows points in time', async () => {
  const counted = job('counted', { lane: 'fast' }, [
    source('input', { price: t.decimal(10, 2), size: t.smallint, at: t.timestampLtz })
      .watermark('at', minutes(0))
      .tumble('at', { size: minutes(1) })
      .groupBy('price')
      .select((n) => ({
        price: n.price,
        start: n.window_start,
        n: count(),
        sum: sum(n.size),
        mean: avg(n.size),
        last: max(n.at),
      }))
      .insertInto(
        sink('output', {
          ...{ price: t.decimal(10, 2), start: t.timestamp, n: t.bigint, sum: t.smallint, mean: t.smallint },
          last: t.timestampLtz,
        }),
      ),
  ]);
  const row = (price: string, size: number, ms: number) => ({ price, size, at: new Date(at.getTime() + ms) });
  const rows = [
    row('1.5', 32767, 0),
    row('1.50', 1, 1),
    row('1.05', 3, 2),
    row('2', -7, 60_000),
    row('02.00', -8, 60_001),
  ];
  const there = await onFlink(flink(), counted, rows);
  expect(there).toEqual(locally(counted, rows));
  expect(there.output).toHaveLength(3);
});
