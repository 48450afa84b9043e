/** Hopping and cumulative windows against the plainest model: each row, each window, each watermark. */
import fc from 'fast-check';
import { count, job, seconds, sink, source, sum, t } from 'millrace';
import type { AnyRow } from '../../runtime/testing/rows';
import { multiset, run } from './run';

const DELAY = 2_000;
const events = source('events', { k: t.string, v: t.double, at: t.timestamp }).watermark('at', seconds(DELAY / 1_000));
const results = sink('results', {
  k: t.string,
  window_start: t.timestamp,
  window_end: t.timestamp,
  n: t.bigint,
  total: t.double,
});
const hops = events.hop('at', { slide: seconds(2), size: seconds(8) });
const steps = events.cumulate('at', { step: seconds(2), size: seconds(8) });
const jobOf = (windows: typeof hops) =>
  job('windows', { lane: 'regular' }, [
    windows
      .groupBy('k')
      .select((e) => ({
        k: e.k,
        window_start: e.window_start,
        window_end: e.window_end,
        n: count(),
        total: sum(e.v),
      }))
      .insertInto(results),
  ]);

/** The windows, as start and end, that hold a time. */
const KINDS = {
  hop: {
    job: jobOf(hops),
    windows: (ts: number) =>
      [0, 1, 2, 3]
        .map((i) => Math.floor(ts / 2_000) * 2_000 - i * 2_000)
        .map((start) => [start, start + 8_000] as const),
  },
  cumulate: {
    job: jobOf(steps),
    windows(ts: number) {
      const start = Math.floor(ts / 8_000) * 8_000;
      return [1, 2, 3, 4].map((i) => [start, start + i * 2_000] as const).filter(([, end]) => ts < end);
    },
  },
};

function model(rows: readonly AnyRow[], windows: (ts: number) => (readonly [number, number])[]): Map<string, number> {
  const counts = new Map<string, number>();
  let watermark = Number.NEGATIVE_INFINITY;
  for (const { k, at } of rows) {
    const ts = (at as Date).getTime();
    for (const [start, end] of windows(ts)) {
      if (end - 1 <= watermark) continue;
      const window = `${k} ${start} ${end}`;
      counts.set(window, (counts.get(window) ?? 0) + 1);
    }
    watermark = Math.max(watermark, ts - DELAY);
  }
  return counts;
}

const stream = fc.array(
  fc.record({
    k: fc.constantFrom('a', 'b'),
    v: fc.constantFrom(1, 0.1, 1e16),
    at: fc.integer({ min: -9_000, max: 30_000 }).map((ms) => new Date(ms)),
  }),
  { maxLength: 60 },
);

describe.each(['hop', 'cumulate'] as const)('%s', (kind) => {
  const { job, windows } = KINDS[kind];

  it('gives the windows that a row by row model gives; the rest of the rows is late', () => {
    fc.assert(
      fc.property(stream, (rows) => {
        const { rows: results, counters } = run(job, rows);
        const found = results.map(
          (r) =>
            [`${r.k} ${(r.window_start as Date).getTime()} ${(r.window_end as Date).getTime()}`, Number(r.n)] as const,
        );
        expect(new Map(found)).toEqual(model(rows, windows));
        const { onTime = Number.NaN, late = Number.NaN } = counters.windows.events_late ?? {};
        expect(onTime + late).toBe(rows.length);
      }),
    );
  });

  it('does not depend on how rows are cut into batches', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(60)), (rows, cuts) => {
        const sorted = [...cuts].sort((a, b) => a - b);
        expect(multiset(run(job, rows, sorted).rows)).toEqual(multiset(run(job, rows).rows));
      }),
    );
  });
});
