/** OVER aggregates and sorting on both engines: every row that is sent, in its order. */
import {
  asc,
  avg,
  count,
  denseRank,
  desc,
  firstValue,
  type Insert,
  job,
  lag,
  lastValue,
  max,
  min,
  rank,
  rowNumber,
  seconds,
  sink,
  source,
  sum,
  t,
} from 'millrace';
import type { AnyRow } from 'millrace/testing';
import { useFlink } from './oracle';
import { sentByBoth } from './sequence';

const flink = useFlink();

const columns = { n: t.int, k: t.string, v: t.int.nullable(), d: t.double, s: t.string.nullable(), at: t.timestamp };
const events = source('events', columns).watermark('at', seconds(2));

const DAY = 86_400_000;

/** Rows in disorder, some of them late. Seeded. */
function rows(count: number, seed: number, from = 1_000 * DAY): AnyRow[] {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
  return Array.from({ length: count }, (_, n) => ({
    n,
    k: 'abcdefg'[random(7)],
    v: random(8) === 0 ? null : random(6),
    d: random(40) === 0 ? 1e16 : random(1000) / 7 - 20,
    s: random(8) === 0 ? null : 'abcd'[random(4)],
    at: new Date(from + Math.floor(n / 3) * 1000 - random(4) * (random(3) === 0 ? 250 : 1000)),
  }));
}

async function compare(insert: Insert, input: readonly AnyRow[] = rows(400, 5)): Promise<void> {
  const { here, there } = await sentByBoth(flink(), job('j', { lane: 'fast' }, [insert]), { events: input });
  expect(there.length).toBeGreaterThan(0);
  expect(here).toEqual(there);
}

const FRAMES = [
  ['3 rows', { rows: 3 }],
  ['no row', { rows: 0 }],
  ['all rows', { rows: 'unbounded' }],
  ['5 seconds', { range: seconds(5) }],
  ['40 seconds', { range: seconds(40) }],
  ['all times', { range: 'unbounded' }],
  ['no frame', {}],
] as const;

describe.each(FRAMES)('over %s', (_, frame) => {
  const out = sink('out', {
    ...{ n: t.int, c: t.bigint, cv: t.bigint, sv: t.int.nullable(), sd: t.double, av: t.int.nullable(), ad: t.double },
    ...{ lv: t.int.nullable(), gd: t.double, gs: t.string.nullable(), f: t.string.nullable(), l: t.string.nullable() },
  });
  it.each([
    ['in parts', ['k']],
    ['of all', []],
  ] as const)('%s', async (_, partitionBy) => {
    const over = events.over({ partitionBy, orderBy: 'at', ...frame }, (e) => ({
      ...{ c: count(), cv: count(e.v), sv: sum(e.v), sd: sum(e.d), av: avg(e.v), ad: avg(e.d), lv: min(e.v) },
      ...{ gd: max(e.d), gs: max(e.s), f: firstValue(e.s), l: lastValue(e.s) },
    }));
    const of = ({ n, c, cv, sv, sd, av, ad, lv, gd, gs, f, l }: never) =>
      ({ n, c, cv, sv, sd, av, ad, lv, gd, gs, f, l }) as never;
    await compare(over.select((e) => of(e as never)).insertInto(out as never));
    await compare(over.select((e) => of(e as never)).insertInto(out as never), rows(200, 9, -20_000));
  });
});

it('distinct values', async () => {
  const out = sink('out', { n: t.int, c: t.bigint, s: t.double, u: t.bigint });
  await compare(
    events
      .over({ partitionBy: ['k'], orderBy: 'at', range: seconds(9) }, (e) => ({
        c: count(e.s, { distinct: true }),
        u: count(e.v, { distinct: true }),
      }))
      .select((e) => ({ n: e.n, c: e.c, s: e.d, u: e.u }))
      .insertInto(out),
  );
});

it('sums of −0.0', async () => {
  const out = sink('out', { n: t.int, s: t.double, m: t.double });
  const input = rows(60, 3).map((row) => ({ ...row, d: -0 }));
  for (const frame of [{ rows: 2 }, { range: 'unbounded' }] as const)
    await compare(
      events
        .over({ partitionBy: ['k'], orderBy: 'at', ...frame }, (e) => ({ total: sum(e.d), mean: avg(e.d) }))
        .select((e) => ({ n: e.n, s: e.total, m: e.mean }))
        .insertInto(out),
      input,
    );
});

describe('places', () => {
  const out = sink('out', { n: t.int, place: t.bigint });
  it.each([
    ['rowNumber', () => rowNumber()],
    ['rank', () => rank()],
    ['denseRank', () => denseRank()],
  ] as const)('%s', async (_, place) => {
    await compare(
      events
        .over({ partitionBy: ['k'], orderBy: 'at' }, () => ({ place: place() }))
        .select((e) => ({ n: e.n, place: e.place }))
        .insertInto(out),
    );
  });

  it('lag', async () => {
    const lags = sink('out', {
      ...{ n: t.int, a: t.int.nullable(), b: t.string.nullable(), c: t.double, e: t.timestamp.nullable() },
    });
    await compare(
      events
        .over({ partitionBy: ['k'], orderBy: 'at' }, (e) => ({
          ...{ a: lag(e.v), b: lag(e.s, 3), c: lag(e.d, 2, e.d), e: lag(e.at, 1) },
        }))
        .select((e) => ({ n: e.n, a: e.a, b: e.b, c: e.c, e: e.e }))
        .insertInto(lags),
    );
  });
});

describe('sorted', () => {
  const out = sink('out', columns);
  it.each([
    ['by time', []],
    ['and a number', [asc('v'), 'n']],
    ['and a text', [desc('s'), asc('d')]],
  ] as const)('%s', async (_, then) => {
    await compare(events.orderBy('at', ...then).insertInto(out));
    await compare(events.orderBy('at', ...then).insertInto(out), rows(100, 9, -20_000));
  });
});

describe('in processing time', () => {
  const clocked = events.processingTime('now');
  const out = sink('out', { n: t.int, c: t.bigint, sd: t.double, gs: t.string.nullable() });
  it.each([
    ['2 rows', { rows: 2 }],
    ['no row', { rows: 0 }],
    ['all rows', { rows: 'unbounded' }],
    ['no frame', {}],
  ] as const)('over %s', async (_, frame) => {
    await compare(
      clocked
        .over({ partitionBy: ['k'], orderBy: 'now', ...frame }, (e) => ({ c: count(), sd: sum(e.d), gs: max(e.s) }))
        .select((e) => ({ n: e.n, c: e.c, sd: e.sd, gs: e.gs }))
        .insertInto(out),
    );
  });

  it('places', async () => {
    const places = sink('out', { n: t.int, place: t.bigint });
    for (const place of [rowNumber, rank, denseRank])
      await compare(
        clocked
          .over({ partitionBy: ['k'], orderBy: 'now' }, () => ({ place: place() }))
          .select((e) => ({ n: e.n, place: e.place }))
          .insertInto(places),
      );
  });
});
