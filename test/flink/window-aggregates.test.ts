/** Aggregates over windows in all their forms: the same rows on both engines. */
import fc from 'fast-check';
import {
  avg,
  count,
  grouping,
  groupingId,
  type Insert,
  type Job,
  job,
  max,
  min,
  seconds,
  sink,
  source,
  sum,
  t,
} from 'millrace';
import { locally, onFlink } from './both';
import { useFlink } from './oracle';

const flink = useFlink();

const events = source('events', {
  k: t.string.nullable(),
  g: t.int,
  v: t.double,
  n: t.int.nullable(),
  at: t.timestamp,
}).watermark('at', seconds(5));
const zoned = source('zoned', { k: t.string, v: t.double, at: t.timestampLtz }).watermark('at', seconds(5));
const hops = events.hop('at', { slide: seconds(5), size: seconds(15) });
const steps = events.cumulate('at', { step: seconds(5), size: seconds(15) });
const tumbles = events.tumble('at', { size: seconds(10) });
const sessions = events.session('at', { gap: seconds(2), partitionBy: ['k', 'g'] });
const bounds = { from: t.timestamp, to: t.timestamp };

const named = (name: string, ...inserts: readonly Insert[]): readonly [string, Job] => [
  name,
  job(name.replaceAll(' ', '-'), { lane: 'fast' }, inserts),
];

const JOBS = [
  named(
    'having',
    hops
      .groupBy('k')
      .having((e) => count().gt(2).and(e.k.ne('a')).or(sum(e.v).lt(0)))
      .select((e) => ({ k: e.k, from: e.window_start, to: e.window_end, mean: sum(e.v).dividedBy(count()) }))
      .insertInto(sink('had', { k: t.string.nullable(), ...bounds, mean: t.double })),
    sessions
      .groupBy('g', 'k')
      .having((e) => e.window_end.gt(e.window_start).and(max(e.n).isNotNull()))
      .select((e) => ({ k: e.k, g: e.g, from: e.window_start, to: e.window_end, total: sum(e.n) }))
      .insertInto(sink('had_sessions', { k: t.string.nullable(), g: t.int, ...bounds, total: t.int.nullable() })),
  ),
  named(
    'distinct and filter',
    ...([hops, steps, tumbles] as const).map((window, i) =>
      window
        .groupBy('k')
        .select((e) => ({
          k: e.k,
          to: e.window_end,
          values: count(e.n, { distinct: true }),
          mean: avg(e.g, { distinct: true }),
          some: sum(e.v, { filter: e.g.eq(1) }),
          few: count({ filter: e.n.gt(0) }),
          both: count(e.g, { distinct: true, filter: e.n.gt(0) }),
          least: min(e.v, { filter: e.g.gt(0) }),
        }))
        .insertInto(
          sink(`of_${i}`, {
            k: t.string.nullable(),
            to: t.timestamp,
            values: t.bigint,
            mean: t.int,
            some: t.double.nullable(),
            few: t.bigint,
            both: t.bigint,
            least: t.double.nullable(),
          }),
        ),
    ),
    sessions
      .groupBy('k', 'g')
      .select((e) => ({
        k: e.k,
        to: e.window_end,
        values: count(e.n, { distinct: true }),
        total: sum(e.v, { distinct: true }),
      }))
      .insertInto(sink('of_3', { k: t.string.nullable(), to: t.timestamp, values: t.bigint, total: t.double })),
  ),
  named(
    'grouping sets',
    steps
      .groupingSets([['k', 'g'], ['g'], []])
      .select((e) => ({
        k: e.k,
        g: e.g,
        to: e.window_end,
        all: grouping(e.k),
        id: groupingId(e.k, e.g),
        total: sum(e.v),
      }))
      .insertInto(
        sink('sets', {
          k: t.string.nullable(),
          g: t.int.nullable(),
          to: t.timestamp,
          all: t.bigint,
          id: t.bigint,
          total: t.double,
        }),
      ),
    hops
      .cube('k', 'g')
      .having((e) => grouping(e.g).eq(0n).or(count().gt(3)))
      .select((e) => ({ k: e.k, g: e.g, to: e.window_end, n: count(), highest: max(e.g) }))
      .insertInto(
        sink('cubed', {
          k: t.string.nullable(),
          g: t.int.nullable(),
          to: t.timestamp,
          n: t.bigint,
          highest: t.int.nullable(),
        }),
      ),
    tumbles
      .rollup('g')
      .select((e) => ({ g: e.g, at: e.window_time, n: count(e.k, { distinct: true }) }))
      .insertInto(sink('rolled', { g: t.int.nullable(), at: t.timestamp, n: t.bigint })),
  ),
  named(
    'no keys',
    ...([hops, steps, tumbles] as const).map((window, i) =>
      window
        .groupBy()
        .select((e) => ({ from: e.window_start, to: e.window_end, total: sum(e.v), n: count() }))
        .insertInto(sink(`all_${i}`, { ...bounds, total: t.double, n: t.bigint })),
    ),
  ),
  named(
    'windows of windows',
    hops
      .groupBy('k')
      .select((e) => ({ k: e.k, from: e.window_start, to: e.window_end, at: e.window_time, n: count() }))
      .groupBy('from', 'to', 'at')
      .select((e) => ({ at: e.at, from: e.from, most: max(e.n), ks: count() }))
      .tumble('at', { size: seconds(20) })
      .groupBy()
      .select((e) => ({ to: e.window_end, most: max(e.most), ks: sum(e.ks), first: min(e.from) }))
      .insertInto(sink('busiest', { to: t.timestamp, most: t.bigint, ks: t.bigint, first: t.timestamp })),
    steps
      .groupBy('k', 'g')
      .select((e) => ({ k: e.k, g: e.g, from: e.window_start, to: e.window_end, n: count() }))
      .groupingSets([
        ['from', 'to', 'k'],
        ['from', 'to'],
      ])
      .select((e) => ({ k: e.k, to: e.to, n: sum(e.n) }))
      .insertInto(sink('sets', { k: t.string.nullable(), to: t.timestamp, n: t.bigint })),
    events
      .session('at', { gap: seconds(2), partitionBy: ['k'] })
      .groupBy('k')
      .select((e) => ({ k: e.k, at: e.window_time, n: count() }))
      .session('at', { gap: seconds(5), partitionBy: ['k'] })
      .groupBy('k')
      .select((e) => ({ k: e.k, from: e.window_start, to: e.window_end, n: sum(e.n), sessions: count() }))
      .insertInto(sink('longer', { k: t.string.nullable(), ...bounds, n: t.bigint, sessions: t.bigint })),
  ),
  named(
    'select distinct',
    hops
      .groupBy('k', 'g')
      .select((e) => ({ k: e.k, from: e.window_start, to: e.window_end, n: count() }))
      .distinct()
      .insertInto(sink('counts', { k: t.string.nullable(), ...bounds, n: t.bigint })),
  ),
] as const;

const at = fc.integer({ min: -20_000, max: 90_000 }).map((ms) => new Date(ms));
const v = fc.oneof(fc.constantFrom(0.1, 1e16, -1e16, 3), fc.double({ noNaN: true, noDefaultInfinity: true }));
const rows = fc.array(
  fc.record({
    k: fc.constantFrom('a', 'b', 'c', null),
    g: fc.nat(2),
    v,
    n: fc.option(fc.integer({ min: -3, max: 3 })),
    at,
  }),
  { minLength: 1, maxLength: 150, size: 'max' },
);

const always = { numRuns: 10, seed: 20_261, endOnFailure: true };

it.each(JOBS)(
  '%s',
  async (_, one) => {
    await fc.assert(
      fc.asyncProperty(rows, async (input) => {
        expect(locally(one, input)).toEqual(await onFlink(flink(), one, input));
      }),
      always,
    );
  },
  300_000,
);

it('windows over points in time begin as those of the session time zone, UTC', async () => {
  const [, one] = named(
    'zoned',
    zoned
      .hop('at', { slide: seconds(7), size: seconds(21) })
      .groupBy('k')
      .select((e) => ({ k: e.k, from: e.window_start, to: e.window_end, at: e.window_time, total: sum(e.v) }))
      .insertInto(sink('zones', { k: t.string, ...bounds, at: t.timestampLtz, total: t.double })),
    zoned
      .session('at', { gap: seconds(2), partitionBy: ['k'] })
      .groupBy('k')
      .select((e) => ({ k: e.k, from: e.window_start, to: e.window_end, at: e.window_time, mean: avg(e.v) }))
      .insertInto(sink('zoned_sessions', { k: t.string, ...bounds, at: t.timestampLtz, mean: t.double })),
  );
  const input = fc.array(fc.record({ k: fc.constantFrom('a', 'b'), v, at }), { minLength: 1, maxLength: 100 });
  await fc.assert(
    fc.asyncProperty(input, async (input) => {
      expect(locally(one, input)).toEqual(await onFlink(flink(), one, input));
    }),
    always,
  );
}, 300_000);
