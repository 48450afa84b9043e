/** Windows that fire together fire in Flink's order of keys, which decides ties behind them. */
import { count, type Job, job, seconds, sink, source, sum, t } from 'millrace';
import type { AnyRow } from '../../runtime/testing/rows';
import { run } from '../engine/run';
import { finalTables } from './changelog';
import { useFlink } from './oracle';

const flink = useFlink();
const events = source('events', { k: t.string, v: t.double, at: t.timestamp }).watermark('at', seconds(4));
const [slide, size] = [seconds(5), seconds(15)];
const windows = {
  tumble: events.tumble('at', { size }),
  'tumble from 2 s': events.tumble('at', { size, offset: seconds(2) }),
  hop: events.hop('at', { slide, size }),
  'hop from 1 s': events.hop('at', { slide, size, offset: seconds(1) }),
  cumulate: events.cumulate('at', { step: slide, size }),
  session: events.session('at', { gap: seconds(3), partitionBy: ['k'] }) as never,
};
const out = sink('out', { k: t.string, from: t.timestamp, to: t.timestamp, n: t.bigint, total: t.double });
const jobs = Object.entries(windows).map(([name, window]) => {
  const perKey = (window as typeof windows.tumble)
    .groupBy('k')
    .select((e) => ({ k: e.k, from: e.window_start, to: e.window_end, n: count(), total: sum(e.v) }));
  return [name, job('order', { lane: 'fast' }, [perKey.insertInto(out)])] as const;
});
const nested = windows.hop
  .groupBy('k')
  .select((e) => ({ k: e.k, from: e.window_start, to: e.window_end, n: count(), total: sum(e.v) }))
  .groupBy('k', 'from', 'to')
  .select((e) => ({ k: e.k, from: e.from, to: e.to, n: count(), total: sum(e.total) }))
  .insertInto(out);

/** Rows in disorder, some of them behind. Seeded. */
function rows(n: number, seed: number): AnyRow[] {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
  const start = 1_700_000_000_000;
  return Array.from({ length: n }, (_, i) => ({
    k: String.fromCharCode(97 + random(20)),
    v: [0.1, 1e16, -1e16, 3][random(4)],
    at: new Date(start + i * 100 + random(5) * 400 - (random(8) === 0 ? random(20) : random(4)) * 1_000),
  }));
}

const lines = (all: readonly object[]): string[] =>
  all.map((row) => {
    const { k, from, to, n, total } = row as Record<string, unknown>;
    const text = (time: unknown) =>
      time instanceof Date ? time.toISOString().slice(0, 23).replace('T', ' ').replace('.000', '') : time;
    return [k, text(from), text(to), n, total].join(' ').replace(/(\.\d*?)0+ /g, '$1 ');
  });

it.each([...jobs, ['windows of windows', job('order', { lane: 'fast' }, [nested])] as [string, Job]])(
  '%s',
  async (_, one) => {
    for (const seed of [1, 2]) {
      const input = rows(400, seed);
      const { inOrder } = await finalTables(flink(), one, { events: input });
      expect(lines(run(one, input).rows)).toEqual(lines(inOrder.out ?? []));
    }
  },
);
