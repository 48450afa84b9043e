/** Relations on real Flink and locally, over rows and results made by hand. */
import {
  asc,
  avg,
  coalesce,
  count,
  desc,
  grouping,
  groupingId,
  type Insert,
  job,
  max,
  min,
  seconds,
  sink,
  source,
  sum,
  t,
} from 'millrace';
import { finalTables } from './changelog';
import { localTables } from './locally';
import { useFlink } from './oracle';

const flink = useFlink();

const bids = source('bids', { id: t.string, item: t.string, price: t.int, at: t.timestamp }).watermark(
  'at',
  seconds(1),
);
/** Ends an hour later than any window here, with a row that no result below shows. */
const rows = (...lines: readonly string[]) =>
  lines.map((line) => {
    const [id, item, price, at] = line.split(' ') as [string, string, string, string];
    return { id, item, price: Number(price), at: new Date(Number(at) * 1_000) };
  });
const run = async (insert: Insert, ...lines: readonly string[]) => {
  const one = job('j', { lane: 'fast' }, [insert]);
  const { tables, retracted, inOrder } = await finalTables(flink(), one, { bids: rows(...lines) });
  expect(localTables(one, { bids: rows(...lines) })).toEqual(tables);
  return {
    rows: tables[insert.sink.table],
    late: tables.bids_late,
    retracted: retracted[insert.sink.table],
    inOrder: inOrder[insert.sink.table],
  };
};
const time = (second: number): string => new Date(second * 1_000).toISOString().replace('T', ' ').slice(0, 19);

/** Row 5 comes late for what is in the order of time; IN_TIME has it before that. */
const INPUT = ['1 a 10 1', '2 b 50 2', '3 a 30 3', '4 a 20 4', '5 a 30 3', '6 b 5 11', '7 a 40 12', '8 a 1 13'];
const IN_TIME = INPUT.toSorted((a, b) => Number(a.split(' ')[3]) - Number(b.split(' ')[3]));

describe('top-N', () => {
  it('over all time updates, with a rank', async () => {
    const out = sink('out', { item: t.string, id: t.string, place: t.bigint }, { primaryKey: ['item', 'place'] });
    const best = bids
      .topN(2, { partitionBy: ['item'], orderBy: [desc('price'), asc('at')], rank: 'place' })
      .select((b) => ({ item: b.item, id: b.id, place: b.place }));
    const ran = await run(best.insertInto(out), ...INPUT);
    expect(ran.rows).toEqual([
      { item: 'a', id: '3', place: 2 },
      { item: 'a', id: '7', place: 1 },
      { item: 'b', id: '2', place: 1 },
      { item: 'b', id: '6', place: 2 },
    ]);
    expect(ran.retracted).toBeGreaterThan(0);
  });

  it('of one row is known by its part', async () => {
    const out = sink('out', { item: t.string, id: t.string }, { primaryKey: ['item'] });
    const best = bids
      .topN(1, { partitionBy: ['item'], orderBy: [asc('price'), asc('at')] })
      .select((b) => ({ item: b.item, id: b.id }));
    expect((await run(best.insertInto(out), ...INPUT)).rows).toEqual([
      { item: 'a', id: '8' },
      { item: 'b', id: '6' },
    ]);
  });

  it('of a window is final, and its late rows are kept aside', async () => {
    const out = sink('out', { window_end: t.timestamp, at: t.timestamp, id: t.string, place: t.bigint });
    const best = bids
      .tumble('at', { size: seconds(10) })
      .topN(2, { orderBy: desc('price'), rank: 'place' })
      .select((b) => ({ window_end: b.window_end, at: b.window_time, id: b.id, place: b.place }));
    const ran = await run(best.insertInto(out), ...INPUT, '9 a 99 5');
    expect(ran.rows).toEqual([
      { window_end: time(10), at: '1970-01-01 00:00:09.999', id: '2', place: 1 },
      { window_end: time(10), at: '1970-01-01 00:00:09.999', id: '3', place: 2 },
      { window_end: time(20), at: '1970-01-01 00:00:19.999', id: '6', place: 2 },
      { window_end: time(20), at: '1970-01-01 00:00:19.999', id: '7', place: 1 },
    ]);
    expect(ran.late).toEqual([{ id: '9', item: 'a', price: 99, at: time(5) }]);
  });

  it("of a window's results is final where both bounds part them, whatever they are called", async () => {
    const out = sink('out', { start: t.timestamp, item: t.string, total: t.int });
    const best = bids
      .tumble('at', { size: seconds(10) })
      .groupBy('item')
      .select((b) => ({ item: b.item, start: b.window_start, end: b.window_end, total: sum(b.price) }))
      .topN(1, { partitionBy: ['start', 'end'], orderBy: desc('total') })
      .select((b) => ({ start: b.start, item: b.item, total: b.total }));
    expect((await run(best.insertInto(out), ...INPUT)).rows).toEqual([
      { start: time(0), item: 'a', total: 90 },
      { start: time(10), item: 'a', total: 41 },
    ]);
  });
});

describe('deduplication', () => {
  it.each([
    ['first', ['1', '2']],
    ['last', ['8', '6']],
  ] as const)('keeps the %s by time, which updates', async (keep, [a, b]) => {
    const out = sink('out', { item: t.string, id: t.string }, { primaryKey: ['item'] });
    const kept = bids.deduplicate({ by: ['item'], keep, orderBy: 'at' }).select((e) => ({ item: e.item, id: e.id }));
    const ran = await run(kept.insertInto(out), ...INPUT, '0 b 7 6');
    expect(ran.rows).toEqual([
      { item: 'a', id: a },
      { item: 'b', id: b },
    ]);
  });

  it('of a window is final', async () => {
    const out = sink('out', { item: t.string, id: t.string, start: t.timestamp });
    const kept = bids
      .tumble('at', { size: seconds(10) })
      .deduplicate({ by: ['item'], keep: 'last' })
      .select((e) => ({ item: e.item, id: e.id, start: e.window_start }));
    expect((await run(kept.insertInto(out), ...INPUT)).rows).toEqual([
      { item: 'a', id: '4', start: time(0) },
      { item: 'a', id: '8', start: time(10) },
      { item: 'b', id: '2', start: time(0) },
      { item: 'b', id: '6', start: time(10) },
    ]);
  });
});

describe('groups', () => {
  it('HAVING over all time takes back a group that no longer meets it', async () => {
    const out = sink('out', { item: t.string, n: t.bigint }, { primaryKey: ['item'] });
    const few = bids
      .groupBy('item')
      .having((b) => count().lt(3).and(b.item.ne('c')))
      .select((b) => ({ item: b.item, n: count() }));
    const ran = await run(few.insertInto(out), ...INPUT);
    expect(ran.rows).toEqual([{ item: 'b', n: 2 }]);
    expect(ran.retracted).toBe(3);
  });

  it('HAVING in a window', async () => {
    const out = sink('out', { item: t.string, start: t.timestamp });
    const dear = bids
      .tumble('at', { size: seconds(10) })
      .groupBy('item')
      .having((b) => sum(b.price).gt(40))
      .select((b) => ({ item: b.item, start: b.window_start }));
    expect((await run(dear.insertInto(out), ...INPUT)).rows).toEqual([
      { item: 'a', start: time(0) },
      { item: 'a', start: time(10) },
      { item: 'b', start: time(0) },
    ]);
  });

  it("by both bounds of a window that came with the rows aggregates that window's results", async () => {
    const out = sink('out', { start: t.timestamp, n: t.bigint });
    const busiest = bids
      .hop('at', { slide: seconds(5), size: seconds(10) })
      .groupBy('item')
      .select((b) => ({ item: b.item, from: b.window_start, to: b.window_end, n: count() }))
      .where((b) => b.item.ne('c'))
      .select((b) => ({ start: b.from, end: b.to, n: b.n }))
      .groupBy('start', 'end')
      .select((b) => ({ start: b.start, n: max(b.n) }));
    expect((await run(busiest.insertInto(out), ...INPUT)).rows).toEqual([
      { start: time(-5), n: 4 },
      { start: time(0), n: 4 },
      { start: time(5), n: 2 },
      { start: time(10), n: 2 },
    ]);
  });
});

describe('grouping sets', () => {
  it('of a window give each set its groups', async () => {
    const out = sink('out', {
      ...{ item: t.string.nullable(), price: t.int.nullable(), n: t.bigint, lacks: t.bigint, id: t.bigint },
    });
    const sets = bids
      .tumble('at', { size: seconds(10) })
      .groupingSets([['item', 'price'], ['item'], []])
      .having(() => count().gt(1))
      .select((b) => ({
        ...{ item: b.item, price: b.price, n: count() },
        ...{ lacks: grouping(b.item), id: groupingId(b.item, b.price) },
      }));
    expect((await run(sets.insertInto(out), ...INPUT)).rows).toEqual([
      { item: 'a', price: 30, n: 2, lacks: 0, id: 0 },
      { item: 'a', price: null, n: 2, lacks: 0, id: 1 },
      { item: 'a', price: null, n: 4, lacks: 0, id: 1 },
      { item: null, price: null, n: 3, lacks: 1, id: 3 },
      { item: null, price: null, n: 5, lacks: 1, id: 3 },
    ]);
  });

  it('rollup and cube over all time, by keys that Flink does not know', async () => {
    const columns = { item: t.string, id: t.bigint, n: t.bigint };
    const out = sink('out', columns, { primaryKey: ['item', 'id'] });
    const rolled = bids
      .rollup('item')
      .select((b) => ({ item: coalesce(b.item, '*'), id: groupingId(b.item), n: count() }));
    expect((await run(rolled.insertInto(out, { upsertMaterialize: true }), ...INPUT)).rows).toEqual([
      { item: '*', id: 1, n: 8 },
      { item: 'a', id: 0, n: 6 },
      { item: 'b', id: 0, n: 2 },
    ]);
    const cubed = bids
      .where((b) => b.item.eq('b'))
      .cube('item', 'price')
      .having((b) => groupingId(b.item, b.price).ne(0))
      .select((b) => ({ item: coalesce(b.item, '*'), id: groupingId(b.item, b.price), n: count() }));
    expect((await run(cubed.insertInto(out, { upsertMaterialize: true }), ...INPUT)).rows).toEqual([
      { item: '*', id: 2, n: 1 },
      { item: '*', id: 3, n: 2 },
      { item: 'b', id: 1, n: 2 },
    ]);
  });
});

describe('distinct and limit', () => {
  it('each row once', async () => {
    const out = sink('out', { item: t.string, price: t.int }, { primaryKey: ['item', 'price'] });
    const pairs = bids.select((b) => ({ item: b.item, price: b.price })).distinct();
    const ran = await run(pairs.where((b) => b.price.gte(30)).insertInto(out), ...INPUT);
    expect(ran.rows).toEqual([
      { item: 'a', price: 30 },
      { item: 'a', price: 40 },
      { item: 'b', price: 50 },
    ]);
    expect(ran.retracted).toBe(0);
  });

  it('each row once in a window, which is final', async () => {
    const out = sink('out', { start: t.timestamp, end: t.timestamp });
    const windows = bids
      .tumble('at', { size: seconds(10) })
      .groupBy('item')
      .select((b) => ({ start: b.window_start, end: b.window_end }))
      .distinct();
    expect((await run(windows.insertInto(out), ...INPUT)).rows).toEqual([
      { start: time(0), end: time(10) },
      { start: time(10), end: time(20) },
    ]);
  });

  it('the first rows to come, of a table that updates, too', async () => {
    const out = sink('out', { id: t.string });
    const two = bids.select((b) => ({ id: b.id })).limit(2);
    expect((await run(two.insertInto(out), ...INPUT)).rows).toEqual([{ id: '1' }, { id: '2' }]);
    const counts = sink('counts', { item: t.string, n: t.bigint }, { primaryKey: ['item'] });
    const one = bids
      .groupBy('item')
      .select((b) => ({ item: b.item, n: count() }))
      .limit(5);
    expect((await run(one.insertInto(counts), ...INPUT)).rows).toEqual([
      { item: 'a', n: 6 },
      { item: 'b', n: 2 },
    ]);
  });
});

describe('over', () => {
  const out = sink('out', { id: t.string, n: t.bigint, total: t.int, mean: t.int });

  it('rows', async () => {
    const before = bids
      .over({ partitionBy: ['item'], orderBy: 'at', rows: 1 }, (b) => ({
        n: count(),
        total: sum(b.price),
        mean: b.price.minus(avg(b.price)),
      }))
      .select((b) => ({ id: b.id, n: b.n, total: b.total, mean: b.mean }));
    // 5 comes behind 4, though its time is before: within the delay it is put in order.
    const ran = await run(
      before.insertInto(out),
      '1 a 10 1',
      '2 b 50 2',
      '3 a 30 3',
      '4 a 20 4.5',
      '5 a 40 4',
      '6 a 7 1',
    );
    expect(ran.rows).toEqual([
      { id: '1', n: 1, total: 10, mean: 0 },
      { id: '2', n: 1, total: 50, mean: 0 },
      { id: '3', n: 2, total: 40, mean: 10 },
      { id: '4', n: 2, total: 60, mean: -10 },
      { id: '5', n: 2, total: 70, mean: 5 },
    ]);
    expect(ran.late).toEqual([{ id: '6', item: 'a', price: 7, at: time(1) }]);
  });

  it('range, where rows of one time belong together', async () => {
    const before = bids
      .over({ partitionBy: ['item'], orderBy: 'at', range: seconds(2) }, (b) => ({
        ...{ n: count(), total: sum(b.price), mean: min(b.price) },
      }))
      .select((b) => ({ id: b.id, n: b.n, total: b.total, mean: b.mean }));
    expect((await run(before.insertInto(out), ...IN_TIME)).rows).toEqual([
      { id: '1', n: 1, total: 10, mean: 10 },
      { id: '2', n: 1, total: 50, mean: 50 },
      { id: '3', n: 3, total: 70, mean: 10 },
      { id: '4', n: 3, total: 80, mean: 20 },
      { id: '5', n: 3, total: 70, mean: 10 },
      { id: '6', n: 1, total: 5, mean: 5 },
      { id: '7', n: 1, total: 40, mean: 40 },
      { id: '8', n: 2, total: 41, mean: 1 },
    ]);
  });

  it('without a frame all rows before; a second call has another frame; windows go on from there', async () => {
    const perTen = sink('out', { end: t.timestamp, runs: t.int, near: t.int });
    const both = bids
      .over({ orderBy: 'at' }, (b) => ({ runs: sum(b.price) }))
      .over({ orderBy: 'at', rows: 0 }, (b) => ({ near: max(b.price) }))
      .tumble('at', { size: seconds(10) })
      .groupBy()
      .select((b) => ({ end: b.window_end, runs: max(b.runs), near: max(b.near) }));
    expect((await run(both.insertInto(perTen), ...IN_TIME)).rows).toEqual([
      { end: time(10), runs: 140, near: 50 },
      { end: time(20), runs: 186, near: 40 },
    ]);
  });
});

it('orderBy puts rows in the order of their times, and keeps aside what comes too late', async () => {
  const out = sink('out', { id: t.string, price: t.int, at: t.timestamp });
  const ordered = bids.select((b) => ({ id: b.id, price: b.price, at: b.at })).orderBy('at', desc('price'));
  const ran = await run(ordered.insertInto(out), '1 a 10 2', '2 a 1 1.5', '3 a 2 1.5', '4 a 5 4', '5 a 5 1');
  expect(ran.inOrder?.map(({ id }) => id)).toEqual(['3', '2', '1', '4']);
  expect(ran.late?.map(({ id }) => id)).toEqual(['5']);
});
