/** Joins on real Flink, over rows and results made by hand, and on the local runtime. */
import { coalesce, count, type Insert, job, lit, lookup, max, seconds, sink, source, t } from 'millrace';
import { finalTables, type JsonRow } from './changelog';
import { localTables } from './locally';
import { useFlink } from './oracle';

const flink = useFlink();

const row = { id: t.int.nullable(), at: t.timestamp };
const left = source('lefts', { ...row, v: t.string }).watermark('at', seconds(0));
const right = source('rights', { ...row, w: t.string }).watermark('at', seconds(0));
const users = lookup('users', { key: t.int, name: t.string, team: t.string.nullable() }, { primaryKey: ['key'] });
const USERS = [
  { key: 1, name: 'Ada', team: 'a' },
  { key: 2, name: 'Bea', team: null },
];

/** `1 x 5` is a row of id 1 with the name x at second 5; `- x 5` one without an id. */
const rows = (name: 'v' | 'w', lines: readonly string[]) =>
  lines.map((line) => {
    const [id, text, at] = line.split(' ') as [string, string, string];
    return { id: id === '-' ? null : Number(id), [name]: text, at: new Date(Number(at) * 1_000) };
  });

async function run(insert: Insert, lefts: readonly string[], rights: readonly string[]) {
  const inputs = { lefts: rows('v', lefts), rights: rows('w', rights), users: USERS };
  const joins = job('j', { lane: 'fast' }, [insert]);
  const { tables, counters, retracted } = await finalTables(flink(), joins, inputs);
  const table = insert.sink.table;
  for (const step of STEPS) {
    for (const [name, found] of Object.entries(localTables(joins, inputs, step)))
      expect(withoutNulls(found)).toEqual(withoutNulls(tables[name] ?? []));
  }
  return { rows: tables[table] as readonly JsonRow[], tables, counters, retracted: retracted[table] };
}
/** How rows of the two tables come one after the other: no result is to depend on it. */
const STEPS = [1, 3, Number.POSITIVE_INFINITY];
const withoutNulls = (all: readonly JsonRow[]): string[] =>
  all.map((found) => JSON.stringify(Object.fromEntries(Object.entries(found).filter(([, v]) => v !== null)))).sort();
const pairs = (all: readonly JsonRow[]): string[] => all.map(({ v, w }) => `${v} ${w}`).sort();
const time = (second: number): string => new Date(second * 1_000).toISOString().replace('T', ' ').slice(0, 19);

const LEFTS = ['1 a 1', '1 b 2', '2 c 3', '- d 4'];
const RIGHTS = ['1 x 1', '3 y 2', '- z 3'];
const none = lit('-', t.string);
const appended = sink('out', { v: t.string, w: t.string });
const updated = sink('out', { v: t.string, w: t.string }, { primaryKey: ['v', 'w'] });

describe('a join over all time', () => {
  it('inner: NULL equals nothing, NULL included', async () => {
    const joined = left.join(right, { on: ['id'] }).select((l, r) => ({ v: l.v, w: r.w }));
    expect(pairs((await run(joined.insertInto(appended), LEFTS, RIGHTS)).rows)).toEqual(['a x', 'b x']);
  });

  it.each([
    ['left', ['a x', 'b x', 'c -', 'd -']],
    ['right', ['- y', '- z', 'a x', 'b x']],
    ['full', ['- y', '- z', 'a x', 'b x', 'c -', 'd -']],
  ] as const)('%s: rows without a partner come with NULL', async (type, expected) => {
    const joined = left
      .join(right, { on: ['id'], type })
      .select((l, r) => ({ v: coalesce(l.v, none), w: coalesce(r.w, none) }));
    const ran = await run(joined.insertInto(updated, { upsertMaterialize: true }), LEFTS, RIGHTS);
    expect(pairs(ran.rows)).toEqual(expected);
  });

  it('of a condition that is no equality', async () => {
    const joined = left.join(right, { on: (l, r) => l.at.lt(r.at) }).select((l, r) => ({ v: l.v, w: r.w }));
    expect(pairs((await run(joined.insertInto(appended), LEFTS, RIGHTS)).rows)).toEqual(['a y', 'a z', 'b z']);
  });

  it('of a table with itself, and of a result that updates', async () => {
    const totals = left.groupBy('id').select((l) => ({ id: l.id, n: count() }));
    const joined = left
      .join(left, { on: (a, b) => a.id.eq(b.id).and(a.v.lt(b.v)) })
      .select((a, b) => ({ id: a.id, v: a.v, other: b.v }))
      .join(totals, { on: ['id'] })
      .select((a, b) => ({ v: a.v, other: a.other, n: b.n }));
    const out = sink('out', { v: t.string, other: t.string, n: t.bigint }, { primaryKey: ['v'] });
    const ran = await run(joined.insertInto(out, { upsertMaterialize: true }), LEFTS, []);
    expect(ran.rows).toEqual([{ v: 'a', other: 'b', n: 2 }]);
  });
});

describe('WHERE EXISTS', () => {
  const twice = [...RIGHTS, '1 x 9'];

  it('gives each row with a partner once', async () => {
    const some = left.semiJoin(right, { on: ['id'] }).select((l) => ({ v: l.v, w: none }));
    expect(pairs((await run(some.insertInto(appended), LEFTS, twice)).rows)).toEqual(['a -', 'b -']);
  });

  it('negated gives those without one, also rows without a key', async () => {
    const others = left.antiJoin(right, { on: ['id'] }).select((l) => ({ v: l.v, w: none }));
    const ran = await run(others.insertInto(updated, { upsertMaterialize: true }), LEFTS, twice);
    expect(pairs(ran.rows)).toEqual(['c -', 'd -']);
  });

  it('takes conditions over both sides', async () => {
    const some = left
      .semiJoin(right, { on: (l, r) => l.id.eq(r.id).and(l.at.gt(r.at)) })
      .select((l) => ({ v: l.v, w: none }));
    expect(pairs((await run(some.insertInto(appended), LEFTS, RIGHTS)).rows)).toEqual(['b -']);
  });
});

describe('an interval join', () => {
  // The last row of each ends its table's time; `late` comes when the watermark is at 20 already.
  const lefts = ['1 a 10', '1 b 12', '2 c 14', '- d 15', '9 p 20', '1 late 19', '9 q 60'];
  const rights = ['1 x 9', '1 y 11', '1 far 15', '- z 16', '8 p 30', '1 late 30', '8 q 60'];

  it.each([
    ['inner', ['a x', 'a y', 'b y']],
    ['left', ['a x', 'a y', 'b y', 'c -', 'd -', 'p -', 'q -']],
    ['right', ['- far', '- p', '- q', '- z', 'a x', 'a y', 'b y']],
    ['full', ['- far', '- p', '- q', '- z', 'a x', 'a y', 'b y', 'c -', 'd -', 'p -', 'q -']],
  ] as const)('%s: partners within the bounds, which are in it, and late rows aside', async (type, expected) => {
    const joined = left
      .intervalJoin(right, { on: ['id'], between: [seconds(-1), seconds(2)], type })
      .select((l, r) => ({ v: coalesce(l.v, none), w: coalesce(r.w, none) }));
    const ran = await run(joined.insertInto(appended), lefts, rights);
    expect(pairs(ran.rows)).toEqual(expected);
    expect(ran.tables.lefts_late).toMatchObject([{ v: 'late' }]);
    expect(ran.tables.rights_late).toMatchObject([{ w: 'late' }]);
    expect(ran.counters.tables.lefts_late).toEqual({ onTime: 6, late: 1 });
    expect(ran.counters.tables.rights_late).toEqual({ onTime: 6, late: 1 });
  });

  it('keeps a time attribute, over which windows go on, and gives the other time as a plain one', async () => {
    const out = sink('out', { window_end: t.timestamp, n: t.bigint, last: t.timestamp });
    const perWindow = left
      .intervalJoin(right, { on: ['id'], between: [seconds(-1), seconds(2)] })
      .select((l, r) => ({ at: l.at, other: r.at }))
      .tumble('at', { size: seconds(2) })
      .groupBy()
      .select((w) => ({ window_end: w.window_end, n: count(), last: max(w.other) }));
    const ran = await run(perWindow.insertInto(out), lefts, rights);
    expect(ran.rows).toEqual([
      { window_end: time(12), n: 2, last: time(11) },
      { window_end: time(14), n: 1, last: time(11) },
    ]);
    const times = sink('out', { at: t.timestamp, other: t.timestamp });
    const both = left
      .intervalJoin(right, { on: ['id'], between: [seconds(0), seconds(0)], type: 'right' })
      .select((l, r) => ({ at: coalesce(l.at, r.at), other: r.at }));
    expect((await run(both.insertInto(times), ['1 a 5'], ['1 x 5', '2 y 6'])).rows).toEqual([
      { at: time(5), other: time(5) },
      { at: time(6), other: time(6) },
    ]);
  });
});

describe('a temporal join', () => {
  // Versions of 1: x from 10 on, y from 20 on; of 2: z from 15 on.
  const rights = ['1 x 10', '2 z 15', '1 y 20', '9 q 60'];
  const lefts = [
    '1 early 9',
    '1 a 10',
    '2 b 14',
    '1 c 19',
    '1 d 25',
    '- e 26',
    '3 f 27',
    '2 g 30',
    '1 late 12',
    '9 q 59',
  ];

  it.each([
    ['inner', ['a x', 'c x', 'd y', 'g z']],
    ['left', ['a x', 'b -', 'c x', 'd y', 'e -', 'early -', 'f -', 'g z', 'q -']],
  ] as const)('%s: each row with the version that held at its time', async (type, expected) => {
    const joined = left
      .temporalJoin(right.versionedBy('id'), { on: ['id'], asOf: 'at', type })
      .select((l, r) => ({ v: l.v, w: coalesce(r.w, none) }));
    const ran = await run(joined.insertInto(appended), lefts, rights);
    expect(pairs(ran.rows)).toEqual(expected);
    expect(ran.tables.lefts_late).toMatchObject([{ v: 'late' }]);
  });
});

describe('versions out of the order of their times', () => {
  it('of one key an older one is left out, of others each holds', async () => {
    const slow = source('rights', { ...row, w: t.string }).watermark('at', seconds(10));
    const joined = left
      .temporalJoin(slow.versionedBy('id'), { on: ['id'], asOf: 'at', type: 'left' })
      .select((l, r) => ({ v: l.v, w: coalesce(r.w, none) }));
    const versions = ['1 x 10', '1 z 30', '1 y 20', '2 other 25', '9 q 90'];
    const ran = await run(joined.insertInto(appended), ['1 a 15', '1 b 25', '2 c 26', '1 d 35'], versions);
    // Not b y: Flink keeps the last row of each key by its time before it joins.
    expect(pairs(ran.rows)).toEqual(['a x', 'b x', 'c other', 'd z']);
  });
});

describe('a lookup join', () => {
  it.each([
    ['inner', ['a Ada', 'b Ada', 'c Bea']],
    ['left', ['a Ada', 'b Ada', 'c Bea', 'd -', 'e -']],
  ] as const)('%s: no partner for a key that is NULL or not there', async (type, expected) => {
    const joined = left
      .lookupJoin(users, { on: (l, u) => l.id.eq(u.key), type })
      .select((l, u) => ({ v: l.v, w: coalesce(u.name, none) }));
    expect(pairs((await run(joined.insertInto(appended), [...LEFTS, '3 e 5'], [])).rows)).toEqual(expected);
  });

  it('takes conditions beside the key, and gives NULLs of the table', async () => {
    const joined = left
      .lookupJoin(users, { on: (l, u) => u.key.eq(l.id).and(l.v.ne('a')) })
      .select((l, u) => ({ v: l.v, w: coalesce(u.team, none) }));
    expect(pairs((await run(joined.insertInto(appended), LEFTS, [])).rows)).toEqual(['b a', 'c -']);
  });
});

describe('a window join', () => {
  const lefts = ['1 a 1', '1 b 8', '1 c 12', '2 d 13', '- e 14', '9 q 60', '1 late 5'];
  const rights = ['1 x 2', '1 y 11', '3 z 15', '- w 16', '8 q 60'];
  const windows = {
    left: left.tumble('at', { size: seconds(10) }),
    right: right.tumble('at', { size: seconds(10) }),
  };

  it.each([
    ['inner', ['a x', 'b x', 'c y']],
    ['left', ['a x', 'b x', 'c y', 'd -', 'e -', 'q -']],
    ['right', ['- q', '- w', '- z', 'a x', 'b x', 'c y']],
    ['full', ['- q', '- w', '- z', 'a x', 'b x', 'c y', 'd -', 'e -', 'q -']],
  ] as const)('%s: partners of the same window', async (type, expected) => {
    const joined = windows.left
      .join(windows.right, { on: ['id'], type })
      .select((l, r) => ({ v: coalesce(l.v, none), w: coalesce(r.w, none) }));
    const ran = await run(joined.insertInto(appended), lefts, rights);
    expect(pairs(ran.rows)).toEqual(expected);
    expect(ran.tables.lefts_late).toMatchObject([{ v: 'late' }]);
  });

  it.each([
    ['semi', ['a -', 'b -', 'c -']],
    ['anti', ['d -', 'e -', 'q -']],
  ] as const)('%s: rows with or without one in their window', async (kind, expected) => {
    const { left: l, right: r } = windows;
    const rest = kind === 'semi' ? l.semiJoin(r, { on: ['id'] }) : l.antiJoin(r, { on: ['id'] });
    const ran = await run(rest.select((c) => ({ v: c.v, w: none })).insertInto(appended), lefts, rights);
    expect(pairs(ran.rows)).toEqual(expected);
    // Flink plans the split of the right side twice, and counts twice; the account has every row once.
    expect(ran.counters.tables.rights_late).toEqual({ onTime: 5, late: 0 });
    expect(ran.counters.tables.lefts_late).toEqual({ onTime: 6, late: 1 });
  });

  it('of results of windows is final too, and goes on in windows', async () => {
    const counts = windows.left
      .groupBy('id')
      .select((l) => ({ id: l.id, start: l.window_start, end: l.window_end, at: l.window_time, n: count() }));
    const others = windows.right
      .groupBy('id')
      .select((r) => ({ id: r.id, from: r.window_start, until: r.window_end, m: count() }));
    const joined = counts
      .windowJoin(others, { on: ['id'] })
      .select((l, r) => ({ end: l.end, at: l.at, sum: l.n.plus(r.m) }))
      .tumble('at', { size: seconds(30) })
      .groupBy()
      .select((w) => ({ window_end: w.window_end, best: max(w.sum), n: count() }));
    const out = sink('out', { window_end: t.timestamp, best: t.bigint, n: t.bigint });
    expect((await run(joined.insertInto(out), lefts, rights)).rows).toEqual([{ window_end: time(30), best: 3, n: 2 }]);
  });
});

describe('a set operation', () => {
  const a = left.select((l) => ({ id: l.id, at: l.at }));
  // The columns in another order: they are taken by name.
  const b = right.select((r) => ({ at: r.at, id: r.id }));
  const lefts = ['1 a 1', '1 b 1', '1 c 1', '2 d 2', '- e 3', '- f 3', '3 g 4'];
  const rights = ['1 a 1', '1 b 1', '- c 3', '4 d 4'];
  const out = sink('out', { id: t.int, n: t.bigint }, { primaryKey: ['id'] });

  it.each([
    ['unionAll', { 1: 5, 2: 1, 3: 1, 4: 1, '-1': 3 }],
    ['union', { 1: 1, 2: 1, 3: 1, 4: 1, '-1': 1 }],
    ['intersect', { 1: 1, '-1': 1 }],
    ['intersectAll', { 1: 2, '-1': 1 }],
    ['except', { 2: 1, 3: 1 }],
    ['exceptAll', { 1: 1, 2: 1, 3: 1, '-1': 1 }],
  ] as const)('%s: how often each row is in its result; NULL is the same as NULL', async (operation, expected) => {
    // By its own key, so that also rows that are there several times are seen.
    const counts = a[operation](b)
      .select((r) => ({ id: coalesce(r.id, lit(-1, t.int)) }))
      .groupBy('id')
      .select((r) => ({ id: r.id, n: count() }));
    const ran = await run(counts.insertInto(out), lefts, rights);
    expect(Object.fromEntries(ran.rows.map(({ id, n }) => [id, n]))).toEqual(expected);
  });

  it('unionAll keeps the time attribute, so that windows go on over both', async () => {
    const perWindow = a
      .unionAll(b)
      .tumble('at', { size: seconds(2) })
      .groupBy()
      .select((w) => ({ window_end: w.window_end, n: count() }));
    const ran = await run(
      perWindow.insertInto(sink('out', { window_end: t.timestamp, n: t.bigint })),
      ['1 a 1', '1 b 2', '1 c 3'],
      ['1 d 2', '1 e 5'],
    );
    expect(ran.rows).toEqual([
      { window_end: time(2), n: 1 },
      { window_end: time(4), n: 3 },
      { window_end: time(6), n: 1 },
    ]);
  });

  it('refuses tables of other columns', () => {
    expect(() => a.union(left as never)).toThrow('UNION: only the other table has column v');
    expect(() => left.except(a as never)).toThrow('EXCEPT: the other table has no column v');
    expect(() => a.unionAll(right.select((r) => ({ id: r.w, at: r.at })) as never)).toThrow(
      'UNION ALL: column id is INT here and STRING in the other table',
    );
  });
});

describe('unnest', () => {
  const tags = t.array(t.string);
  const counts = t.map(t.string, t.bigint);
  const people = t.array(t.row({ name: t.string, age: t.int.nullable() }));
  const posts = left
    .where((l) => l.id.eq(1))
    .select((l) => ({
      id: l.id,
      tags: lit(['a', 'b', 'a'], tags),
      counts: lit(new Map([['x', 7n]]), counts),
      people: lit([{ name: 'Ada', age: null }], people),
    }))
    .unionAll(
      left
        .where((l) => l.id.eq(2))
        .select((l) => ({
          id: l.id,
          tags: lit(null, tags.nullable()),
          counts: lit(null, counts.nullable()),
          people: lit(null, people.nullable()),
        })),
    );
  const flat = async (insert: Insert) => (await run(insert, ['1 a 1', '2 b 2'], [])).rows;

  it.each([
    [
      'inner',
      [
        { id: 1, tag: 'a' },
        { id: 1, tag: 'a' },
        { id: 1, tag: 'b' },
      ],
    ],
    [
      'left',
      [
        { id: 1, tag: 'a' },
        { id: 1, tag: 'a' },
        { id: 1, tag: 'b' },
        { id: 2, tag: null },
      ],
    ],
  ] as const)('%s: the elements of an ARRAY', async (type, expected) => {
    const tags = posts.unnest('tags', { as: 'tag', type }).select((p) => ({ id: p.id, tag: p.tag }));
    const out = sink('out', { id: t.int.nullable(), tag: t.string.nullable() });
    expect(nulls(await flat(tags.insertInto(out)), 'tag')).toEqual(expected);
  });

  it.each([
    ['inner', [{ id: 1, what: 'x', n: 7, name: 'Ada', age: null }]],
    [
      'left',
      [
        { id: 1, what: 'x', n: 7, name: 'Ada', age: null },
        { id: 2, what: null, n: null, name: null, age: null },
      ],
    ],
  ] as const)('%s: the entries of a MAP and the fields of ROWs', async (type, expected) => {
    const all = posts
      .unnest('counts', { as: ['what', 'n'], type })
      .unnest('people', { type })
      .select((p) => ({ id: p.id, what: p.what, n: p.n, name: p.name, age: p.age }));
    const columns = { what: t.string.nullable(), n: t.bigint.nullable(), name: t.string.nullable() };
    const out = sink('out', { id: t.int.nullable(), ...columns, age: t.int.nullable() });
    expect(nulls(await flat(all.insertInto(out)), 'what', 'n', 'name', 'age')).toEqual(expected);
  });

  it('refuses what is no collection, and names that are taken', () => {
    expect(() => posts.unnest('id' as 'tags', { as: 'x' })).toThrow('unnest: id is INT');
    expect(() => posts.unnest('tags', { as: 'id' } as never)).toThrow('unnest adds a column id');
    expect(() => posts.unnest('counts', { as: 'id' } as never)).toThrow(
      "Give its entries two names: as: ['key', 'value'].",
    );
  });
});

/** Columns that a row lacks are NULL. */
const nulls = (all: readonly JsonRow[] | undefined, ...columns: readonly string[]) =>
  all?.map((found) => ({ ...Object.fromEntries(columns.map((column) => [column, null])), ...found }));
