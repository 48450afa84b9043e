/** Nexmark's queries in the language and as published, over the same events on the same Flink, and locally. */
import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { job, script, sink, t } from 'millrace';
import { bidsInTime } from '../../jobs/nexmark/bids-in-time';
import { PACKAGE_ROOT } from '../../runtime/package-root';
import type { JsonRow } from '../flink/changelog';
import { useFlink } from '../flink/oracle';
import { QUERIES } from './jobs';
import { comparable, locally } from './locally';
import { difference, Events, published, type Row, runJob, runLocally, runPublished, watch } from './on-flink';

/** Queries whose earlier rows may change; all others only append. */
const UPDATING = ['q4', 'q9', 'q15', 'q16', 'q17', 'q18', 'q19'];

const EVENTS = { seed: 2026, events: 20_000 };
let events: Events;
beforeAll(async () => {
  events = await Events.write(EVENTS);
});
afterAll(() => events?.remove());
const flink = useFlink();

it('has every query, but the one that no Flink runs', () => {
  const published = readdirSync(join(PACKAGE_ROOT, 'fixtures', 'nexmark', 'sql')).map((file) => parse(file).name);
  expect(published.filter((name) => !(name in QUERIES))).toEqual(['q6']);
  expect(published).toHaveLength(24);
});

const { q12, ...BY_EVENT_TIME } = QUERIES;

it.each(Object.entries(BY_EVENT_TIME))('%s', async (name, job) => {
  const ours = await runJob(flink(), job, events);
  const theirs = await runPublished(flink(), job, events);
  expect(ours.rows.length).toBeGreaterThan(0);
  expect(difference(ours.rows, theirs.rows)).toEqual([]);
  expect(ours.retracted > 0).toBe(UPDATING.includes(name));
  const rows = ours.rows.map((row) => JSON.parse(row) as JsonRow);
  expect(difference(locally(job, EVENTS), comparable(rows, job))).toEqual([]);
  expect(difference(runLocally(job, EVENTS), ours.rows)).toEqual([]);
});

// Which bids a window holds is chance here, but not how many each person makes in all windows.
it('q12', async () => {
  const sums = (rows: readonly Row[]) => {
    const byBidder = new Map<unknown, number>();
    for (const { bidder, bid_count } of rows) byBidder.set(bidder, (byBidder.get(bidder) ?? 0) + Number(bid_count));
    return byBidder;
  };
  const total = (rows: readonly Row[]) => rows.reduce((sum, { bid_count }) => sum + Number(bid_count), 0);
  const complete = (rows: readonly Row[]) => total(rows) >= (EVENTS.events / 50) * 46;
  const [ours, theirs] = await Promise.all(
    [script(q12), published(q12)].map((sql) => watch(flink(), q12, sql, events, complete)),
  );
  expect(sums(ours as Row[])).toEqual(sums(theirs as Row[]));
});

// The language has no way to ask this: test/types says so. A job with the query's tables is enough to bind them.
it('q6: refused by Flink', async () => {
  const prices = sink('prices', { seller: t.bigint, avg_price: t.bigint });
  const q6 = job('q6', { lane: 'regular' }, [
    bidsInTime.select((b) => ({ seller: b.seller, avg_price: b.price })).insertInto(prices),
  ]);
  await expect(runPublished(flink(), q6, events)).rejects.toThrow(
    "OverAggregate doesn't support consuming update and delete changes",
  );
});
