/** Joins of generated rows, out of order and late ones among them, on both engines. */
import {
  type AnyExpr,
  coalesce,
  count,
  type Expr,
  hours,
  type Insert,
  job,
  lit,
  lookup,
  max,
  milliseconds,
  minutes,
  seconds,
  sink,
  source,
  sum,
  t,
} from 'millrace';
import type { AnyRow } from 'millrace/testing';
import type { Boolean_ } from '../../runtime/types/boolean';
import { finalTables, type JsonRow } from './changelog';
import { localTables } from './locally';
import { useFlink } from './oracle';

const flink = useFlink();

const columns = { k: t.int.nullable(), x: t.double.nullable(), v: t.bigint, at: t.timestamp };
const a = source('a', columns).watermark('at', seconds(2));
const b = source('b', columns).watermark('at', seconds(2));
const c = source('c', columns).watermark('at', seconds(2));
/** So slow that no version is late: which of them a late one would find is chance on Flink. */
const versions = source('versions', columns).watermark('at', hours(1));
const names = lookup('names', { k: t.int, name: t.string.nullable(), least: t.bigint }, { primaryKey: ['k'] });

/** Uniform, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const KEYS = [null, 0, 1, 1, 2, 2, 3];
const NUMBERS = [null, Number.NaN, 0, -0, 1.5];
const START = Date.parse('2026-01-01T00:00:00Z');

function generated(seed: number, n: number): AnyRow[] {
  const next = random(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
  return Array.from({ length: n }, (_, i) => ({
    k: one(KEYS),
    x: one(NUMBERS),
    v: BigInt(i % (n - 5)),
    at: new Date(START + i * 1_000 + Math.floor(next() * 9_000 - 6_000)),
  }));
}

function inputs(seed: number, n = 40): Record<string, AnyRow[]> {
  return {
    a: generated(seed, n),
    b: generated(seed + 1, n),
    c: generated(seed + 2, n),
    versions: generated(seed + 3, n),
    names: [1, 2, 5].map((k) => ({ k, name: k === 2 ? null : `n${k}`, least: 10n })),
  };
}

const withoutNulls = (all: readonly JsonRow[]): string[] =>
  all.map((found) => JSON.stringify(Object.fromEntries(Object.entries(found).filter(([, v]) => v !== null)))).sort();

async function compare(insert: Insert, rows: Readonly<Record<string, readonly AnyRow[]>>): Promise<void> {
  const of = job('joins', { lane: 'regular' }, [insert]);
  const { tables } = await finalTables(flink(), of, rows);
  expect(tables[insert.sink.table]?.length).toBeGreaterThan(0);
  for (const step of [1, 7, Number.POSITIVE_INFINITY]) {
    for (const [name, found] of Object.entries(localTables(of, rows, step))) {
      expect([name, step, withoutNulls(found)]).toEqual([name, step, withoutNulls(tables[name] ?? [])]);
    }
  }
}

const none = lit(-1n, t.bigint);
const out = { v: t.bigint, w: t.bigint };
const appended = sink('out', out);
const updated = sink('out', out, { primaryKey: ['v', 'w'] });
const counted = sink('out', { ...out, n: t.bigint }, { primaryKey: ['v', 'w'] });
const TYPES = ['inner', 'left', 'right', 'full'] as const;
const SEEDS = [1, 100];

type Columns = Parameters<Parameters<typeof a.select>[0]>[0];
type Condition = (l: Columns, r: Columns) => Expr<Boolean_<true>, 'row'>;
const conditions: readonly (readonly [name: string, on: (l: Columns, r: Columns) => AnyExpr])[] = [
  ['one key', (l, r) => l.k.eq(r.k)],
  ['keys of two types', (l, r) => l.k.eq(r.k).and(r.x.eq(l.x))],
  ['a key of DOUBLE', (l, r) => l.x.eq(r.x)],
  ['a key and more', (l, r) => l.k.eq(r.k).and(l.v.lt(r.v))],
  ['a key of unlike types', (l, r) => l.x.eq(r.k)],
  ['a computed key', (l, r) => l.v.plus(1n).eq(r.v)],
  ['no key', (l, r) => l.v.lt(r.k)],
  ['NULL with NULL', (l, r) => l.k.isNotDistinctFrom(r.k)],
  ['a negation that is a key', (l, r) => l.x.ne(r.x).not()],
];
const CONDITIONS = conditions as readonly (readonly [name: string, on: Condition])[];
const [oneKey, twoKeys, , keyAndMore] = CONDITIONS.map(([, on]) => on) as [Condition, Condition, Condition, Condition];

describe.each(CONDITIONS)('over all time, %s', (name, on) => {
  it.each(TYPES)('%s', async (type) => {
    const joined = a
      .join(b, { on, type })
      .select((l, r) => ({ v: coalesce(l.v, none), w: coalesce(r.v, none) }))
      .groupBy('v', 'w')
      .select((r) => ({ v: r.v, w: r.w, n: count() }));
    await compare(joined.insertInto(counted), inputs(1));
  });

  it.each(['semiJoin', 'antiJoin'] as const)('%s', async (how) => {
    // Flink would make another query of it.
    if (name === 'NULL with NULL') return void expect(() => a[how](b, { on })).toThrow('IS NOT DISTINCT FROM');
    const left = how === 'semiJoin' ? a.semiJoin(b, { on }) : a.antiJoin(b, { on });
    const rows = left
      .select((l) => ({ v: l.v, w: none }))
      .groupBy('v', 'w')
      .select((r) => ({ v: r.v, w: r.w, n: count() }));
    await compare(rows.insertInto(counted), inputs(1));
  });
});

const BOUNDS = [
  [seconds(-3), seconds(2)],
  [seconds(-10), seconds(-1)],
  [milliseconds(0), milliseconds(2_999)],
  [seconds(1), seconds(20)],
] as const;

describe.each(BOUNDS)('in an interval from %s to %s', (lower, upper) => {
  it.each(TYPES)('%s', async (type) => {
    for (const on of [oneKey, twoKeys, keyAndMore])
      for (const seed of SEEDS) {
        const joined = a
          .intervalJoin(b, { on, between: [lower, upper], type })
          .select((l, r) => ({ v: coalesce(l.v, none), w: coalesce(r.v, none) }));
        await compare(joined.insertInto(appended), inputs(seed, 80));
      }
  });
});

describe('in windows', () => {
  it.each(TYPES)('%s', async (type) => {
    for (const on of [oneKey, twoKeys, keyAndMore]) {
      const joined = a
        .tumble('at', { size: seconds(5) })
        .join(b.tumble('at', { size: seconds(5) }), { on: on as never, type })
        .select((l, r) => ({ v: coalesce(l.v, none), w: coalesce(r.v, none) }));
      await compare(joined.insertInto(appended), inputs(3));
    }
  });

  it.each(['semiJoin', 'antiJoin'] as const)('%s', async (how) => {
    for (const on of [oneKey, keyAndMore]) {
      const [l, r] = [a, b].map((of) => of.tumble('at', { size: seconds(5) })) as [Windowed, Windowed];
      const left = how === 'semiJoin' ? l.semiJoin(r, { on: on as never }) : l.antiJoin(r, { on: on as never });
      await compare(left.select((row) => ({ v: row.v, w: none })).insertInto(appended), inputs(3));
    }
  });
});
type Windowed = ReturnType<typeof a.tumble>;

describe('as of a time', () => {
  it.each(['inner', 'left'] as const)('%s', async (type) => {
    for (const seed of SEEDS) {
      const joined = a
        .temporalJoin(versions.versionedBy('k'), { on: ['k'], asOf: 'at', type })
        .select((l, r) => ({ v: l.v, w: coalesce(r.v, none) }));
      await compare(joined.insertInto(appended), inputs(seed));
      const further = a
        .temporalJoin(versions.versionedBy('k'), {
          on: (l, r) => l.k.eq(r.k).and(l.x.eq(r.x)).and(l.v.lt(r.v)),
          asOf: 'at',
          type,
        })
        .select((l, r) => ({ v: l.v, w: coalesce(r.v, none) }));
      await compare(further.insertInto(appended), inputs(seed, 100));
    }
  });

  it.each(['inner', 'left'] as const)('lookup, %s', async (type) => {
    const joined = a
      .lookupJoin(names, { on: (l, n) => l.k.eq(n.k).and(l.v.gte(n.least)), type })
      .select((l, n) => ({ v: l.v, name: n.name, w: coalesce(n.least, none) }));
    await compare(joined.insertInto(sink('out', { ...out, name: t.string.nullable() })), inputs(5));
  });
});

describe('on the way', () => {
  it('three tables', async () => {
    const joined = a
      .join(b, { on: ['k'], type: 'left' })
      .select((l, r) => ({ v: l.v, k: l.k, x: r.x, w: r.v }))
      .join(c, { on: ['k', 'x'], type: 'full' })
      .select((l, r) => ({ v: coalesce(l.v, none), w: coalesce(l.w, none), u: coalesce(r.v, none) }))
      .groupBy('v', 'w', 'u')
      .select((r) => ({ v: r.v, w: r.w, u: r.u, n: count() }));
    const three = sink('out', { ...out, u: t.bigint, n: t.bigint }, { primaryKey: ['v', 'w', 'u'] });
    await compare(joined.insertInto(three), inputs(7));
  });

  it.each(TYPES)('two tables that update, %s', async (type) => {
    const totals = a.groupBy('k').select((l) => ({ k: l.k, n: count(), v: sum(l.v) }));
    const most = b.groupBy('x', 'k').select((r) => ({ k: r.k, x: r.x, w: max(r.v) }));
    const joined = totals
      .join(most, { on: (l, r) => l.k.eq(r.k).and(l.v.gt(r.w)), type })
      .select((l, r) => ({ v: coalesce(l.v, none), w: coalesce(r.w, none) }))
      .groupBy('v', 'w')
      .select((r) => ({ v: r.v, w: r.w, n: count() }));
    await compare(joined.insertInto(counted), inputs(9));
  });

  it.each(['semiJoin', 'antiJoin'] as const)('two tables that update, %s', async (how) => {
    const totals = a.groupBy('k').select((l) => ({ k: l.k, n: count(), v: sum(l.v) }));
    const most = b.groupBy('x', 'k').select((r) => ({ k: r.k, x: r.x, w: max(r.v) }));
    const condition = {
      on: (l: never, r: never) => (l as Totals).k.eq((r as Most).k).and((l as Totals).v.gt((r as Most).w)),
    };
    const left =
      how === 'semiJoin' ? totals.semiJoin(most, condition as never) : totals.antiJoin(most, condition as never);
    const rows = left.select((l) => ({ v: l.v, w: l.n }));
    await compare(rows.insertInto(updated, { upsertMaterialize: true }), inputs(9));
    type Totals = Parameters<Parameters<typeof totals.select>[0]>[0];
    type Most = Parameters<Parameters<typeof most.select>[0]>[0];
  });

  it('an interval join, then a window and a window join', async () => {
    const pairs = a
      .intervalJoin(b, { on: ['k'], between: [seconds(-3), seconds(4)], type: 'left' })
      .select((l, r) => ({ k: l.k, at: l.at, v: l.v, w: r.v }));
    const perWindow = pairs
      .tumble('at', { size: seconds(5) })
      .groupBy('k')
      .select((p) => ({ k: p.k, start: p.window_start, end: p.window_end, v: count(), w: sum(p.v) }));
    await compare(perWindow.select((p) => ({ v: p.v, w: p.w })).insertInto(appended), inputs(11));
    const others = c
      .tumble('at', { size: seconds(5) })
      .groupBy('k')
      .select((p) => ({ k: p.k, from: p.window_start, to: p.window_end, u: max(p.v) }));
    const joined = perWindow.windowJoin(others, { on: ['k'], type: 'inner' }).select((l, r) => ({ v: l.w, w: r.u }));
    await compare(joined.insertInto(appended), inputs(11));
  });

  it('a temporal join of an interval join, then minutes of it', async () => {
    const joined = a
      .intervalJoin(b, { on: ['x'], between: [seconds(-3), seconds(4)], type: 'right' })
      .select((_, r) => ({ k: r.k, at: r.at, v: r.v }))
      .temporalJoin(versions.versionedBy('k'), { on: ['k'], asOf: 'at', type: 'left' })
      .select((l, r) => ({ at: l.at, v: l.v, w: r.v }))
      .tumble('at', { size: minutes(1) })
      .groupBy()
      .select((p) => ({ v: count(), w: coalesce(sum(p.w), none) }));
    await compare(joined.insertInto(appended), inputs(13));
  });
});

describe('sets', () => {
  const [l, r] = [a, b].map((of) => of.select((row) => ({ k: row.k, x: row.x })));
  it.each(['union', 'intersect', 'intersectAll', 'except', 'exceptAll'] as const)('%s', async (operation) => {
    const rows = (l as NonNullable<typeof l>)[operation](r as NonNullable<typeof r>);
    const kept = rows.groupBy('k').select((s) => ({ k: coalesce(s.k, lit(-1, t.int)), n: count(), m: count(s.x) }));
    const many = sink('out', { k: t.int, n: t.bigint, m: t.bigint }, { primaryKey: ['k'] });
    await compare(kept.insertInto(many, { upsertMaterialize: true }), inputs(15, 30));
  });

  it('of tables that update', async () => {
    const [totals, others] = [a, b].map((of) => of.groupBy('k').select((row) => ({ k: row.k, n: count() })));
    const all = (totals as NonNullable<typeof totals>).exceptAll(others as NonNullable<typeof others>);
    const rows = all.select((s) => ({ v: s.n, w: coalesce(s.k.cast(t.bigint), none) }));
    await compare(rows.insertInto(updated, { upsertMaterialize: true }), inputs(17));
  });
});
