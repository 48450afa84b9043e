/** Groups over all time: every change, in its order, is real Flink's. */
import fc from 'fast-check';
import {
  arrayAgg,
  avg,
  coalesce,
  count,
  firstValue,
  grouping,
  groupingId,
  type Insert,
  job,
  jsonArrayagg,
  jsonObjectagg,
  lastValue,
  listagg,
  max,
  min,
  seconds,
  sink,
  source,
  stddevPop,
  stddevSamp,
  sum,
  t,
  varPop,
  varSamp,
} from 'millrace';
import { type Changes, flinkChanges, localChanges } from './changes';
import { useFlink } from './oracle';

const flink = useFlink();

const events = source('events', {
  id: t.int,
  k: t.string,
  nk: t.string.nullable(),
  x: t.double.nullable(),
  dx: t.double,
  i: t.int.nullable(),
  s: t.smallint.nullable(),
  b: t.bigint.nullable(),
  f: t.float.nullable(),
  text: t.string.nullable(),
  ok: t.boolean.nullable(),
  m: t.decimal(20, 10).nullable(),
  huge: t.decimal(38, 0).nullable(),
  at: t.timestamp,
}).watermark('at', seconds(5));

const doubles = fc.constantFrom(
  0,
  -0,
  Number.NaN,
  0.1,
  0.2,
  0.3,
  -0.1,
  1e16,
  -1e16,
  1,
  Number.POSITIVE_INFINITY,
  1e-300,
);
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 4 });
const row = fc.record({
  id: fc.nat(4),
  k: fc.constantFrom('a', 'b', ''),
  nk: orNull(fc.constantFrom('a', 'b', '')),
  x: orNull(doubles),
  dx: doubles,
  i: orNull(fc.constantFrom(1, 2, 3, 2_147_483_647, -2_147_483_648)),
  s: orNull(fc.constantFrom(1, 32_767, -5)),
  b: orNull(fc.constantFrom(1n, 2n, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n)),
  f: orNull(fc.constantFrom(0.1, 0.2, -0, 1.5, 3.4e38).map(Math.fround)),
  text: orNull(fc.constantFrom('x', 'y', '', 'é', '\u{1f600}', '\uffff', '"\n')),
  ok: orNull(fc.boolean()),
  m: orNull(fc.constantFrom('0.0000000001', '-3.1415926535', '9999999999.9999999999', '-0.5', '7')),
  huge: orNull(fc.constantFrom(`5${'0'.repeat(37)}`, `-5${'0'.repeat(37)}`, '1', '-7', '9'.repeat(38))),
  at: fc.nat(100_000).map((ms) => new Date(ms)),
});
const rows = fc.array(row, { minLength: 10, maxLength: 60 });

const same = async (...inserts: readonly Insert[]): Promise<void> => {
  const given = job('groups', { lane: 'fast' }, inserts);
  await fc.assert(
    fc.asyncProperty(rows, fc.array(fc.nat(60), { maxLength: 4 }), async (all, cuts) => {
      const inputs = { events: all };
      let here: Changes;
      try {
        here = localChanges(
          given,
          inputs,
          cuts.sort((a, b) => a - b),
        );
      } catch (failure) {
        expect((failure as Error).message).toContain('which fails the job on Flink too');
        await expect(flinkChanges(flink(), given, inputs)).rejects.toThrow();
        return;
      }
      expect(here).toEqual(await flinkChanges(flink(), given, inputs));
    }),
    { numRuns: 6, seed: 20_261, endOnFailure: true },
  );
};
jest.setTimeout(120_000);

const k = t.string;
const json = t.varchar(2000);

it('counts, sums and averages', () =>
  same(
    events
      .groupBy('k')
      .select((e) => ({
        k: e.k,
        n: count(),
        nx: count(e.x),
        x: sum(e.x),
        i: sum(e.i),
        s: sum(e.s),
        b: sum(e.b),
        ab: avg(e.b),
        as: avg(e.s),
      }))
      .insertInto(
        sink(
          'out',
          {
            ...{ k, n: t.bigint, nx: t.bigint, x: t.double.nullable(), i: t.int.nullable(), s: t.smallint.nullable() },
            ...{ b: t.bigint.nullable(), ab: t.bigint.nullable(), as: t.smallint.nullable() },
          },
          { primaryKey: ['k'] },
        ),
      ),
  ));
it('averages of doubles and floats', () =>
  same(
    events
      .groupBy('k')
      .select((e) => ({ k: e.k, x: avg(e.x), f: avg(e.f), sf: sum(e.f) }))
      .insertInto(
        sink(
          'out',
          { k, x: t.double.nullable(), f: t.float.nullable(), sf: t.float.nullable() },
          { primaryKey: ['k'] },
        ),
      ),
  ));
it('sums, averages and extremes of decimals', () =>
  same(
    events
      .groupBy('k')
      .select((e) => ({
        k: e.k,
        m: sum(e.m),
        am: avg(e.m),
        h: sum(e.huge),
        ah: avg(e.huge),
        least: min(e.m),
        most: max(e.huge),
        once: sum(e.m, { distinct: true }),
      }))
      .insertInto(
        sink(
          'out',
          {
            ...{ k, m: t.decimal(38, 10).nullable(), am: t.decimal(38, 10).nullable() },
            ...{ h: t.decimal(38, 0).nullable(), ah: t.decimal(38, 6).nullable() },
            ...{ least: t.decimal(20, 10).nullable(), most: t.decimal(38, 0).nullable() },
            once: t.decimal(38, 10).nullable(),
          },
          { primaryKey: ['k'] },
        ),
      ),
  ));
it('averages and sums by which the planner computes others', () =>
  same(
    events
      .groupBy('k')
      .select((e) => ({
        ...{ k: e.k, x: sum(e.x), ax: avg(e.x), nx: count(e.x), f: sum(e.f), af: avg(e.f), nf: count(e.f) },
        ...{ h: sum(e.huge), ah: avg(e.huge), nh: count(e.huge) },
        ...{ fx: avg(e.x, { filter: e.ok }), sx: sum(e.x, { filter: e.ok }), cx: count(e.x, { filter: e.ok }) },
      }))
      .insertInto(
        sink(
          'out',
          {
            ...{ k, x: t.double.nullable(), ax: t.double.nullable(), nx: t.bigint, f: t.float.nullable() },
            ...{ af: t.float.nullable(), nf: t.bigint, h: t.decimal(38, 0).nullable() },
            ...{ ah: t.decimal(38, 6).nullable(), nh: t.bigint, fx: t.double.nullable() },
            ...{ sx: t.double.nullable(), cx: t.bigint },
          },
          { primaryKey: ['k'] },
        ),
      ),
  ));
it('variances and standard deviations', () =>
  same(
    events
      .groupBy('k')
      .select((e) => ({
        ...{ k: e.k, px: varPop(e.x), sx: varSamp(e.x), dx: stddevPop(e.x), ex: stddevSamp(e.x) },
        ...{ b: varPop(e.b), db: stddevSamp(e.b), f: varPop(e.f), df: stddevPop(e.f) },
        ...{ filtered: varPop(e.x, { filter: e.ok }), once: varSamp(e.b, { distinct: true }), sum: sum(e.x) },
      }))
      .insertInto(
        sink(
          'out',
          {
            ...{ k, px: t.double.nullable(), sx: t.double.nullable(), dx: t.double.nullable() },
            ...{ ex: t.double.nullable(), b: t.bigint.nullable(), db: t.bigint.nullable(), f: t.float.nullable() },
            ...{ df: t.float.nullable(), filtered: t.double.nullable(), once: t.bigint.nullable() },
            sum: t.double.nullable(),
          },
          { primaryKey: ['k'] },
        ),
      ),
  ));
it('variances of decimals and whole numbers', () =>
  same(
    events
      .groupBy('k')
      .select((e) => ({
        ...{ k: e.k, m: varPop(e.m), dm: stddevPop(e.m), h: varSamp(e.huge), dh: stddevSamp(e.huge) },
        ...{ i: varPop(e.i), di: stddevPop(e.i), s: varSamp(e.s), ds: stddevSamp(e.s) },
      }))
      .insertInto(
        sink(
          'out',
          {
            ...{ k, m: t.decimal(38, 10).nullable(), dm: t.decimal(38, 10).nullable() },
            ...{ h: t.decimal(38, 6).nullable(), dh: t.decimal(38, 6).nullable() },
            ...{ i: t.int.nullable(), di: t.int.nullable(), s: t.smallint.nullable(), ds: t.smallint.nullable() },
          },
          { primaryKey: ['k'] },
        ),
      ),
  ));
it('variances of what is never NULL', () =>
  same(
    events
      .groupBy('k')
      .select((e) => ({ k: e.k, x: varSamp(e.dx), d: stddevSamp(e.dx), id: stddevSamp(e.id) }))
      .insertInto(
        sink('out', { k, x: t.double.nullable(), d: t.double.nullable(), id: t.int.nullable() }, { primaryKey: ['k'] }),
      ),
  ));
it('sets of keys', () => {
  const sets = sink(
    'sets',
    { k: k.nullable(), nk: k.nullable(), at: t.bigint, set: t.bigint, n: t.bigint, x: t.double, ks: t.bigint },
    { primaryKey: ['n'] },
  );
  return same(
    events
      .groupingSets([['k', 'nk'], ['k'], [], ['nk']])
      .select((e) => ({
        ...{ k: e.k, nk: e.nk, at: grouping(e.nk), set: groupingId(e.k, e.nk), n: count(), x: sum(e.dx) },
        ks: count(e.nk, { distinct: true }),
      }))
      .insertInto(sets, { upsertMaterialize: true }),
  );
});
it('sets of keys of rows that are taken back', () =>
  same(
    events
      .groupBy('id')
      .select((e) => ({ id: e.id, k: lastValue(e.k), ok: lastValue(e.ok), i: max(e.i) }))
      .rollup('k', 'ok')
      .having(() => count().gt(1))
      .select((e) => ({ k: coalesce(e.k, '-'), set: groupingId(e.k, e.ok), n: count(), i: max(e.i) }))
      .insertInto(sink('sets', { k, set: t.bigint, n: t.bigint, i: t.int.nullable() }, { primaryKey: ['k', 'set'] }), {
        upsertMaterialize: true,
      }),
  ));
it('each row once', () =>
  same(
    events
      .select((e) => ({ k: e.k, nk: e.nk, x: e.dx }))
      .distinct()
      .groupBy('k')
      .select((e) => ({ k: e.k, n: count(), x: min(e.x), nks: count(e.nk) }))
      .insertInto(sink('out', { k, n: t.bigint, x: t.double, nks: t.bigint }, { primaryKey: ['k'] })),
    events
      .groupBy('id')
      .select((e) => ({ k: lastValue(e.k), b: coalesce(lastValue(e.b), 0n) }))
      .distinct()
      .insertInto(sink('rows', { k, b: t.bigint }, { primaryKey: ['k', 'b'] })),
  ));
it('arrays and objects of JSON', () =>
  same(
    events
      .groupBy('k')
      .select((e) => ({
        ...{
          k: e.k,
          x: jsonArrayagg(e.x),
          text: jsonArrayagg(e.text, 'NULL'),
          m: jsonArrayagg(e.m),
          ok: jsonArrayagg(e.ok),
        },
        at: jsonArrayagg(e.at),
      }))
      .insertInto(sink('out', { k, x: json, text: json, m: json, ok: json, at: json }, { primaryKey: ['k'] })),
    events
      .groupBy('k', 'id')
      .select((e) => ({ k: e.k, id: e.id.cast(t.string), text: min(e.text), x: max(e.dx) }))
      .groupBy('k')
      .select((e) => ({ k: e.k, all: jsonArrayagg(e.text), xs: jsonObjectagg(e.id, e.x, 'ABSENT') }))
      .insertInto(sink('objects', { k, all: json, xs: json }, { primaryKey: ['k'] })),
  ));
it('extremes', () =>
  same(
    events
      .groupBy('k')
      .select((e) => ({
        k: e.k,
        x: min(e.x),
        y: max(e.x),
        i: min(e.i),
        b: max(e.b),
        text: max(e.text),
        least: min(e.text),
        at: max(e.at),
      }))
      .insertInto(
        sink(
          'out',
          {
            ...{ k, x: t.double.nullable(), y: t.double.nullable(), i: t.int.nullable(), b: t.bigint.nullable() },
            text: t.string.nullable(),
            least: t.string.nullable(),
            at: t.timestamp,
          },
          { primaryKey: ['k'] },
        ),
      ),
  ));
it('first, last and all values', () =>
  same(
    events
      .groupBy('k')
      .select((e) => ({
        k: e.k,
        x: firstValue(e.x),
        text: lastValue(e.text),
        ok: firstValue(e.ok),
        all: listagg(e.text),
        dashed: listagg(e.text, ' - ', { distinct: true, filter: e.ok }),
      }))
      .insertInto(
        sink(
          'out',
          {
            k,
            x: t.double.nullable(),
            text: t.string.nullable(),
            ok: t.boolean.nullable(),
            all: t.string.nullable(),
            dashed: t.string.nullable(),
          },
          { primaryKey: ['k'] },
        ),
      ),
  ));
it('DISTINCT and FILTER', () =>
  same(
    events
      .groupBy('k')
      .select((e) => ({
        k: e.k,
        n: count({ filter: e.ok }),
        nx: count(e.x, { distinct: true }),
        nt: count(e.text, { distinct: true, filter: e.ok }),
        x: sum(e.x, { distinct: true, filter: e.ok }),
        i: sum(e.i, { filter: e.x.gt(0) }),
        b: avg(e.b, { distinct: true }),
        least: min(e.text, { filter: e.ok.isNotTrue() }),
      }))
      .insertInto(
        sink(
          'out',
          {
            ...{ k, n: t.bigint, nx: t.bigint, nt: t.bigint, x: t.double.nullable(), i: t.int.nullable() },
            ...{ b: t.bigint.nullable(), least: t.string.nullable() },
          },
          { primaryKey: ['k'] },
        ),
      ),
  ));
it('keys that are doubles or NULL', () =>
  same(
    events
      .groupBy('x', 'nk')
      .select((e) => ({ x: e.x, nk: e.nk, n: count() }))
      .groupBy('n')
      .select((g) => ({ n: g.n, groups: count(), x: sum(g.x), texts: count(g.nk) }))
      .insertInto(
        sink('out', { n: t.bigint, groups: t.bigint, x: t.double.nullable(), texts: t.bigint }, { primaryKey: ['n'] }),
      ),
  ));
it('without keys, and HAVING', () =>
  same(
    events
      .groupBy()
      .having((e) => sum(e.i).gt(0).or(count().lt(3)))
      .select((e) => ({ n: count(), i: max(e.i), x: sum(e.dx) }))
      .insertInto(sink('out', { n: t.bigint, i: t.int.nullable(), x: t.double.nullable() }, { primaryKey: ['n'] }), {
        upsertMaterialize: true,
      }),
  ));

describe('rows that are taken back', () => {
  /** Of each id its last row: one that moves from group to group. */
  const latest = events.groupBy('id').select((e) => ({
    ...{ id: e.id, k: lastValue(e.k), x: lastValue(e.x), dx: lastValue(e.dx), i: lastValue(e.i), b: lastValue(e.b) },
    ...{ f: lastValue(e.f), text: lastValue(e.text), ok: lastValue(e.ok), m: lastValue(e.m), huge: lastValue(e.huge) },
    at: max(e.at),
  }));

  it('are counted, summed and averaged', () =>
    same(
      latest
        .groupBy('k')
        .select((e) => ({
          ...{ k: e.k, n: count(), nx: count(e.x), x: sum(e.x), i: sum(e.i), b: sum(e.b), ax: avg(e.x), ai: avg(e.i) },
          ...{ m: sum(e.m), am: avg(e.m), h: sum(e.huge), ah: avg(e.huge), f: sum(e.f), af: avg(e.f) },
        }))
        .insertInto(
          sink(
            'out',
            {
              ...{ k, n: t.bigint, nx: t.bigint, x: t.double.nullable(), i: t.int.nullable(), b: t.bigint.nullable() },
              ...{ ax: t.double.nullable(), ai: t.int.nullable(), m: t.decimal(38, 10).nullable() },
              ...{ am: t.decimal(38, 10).nullable(), h: t.decimal(38, 0).nullable(), ah: t.decimal(38, 6).nullable() },
              ...{ f: t.float.nullable(), af: t.float.nullable() },
            },
            { primaryKey: ['k'] },
          ),
        ),
    ));

  it('are taken out of extremes, first and last values and lists', () =>
    same(
      latest
        .groupBy('k')
        .select((e) => ({
          ...{ k: e.k, x: min(e.x), dx: max(e.dx), i: max(e.i), b: min(e.b), m: min(e.m), text: max(e.text) },
          ...{ at: max(e.at), ok: firstValue(e.ok), last: lastValue(e.text), first: firstValue(e.x) },
          ...{ all: listagg(e.text, '|'), xs: arrayAgg(e.x), is: arrayAgg(e.i, { filter: e.ok }) },
        }))
        .insertInto(
          sink(
            'out',
            {
              ...{
                k,
                x: t.double.nullable(),
                dx: t.double,
                i: t.int.nullable(),
                b: t.bigint.nullable(),
                at: t.timestamp,
              },
              ...{ m: t.decimal(20, 10).nullable(), text: t.string.nullable(), ok: t.boolean.nullable() },
              ...{ last: t.string.nullable(), first: t.double.nullable(), all: t.string.nullable() },
              ...{ xs: t.array(t.double.nullable()).nullable(), is: t.array(t.int.nullable()).nullable() },
            },
            { primaryKey: ['k'] },
          ),
        ),
    ));

  it('are not taken out of a MAX of what only grows, as the planner knows', () => {
    const counted = events
      .groupBy('k', 'id')
      .select((e) => ({ k: e.k, id: e.id, n: count(), x: max(e.x), y: max(e.dx) }));
    const out = sink(
      'out',
      { k, n: t.bigint, least: t.bigint, x: t.double.nullable(), y: t.double },
      { primaryKey: ['k'] },
    );
    const highest = (of: typeof counted) =>
      of.groupBy('k').select((g) => ({ k: g.k, n: max(g.n), least: min(g.n), x: max(g.x), y: min(g.y) }));
    const others = sink('others', out.schema, { primaryKey: ['k'] });
    return same(
      highest(counted).insertInto(out),
      highest(counted.where((g) => g.n.gt(1n).and(g.y.lt(1)))).insertInto(others as typeof out),
    );
  });

  it('are taken out of what is distinct', () =>
    same(
      latest
        .groupBy('k')
        .having((e) => count(e.x, { distinct: true }).gt(1))
        .select((e) => ({
          ...{ k: e.k, nx: count(e.x, { distinct: true }), nt: count(e.text, { distinct: true, filter: e.ok }) },
          ...{ x: sum(e.dx, { distinct: true }), i: avg(e.i, { distinct: true, filter: e.ok.isNotTrue() }) },
          ...{ all: listagg(e.text, ';', { distinct: true }) },
        }))
        .insertInto(
          sink(
            'out',
            {
              ...{ k, nx: t.bigint, nt: t.bigint, x: t.double, i: t.int.nullable(), all: t.string.nullable() },
            },
            { primaryKey: ['k'] },
          ),
        ),
    ));
});

describe('a sink whose primary key the changes are not known by', () => {
  const all = events.groupBy('k', 'id').select((e) => ({ k: e.k, id: e.id, n: count(), x: sum(e.dx) }));
  const out = (...primaryKey: ('id' | 'k' | 'n')[]) =>
    sink('out', { n: t.bigint, k, id: t.int, x: t.double }, { primaryKey });

  it('has of several rows the last', () => same(all.insertInto(out('n'), { upsertMaterialize: true })));
  it('has it by more columns', () => same(all.insertInto(out('n', 'k'), { upsertMaterialize: true })));
  it('has it where no key is known', () =>
    same(
      events
        .groupBy('k', 'nk', 'id')
        .select((e) => ({ k: e.k, id: e.id, n: count(), x: sum(e.dx) }))
        .insertInto(out('k'), { upsertMaterialize: true }),
    ));
});
