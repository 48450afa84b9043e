/** Tables that update, as a run writes them, and windows over processing time. */
import { count, desc, hours, job, max, seconds, sink, source, sum, t } from 'millrace';
import { locally, onFlink } from './both';
import { useFlink } from './oracle';

const flink = useFlink();
const events = source('events', {
  k: t.string,
  text: t.string.nullable(),
  big: t.bigint,
  exact: t.decimal(20, 3),
  list: t.array(t.string),
  at: t.timestamp,
}).watermark('at', seconds(5));

const rows = Array.from({ length: 60 }, (_, i) => ({
  k: 'abcde'[(i * 7) % 5],
  text: [null, ']', '"],"type":"DELETE"}', '{"data":[', '💧'][i % 5],
  big: 2n ** 53n + BigInt(i % 9),
  exact: `${i % 4}.250`,
  list: [']', 'x'.repeat(i % 3)],
  at: new Date(i * 1_000),
}));

it('are the same on both engines, to the last digit', async () => {
  const totals = sink(
    'totals',
    { k: t.string, n: t.bigint, most: t.bigint, total: t.decimal(38, 3).nullable() },
    { primaryKey: ['k'] },
  );
  const latest = sink(
    'latest',
    { k: t.string, text: t.string.nullable(), exact: t.decimal(20, 3), list: t.array(t.string), at: t.timestamp },
    { primaryKey: ['k'] },
  );
  const one = job('updates', { lane: 'fast' }, [
    events
      .groupBy('k')
      .select((e) => ({ k: e.k, n: count(), most: max(e.big), total: sum(e.exact) }))
      .insertInto(totals),
    events
      .topN(1, { partitionBy: ['k'], orderBy: [desc('exact'), desc('at')] })
      .select((e) => ({ k: e.k, text: e.text, exact: e.exact, list: e.list, at: e.at }))
      .insertInto(latest),
  ]);
  const there = await onFlink(flink(), one, rows);
  expect(there.totals).toHaveLength(5);
  expect(there.latest).toHaveLength(5);
  expect(locally(one, rows)).toEqual(there);
});

it('the end of the input fires no window over processing time', async () => {
  const counts = events
    .processingTime('now')
    .tumble('now', { size: hours(24) })
    .groupBy('k')
    .select((e) => ({ k: e.k, n: count() }))
    .insertInto(sink('counts', { k: t.string, n: t.bigint }));
  const one = job('clock', { lane: 'fast' }, [counts]);
  expect((await onFlink(flink(), one, rows)).counts).toEqual([]);
  expect(locally(one, rows).counts).toEqual([]);
});
