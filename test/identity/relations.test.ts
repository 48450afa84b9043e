/** Which operators of ranks, patterns and the like go on with their state: all, where a job did not change. */
import { count, desc, type Job, job, one, seconds, sink, source, sum, t } from 'millrace';
import { type Build, build } from '../../cli/build/build';
import type { Manifest } from '../../cli/build/manifest';
import { verdict } from '../../cli/build/verdict';
import { standIns } from '../flink/stand-ins';
import { JOBS } from '../sql/relations';
import { Flink } from './flink';

let flink: Flink;
beforeAll(async () => {
  flink = await Flink.start();
}, 600_000);
afterAll(() => flink.stop());

const built = (of: Job, against?: Manifest): Promise<Build> => build(of, standIns(of), against, flink.compile);
/** What becomes of operators with state that are no sources, a line each. */
const upgrade = async (from: Job, to: Job): Promise<string[]> => {
  const { manifest } = await built(from);
  return verdict(manifest, await built(to, manifest))
    .operators.filter(({ path }) => path.includes('/'))
    .map((o) => `${o.verdict} ${o.path.split('/').at(-1)?.trim()}`)
    .sort();
};

it.each(Object.entries(JOBS))('%s: everything is kept where nothing changed', async (_, of) => {
  const { manifest, plan } = await built(of);
  const again = await built(of, manifest);
  expect(again.plan).toBe(plan);
  const { operators, allowNonRestoredState } = verdict(manifest, again);
  expect(operators.filter((o) => o.verdict !== 'kept')).toEqual([]);
  expect(operators.length).toBeGreaterThan(of.sources.length);
  expect(allowNonRestoredState).toBe(false);
});

const bids = source('bids', { item: t.string, price: t.int, at: t.timestamp }).watermark('at', seconds(1));
const best = sink('best', { item: t.string, price: t.int, place: t.bigint }, { primaryKey: ['item', 'place'] });
const regular = { lane: 'regular' } as const;

it('a top-N goes on behind a new filter, and not with another order or number of rows', async () => {
  const of = (rows: Pick<typeof bids, 'topN'>, n: number, column: 'price' | 'at') =>
    job('j', regular, [
      rows
        .topN(n, { partitionBy: ['item'], orderBy: desc(column), rank: 'place' })
        .select((b) => ({ item: b.item, price: b.price, place: b.place }))
        .insertInto(best),
    ]);
  const before = of(bids, 3, 'price');
  expect(
    await upgrade(
      before,
      of(
        bids.where((b) => b.price.gt(1)),
        3,
        'price',
      ),
    ),
  ).toEqual(['kept rank']);
  expect(await upgrade(before, of(bids, 3, 'at'))).toEqual(['lost rank', 'new rank']);
  expect(await upgrade(before, of(bids, 4, 'price'))).toEqual(['lost rank', 'new rank']);
});

it('a pattern and an OVER aggregate go on beside a new result, and not when they become others', async () => {
  const found = sink('found', { price: t.int });
  const totals = sink('totals', { n: t.bigint, total: t.int });
  const pattern = (limit: number) =>
    bids
      .matchRecognize({
        orderBy: 'at',
        pattern: [one('a'), one('b')],
        define: { b: (m) => m.b.price.gt(limit) },
        measures: (m) => ({ price: m.b.price }),
      })
      .insertInto(found);
  const over = (rows: number) =>
    bids
      .over({ orderBy: 'at', rows }, (b) => ({ n: count(), total: sum(b.price) }))
      .select((b) => ({ n: b.n, total: b.total }))
      .insertInto(totals);
  const before = job('j', regular, [pattern(1), over(3)]);
  expect(await upgrade(before, job('j', regular, [over(3), pattern(1)]))).toEqual([
    'kept match',
    'kept over-aggregate',
  ]);
  expect(await upgrade(before, job('j', regular, [over(3), pattern(2)]))).toEqual([
    ...['kept over-aggregate', 'lost match', 'new match'],
  ]);
  expect(await upgrade(before, job('j', regular, [over(4), pattern(1)]))).toEqual([
    ...['kept match', 'lost over-aggregate', 'new over-aggregate'],
  ]);
});
