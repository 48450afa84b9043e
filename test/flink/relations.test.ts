/** Relations on real Flink, over rows and results made by hand. */
import { asc, count, desc, type Insert, job, max, seconds, sink, source, sum, t } from 'millrace';
import { finalTables } from './changelog';
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
  const { tables, retracted } = await finalTables(flink(), job('j', { lane: 'fast' }, [insert]), {
    bids: rows(...lines),
  });
  return { rows: tables[insert.sink.table], late: tables.bids_late, retracted: retracted[insert.sink.table] };
};
const time = (second: number): string => new Date(second * 1_000).toISOString().replace('T', ' ').slice(0, 19);

const INPUT = ['1 a 10 1', '2 b 50 2', '3 a 30 3', '4 a 20 4', '5 a 30 3', '6 b 5 11', '7 a 40 12', '8 a 1 13'];

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
