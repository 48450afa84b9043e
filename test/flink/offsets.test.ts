/** Windows with an offset, on both engines and against the plainest model: each row, each window, each watermark. */
import { count, hours, type Job, job, milliseconds, minutes, seconds, sink, source, sum, t } from 'millrace';
import type { AnyRow } from '../../runtime/testing/rows';
import { multiset } from '../engine/run';
import { locally, onFlink } from './both';
import { useFlink } from './oracle';

const flink = useFlink();

const events = source('events', { k: t.string, v: t.int, at: t.timestamp }).watermark('at', seconds(3));
const results = sink('results', { k: t.string, start: t.timestamp, end: t.timestamp, n: t.bigint, total: t.int });
const of = (windows: ReturnType<typeof events.tumble<'at'>>): Job =>
  job('j', { lane: 'regular' }, [
    windows
      .groupBy('k')
      .select((e) => ({ k: e.k, start: e.window_start, end: e.window_end, n: count(), total: sum(e.v) }))
      .insertInto(results),
  ]);

/** In disorder, some far behind, from before 1970 on. Seeded. */
function rows(seed: number): AnyRow[] {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
  return Array.from({ length: 400 }, (_, i) => ({
    k: 'ab'[random(2)],
    v: i,
    at: new Date(-30_000 + i * 300 - (random(12) === 0 ? random(40_000) : random(3_000))),
  }));
}

function model(input: readonly AnyRow[], windowsOf: (ts: number) => readonly (readonly [number, number])[]) {
  const groups = new Map<string, { k: unknown; start: Date; end: Date; n: bigint; total: number }>();
  const late: AnyRow[] = [];
  let watermark = Number.NEGATIVE_INFINITY;
  for (const row of input) {
    const { k, v, at } = row as { k: string; v: number; at: Date };
    const open = windowsOf(at.getTime()).filter(([, end]) => end - 1 > watermark);
    if (open.length === 0) late.push(row);
    for (const [start, end] of open) {
      const group = groups.get(`${start} ${end} ${k}`) ?? {
        k,
        start: new Date(start),
        end: new Date(end),
        n: 0n,
        total: 0,
      };
      groups.set(`${start} ${end} ${k}`, { ...group, n: group.n + 1n, total: group.total + v });
    }
    watermark = Math.max(watermark, at.getTime() - 3_000);
  }
  return { results: multiset([...groups.values()]), late: multiset(late) };
}

const floor = (ts: number, every: number, offset: number) => Math.floor((ts - offset) / every) * every + offset;
const tumbling = (offset: number) => (ts: number) =>
  [[floor(ts, 10_000, offset), floor(ts, 10_000, offset) + 10_000]] as const;

it.each([
  ['a tumbling window', events.tumble('at', { size: seconds(10), offset: seconds(3) }), tumbling(3_000)],
  ['a tumbling window before', events.tumble('at', { size: seconds(10), offset: seconds(-3) }), tumbling(-3_000)],
  [
    'a hopping window',
    events.hop('at', { slide: seconds(6), size: seconds(18), offset: seconds(2) }),
    (ts: number) => [0, 1, 2].map((i) => floor(ts, 6_000, 2_000) - i * 6_000).map((s) => [s, s + 18_000] as const),
  ],
] as const)('%s', async (_, windows, windowsOf) => {
  for (const seed of [1, 2]) {
    const input = rows(seed);
    const expected = model(input, windowsOf);
    expect(expected.late.length).toBeGreaterThan(5);
    for (const ran of [locally(of(windows), input), await onFlink(flink(), of(windows), input)]) {
      expect(ran.results).toEqual(expected.results);
      expect(ran.events_late).toEqual(expected.late);
    }
  }
});

it('refuses offsets that need too many windows a row, or mean nothing', () => {
  expect(() => events.tumble('at', { size: hours(24), offset: seconds(1) })).toThrow(
    /86400 parts of 1 s.*more than 100[\s\S]*FLINK-36664/,
  );
  expect(() => events.tumble('at', { size: minutes(1), offset: minutes(1) })).toThrow(
    'offset must be shorter than 1 min, not 1 min',
  );
  expect(() => events.tumble('at', { size: minutes(1), offset: milliseconds(500) })).toThrow(
    'lengths of whole seconds',
  );
  expect(() => events.tumble('at', { size: hours(24), offset: hours(-6) })).not.toThrow();
});
