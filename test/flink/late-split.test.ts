/** The late rows that the SQL splits off are those that Flink would have dropped, and none is dropped any more. */
import { count, job, seconds, sink, source, sum, t } from 'millrace';
import type { Job } from '../../runtime/job';
import { script } from '../../runtime/sql/script';
import type { FlinkCounters } from '../../runtime/testing/flink';
import type { AnyRow } from '../../runtime/testing/rows';
import { multiset, run } from '../engine/run';
import { type FlinkRunOptions, runOnFlink } from './both';
import { useFlink } from './oracle';

const flink = useFlink();

const events = source('events', { k: t.string, v: t.int, at: t.timestamp, arrived: t.timestamp.nullable() })
  .watermark('at', seconds(2), { clockSkew: seconds(60) })
  .recordId(['k', 'v'], { within: seconds(5) });
const results = sink('results', { k: t.string, window_end: t.timestamp, n: t.bigint, total: t.int });

const windows = {
  tumble: events.tumble('at', { size: seconds(5) }),
  hop: events.hop('at', { slide: seconds(5), size: seconds(15) }),
  cumulate: events.cumulate('at', { step: seconds(5), size: seconds(15) }),
  session: events.session('at', { gap: seconds(3), partitionBy: ['k'] }),
};
const jobs = Object.fromEntries(
  Object.entries(windows).map(([kind, window]) => [
    kind,
    job(kind, { lane: 'regular' }, [
      window
        .groupBy('k')
        .select((e) => ({ k: e.k, window_end: e.window_end, n: count(), total: sum(e.v) }))
        .insertInto(results),
    ]),
  ]),
) as Record<keyof typeof windows, Job>;

/** Rows in disorder, some of them far behind. Seeded. */
function rows(n: number, seed: number): AnyRow[] {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
  return Array.from({ length: n }, (_, i) => ({
    k: 'abcd'[random(4)],
    v: i,
    at: new Date(i * 100 - (random(10) === 0 ? random(40_000) : random(4_000))),
    arrived: null,
  }));
}

interface Ran {
  readonly results: string[];
  readonly late: string[];
  readonly counters: FlinkCounters;
}

async function onFlink(
  of: Job,
  input: readonly AnyRow[],
  { split = true, ...options }: FlinkRunOptions & { readonly split?: boolean } = {},
): Promise<Ran> {
  const sql = split ? script(of) : script(of).replaceAll('\nWHERE NOT `is_late`', '');
  const { tables, counters } = await runOnFlink(flink(), of, input, { sql, ...options });
  return { results: tables.results as string[], late: tables.events_late as string[], counters };
}

const counted = (all: readonly string[]): number =>
  all.reduce((n, text) => n + Number.parseInt((JSON.parse(text) as { n: string }).n, 10), 0);

describe.each(['tumble', 'hop', 'cumulate'] as const)('%s', (kind) => {
  it('splits off just what Flink drops, at parallelism 1', async () => {
    for (const seed of [1, 2, 3]) {
      const input = rows(1_000, seed);
      const split = await onFlink(jobs[kind], input);
      const unsplit = await onFlink(jobs[kind], input, { split: false });
      expect(split.counters.numLateRecordsDropped).toBe(0);
      expect(split.late.length).toBeGreaterThan(10);
      expect(unsplit.counters.numLateRecordsDropped).toBe(split.late.length);
      expect(split.results).toEqual(unsplit.results);
    }
  });
});

it('a session is split conservatively: nothing is dropped, and what is split off Flink might have kept', async () => {
  const input = rows(1_000, 4);
  const split = await onFlink(jobs.session, input);
  const unsplit = await onFlink(jobs.session, input, { split: false });
  expect(split.counters.numLateRecordsDropped).toBe(0);
  expect(unsplit.counters.numLateRecordsDropped).toBeGreaterThan(10);
  expect(split.late.length).toBeGreaterThanOrEqual(unsplit.counters.numLateRecordsDropped);
  expect(counted(split.results) + split.late.length).toBe(1_000);
});

it.each(['tumble', 'hop', 'cumulate', 'session'] as const)(
  '%s: at parallelism 2 every row is on time or late, and none is dropped',
  async (kind) => {
    const input = rows(1_000, 5);
    const repeated = [...input, ...input.slice(-20)];
    const { results, late, counters } = await onFlink(jobs[kind], repeated, { parallelism: 2 });
    const { read = 0, malformed, duplicates = 0 } = counters.tables.events ?? {};
    expect({ read, malformed }).toEqual({ read: 1_020, malformed: 0 });
    expect(duplicates).toBeGreaterThan(0);
    const { onTime = 0, late: lateCount } = counters.tables.events_late ?? {};
    expect(onTime + late.length + duplicates).toBe(1_020);
    expect(lateCount).toBe(late.length);
    expect(counters.numLateRecordsDropped).toBe(0);
    // A row is in one window, in three, or in one to three.
    if (kind === 'tumble' || kind === 'session') expect(counted(results)).toBe(onTime);
  },
);

it('both engines find the same repeats and late rows', async () => {
  const input = rows(1_000, 6).flatMap((row, i) => (i % 7 === 0 ? [row, row] : [row]));
  const there = await onFlink(jobs.tumble, input);
  const here = run(jobs.tumble, input);
  expect(there.results).toEqual(multiset(here.byTable.results ?? []));
  expect(there.late).toEqual(multiset(here.byTable.events_late ?? []));
  expect(there.counters.tables.events).toEqual(here.counters.sources.events);
  expect(there.counters.tables.events_late).toEqual(here.counters.windows.events_late);
  expect(here.counters.sources.events?.duplicates).toBeGreaterThan(100);
});

it('a poisoned time changes no other row’s result', async () => {
  const input = rows(500, 7).map((row, i) => ({ ...row, arrived: new Date(i * 100 + 4_000) }));
  const poisoned = input.flatMap((row, i) =>
    i % 50 === 25 ? [{ ...row, v: -i, at: new Date('2099-01-01T00:00:00Z') }, row] : [row],
  );
  const clean = await onFlink(jobs.tumble, input, { arrival: 'arrived' });
  const with2099 = await onFlink(jobs.tumble, poisoned, { arrival: 'arrived' });
  expect(with2099.results).toEqual(clean.results);
  expect(with2099.late).toEqual(clean.late);
  expect(with2099.counters.tables.events).toEqual({ ...clean.counters.tables.events, read: 510, malformed: 10 });
});
