/** Rankings on both engines: every row that is sent, in its order. */
import { asc, avg, count, desc, type Insert, job, max, min, seconds, sink, source, sum, t } from 'millrace';
import type { AnyRow } from 'millrace/testing';
import { useFlink } from './oracle';
import { sentByBoth } from './sequence';

const flink = useFlink();

const columns = {
  k: t.string,
  v: t.int.nullable(),
  d: t.double,
  s: t.string.nullable(),
  m: t.decimal(10, 2),
  at: t.timestamp,
};
const events = source('events', { n: t.int, ...columns }).watermark('at', seconds(2));

/** Rows in disorder, with few different values. Seeded. */
function rows(count: number, seed: number): AnyRow[] {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
  const texts = ['a', 'b', '\u{1F600}', '\uFFFD', 'ab', ''];
  return Array.from({ length: count }, (_, n) => ({
    n,
    k: 'abc'[random(3)],
    v: random(8) === 0 ? null : random(6),
    d: random(5) / 10 - 0.2,
    s: random(8) === 0 ? null : texts[random(6)],
    m: `${random(12)}.${random(2)}0`,
    at: new Date(1_000_000 + Math.floor(n / 2) * 1000 - random(4) * 1000),
  }));
}

/** @param inOrder whether the order of the input is the same on both */
async function compare(insert: Insert, inOrder = true): Promise<void> {
  const { here, there } = await sentByBoth(flink(), job('j', { lane: 'fast' }, [insert]), { events: rows(200, 7) });
  expect(there.length).toBeGreaterThan(0);
  expect(inOrder ? here : here.toSorted()).toEqual(inOrder ? there : there.toSorted());
}

describe('of rows that only come', () => {
  const out = sink('out', { n: t.int, ...columns, place: t.bigint }, { primaryKey: ['k', 'place'] });
  it.each([
    ['v', [asc('v')]],
    ['v from the greatest', [desc('v')]],
    ['s', [asc('s')]],
    ['s and d', [desc('s'), asc('d')]],
    ['m', [desc('m')]],
    ['at', [desc('at')]],
    ['k and m', [asc('k'), asc('m'), desc('v')]],
  ] as const)('top-3 by %s, numbered', async (_, orderBy) => {
    await compare(events.topN(3, { partitionBy: ['k'], orderBy, rank: 'place' }).insertInto(out));
  });

  it('top-1, numbered', async () => {
    await compare(events.topN(1, { partitionBy: ['k'], orderBy: desc('m'), rank: 'place' }).insertInto(out));
    await compare(events.topN(1, { partitionBy: ['k'], orderBy: desc('at'), rank: 'place' }).insertInto(out));
    await compare(events.topN(1, { partitionBy: ['k'], orderBy: asc('at'), rank: 'place' }).insertInto(out));
  });

  const first = sink('out', { n: t.int, ...columns }, { primaryKey: ['k'] });
  it('top-1', async () => {
    await compare(events.topN(1, { partitionBy: ['k'], orderBy: [desc('v'), asc('s')] }).insertInto(first));
    await compare(events.topN(1, { partitionBy: ['k'], orderBy: [desc('at')] }).insertInto(first));
    await compare(events.topN(1, { partitionBy: ['k'], orderBy: [asc('at')] }).insertInto(first));
    await compare(events.topN(1, { partitionBy: ['k'], orderBy: [desc('at'), asc('v')] }).insertInto(first));
  });

  it.each(['first', 'last'] as const)('deduplication keeps the %s', async (keep) => {
    await compare(events.deduplicate({ by: ['k'], keep, orderBy: 'at' }).insertInto(first));
  });

  it('top-4 without their places, counted', async () => {
    const counts = sink('out', { k: t.string, n: t.bigint, d: t.double }, { primaryKey: ['k'] });
    const best = events.topN(4, { partitionBy: ['k'], orderBy: [asc('m'), desc('v')] });
    await compare(
      best
        .groupBy('k')
        .select((e) => ({ k: e.k, n: count(), d: sum(e.d) }))
        .insertInto(counts),
    );
  });

  it('limit', async () => {
    const some = sink('out', { n: t.int, ...columns });
    await compare(events.limit(5).insertInto(some));
    await compare(events.limit(1).insertInto(some));
  });
});

describe('of rows that are updated', () => {
  const groups = events
    .groupBy('k', 'v')
    .select((e) => ({ k: e.k, v: e.v, n: count(), most: max(e.m), least: min(e.d), total: sum(e.d), mean: avg(e.m) }));
  const out = sink(
    'out',
    {
      ...{ k: t.string, v: t.int.nullable(), n: t.bigint, most: t.decimal(10, 2), least: t.double, total: t.double },
      ...{ mean: t.decimal(38, 6), place: t.bigint },
    },
    { primaryKey: ['k', 'place'] },
  );
  it.each([
    ['what only grows', [desc('n')]],
    ['what only grows, the least first', [asc('n')]],
    ['the greatest', [desc('most'), desc('n')]],
    ['the least', [asc('least')]],
    ['the least, the greatest first', [desc('least')]],
    ['a sum', [desc('total')]],
    ['a key', [asc('v')]],
  ] as const)('top-3 by %s, numbered', async (_, orderBy) => {
    await compare(groups.topN(3, { partitionBy: ['k'], orderBy, rank: 'place' }).insertInto(out));
  });

  it.each([
    ['what only grows', [desc('n')]],
    ['the greatest', [desc('most')]],
    ['a sum', [asc('total')]],
  ] as const)('top-1 by %s', async (_, orderBy) => {
    const first = sink(
      'out',
      { k: t.string, v: t.int.nullable(), n: t.bigint, total: t.double },
      { primaryKey: ['k'] },
    );
    await compare(
      groups
        .topN(1, { partitionBy: ['k'], orderBy })
        .select((g) => ({ k: g.k, v: g.v, n: g.n, total: g.total }))
        .insertInto(first),
    );
  });

  it.each([
    ['what only grows', [desc('n')]],
    ['a sum', [asc('total')]],
  ] as const)('top-3 by %s without their places', async (_, orderBy) => {
    const sums = sink('out', { k: t.string, n: t.bigint, total: t.double }, { primaryKey: ['k'] });
    await compare(
      groups
        .topN(3, { partitionBy: ['k'], orderBy })
        .groupBy('k')
        .select((g) => ({ k: g.k, n: sum(g.n), total: sum(g.total) }))
        .insertInto(sums),
    );
  });

  it('limit', async () => {
    const some = sink('out', { k: t.string, n: t.bigint }, { primaryKey: ['k'] });
    const perKey = events.groupBy('k').select((e) => ({ k: e.k, n: count() }));
    await compare(perKey.limit(2).insertInto(some));
    await compare(perKey.limit(1).insertInto(some));
  });
});

describe('of windows', () => {
  const out = sink('out', { n: t.int, ...columns, end: t.timestamp, place: t.bigint });
  const first = sink('out', { n: t.int, ...columns, end: t.timestamp });
  const windows = [
    ['tumble', events.tumble('at', { size: seconds(5) })],
    ['hop', events.hop('at', { slide: seconds(5), size: seconds(10) })],
    ['cumulate', events.cumulate('at', { step: seconds(5), size: seconds(10) })],
    ['session', events.session('at', { gap: seconds(2), partitionBy: ['k'] })],
  ] as const;
  const plain = ({ n, k, v, d, s, m, at, window_end }: never) => ({ n, k, v, d, s, m, at, end: window_end }) as never;

  it.each(windows)('top-2 of each part of a %s window', async (name, windowed) => {
    const best = windowed.topN(2, { partitionBy: ['k'], orderBy: [desc('v'), asc('d')], rank: 'place' });
    await compare(
      best.select((e) => ({ ...(plain(e as never) as object), place: e.place }) as never).insertInto(out as never),
      name !== 'session',
    );
  });

  it.each(windows)('deduplication in a %s window', async (name, windowed) => {
    for (const keep of ['first', 'last'] as const)
      await compare(
        windowed
          .deduplicate({ by: ['k'], keep })
          .select((e) => plain(e as never))
          .insertInto(first as never),
        name !== 'session',
      );
  });

  it('top-1 by time is a deduplication', async () => {
    const windowed = events.tumble('at', { size: seconds(5) });
    for (const orderBy of [asc('at'), desc('at')] as const)
      await compare(
        windowed
          .topN(1, { orderBy })
          .select((e) => plain(e as never))
          .insertInto(first as never),
      );
  });

  it('top-2 of the results of windows', async () => {
    const totals = sink('out', { k: t.string, start: t.timestamp, total: t.double, place: t.bigint });
    const best = events
      .tumble('at', { size: seconds(5) })
      .groupBy('k', 'v')
      .select((e) => ({ k: e.k, v: e.v, start: e.window_start, end: e.window_end, total: sum(e.d) }))
      .topN(2, { partitionBy: ['start', 'end'], orderBy: [asc('k'), desc('v')], rank: 'place' })
      .select((e) => ({ k: e.k, start: e.start, total: e.total, place: e.place }));
    await compare(best.insertInto(totals));
  });
});

describe('in processing time', () => {
  const clocked = events.processingTime('now');
  const first = sink('out', { n: t.int, k: t.string }, { primaryKey: ['k'] });
  const out = sink('out', { n: t.int, k: t.string, place: t.bigint }, { primaryKey: ['k', 'place'] });
  it.each(['first', 'last'] as const)('deduplication keeps the %s to come', async (keep) => {
    await compare(
      clocked
        .deduplicate({ by: ['k'], keep, orderBy: 'now' })
        .select((e) => ({ n: e.n, k: e.k }))
        .insertInto(first as never),
    );
  });

  it.each([
    ['first', [asc('now')]],
    ['last', [desc('now')]],
    ['last with others', [desc('now'), asc('v')]],
  ] as const)('top-2 of the %s', async (_, orderBy) => {
    await compare(
      clocked
        .topN(2, { partitionBy: ['k'], orderBy, rank: 'place' })
        .select((e) => ({ n: e.n, k: e.k, place: e.place }))
        .insertInto(out),
    );
  });
});
