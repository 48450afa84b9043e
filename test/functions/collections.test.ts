/** Functions of ARRAYs, MAPs and ROWs over nasty ones: the local runtime gives what Flink gives. */
import {
  arrayAppend,
  arrayConcat,
  arrayContains,
  arrayDistinct,
  arrayExcept,
  arrayIntersect,
  arrayJoin,
  arrayMax,
  arrayMin,
  arrayOf,
  arrayPosition,
  arrayPrepend,
  arrayRemove,
  arrayReverse,
  arraySlice,
  arraySort,
  arrayUnion,
  cardinality,
  element,
  job,
  lit,
  mapEntries,
  mapFromArrays,
  mapKeys,
  mapOf,
  mapUnion,
  mapValues,
  rowOf,
  sink,
  source,
  t,
} from 'millrace';
import { locally, onFlink } from '../flink/both';
import { useFlink } from '../flink/oracle';
import { bothOf } from './agree';

const point = t.row({ x: t.int, name: t.string.nullable() });
const SCHEMA = {
  ...{ ints: t.array(t.int.nullable()), intsn: t.array(t.int).nullable(), longs: t.array(t.bigint.nullable()) },
  ...{ texts: t.array(t.string.nullable()), doubles: t.array(t.double.nullable()), money: t.array(t.decimal(10, 2)) },
  ...{ days: t.array(t.date.nullable()), times: t.array(t.timestamp.nullable()), flags: t.array(t.boolean.nullable()) },
  ...{ nested: t.array(t.array(t.int)), points: t.array(point.nullable()), bytes: t.array(t.bytes.nullable()) },
  ...{
    counts: t.map(t.string, t.int.nullable()),
    one: t.map(t.string, t.string).nullable(),
    point,
    pointn: point.nullable(),
  },
  ...{
    i: t.int,
    in: t.int.nullable(),
    s: t.string,
    sn: t.string.nullable(),
    d: t.double,
    day: t.date,
    at: t.timestamp,
  },
};
const at = (text: string) => new Date(`${text}Z`);
const ROWS = [
  {
    ...{
      ints: [3, null, 1, 3, -2],
      intsn: [1, 1, 2],
      longs: [9_007_199_254_740_993n, null, -1n, 9_007_199_254_740_993n],
    },
    ...{
      texts: ['b', null, 'é', 'b', '💧', '"\\,]}', ''],
      doubles: [0.5, null, -1.5, 0.5, 1e300],
      money: ['1.50', '-0.07', '1.50'],
    },
    ...{
      days: ['2024-02-29', null, '1969-12-31'],
      times: [at('1969-12-31T23:59:59.999'), null],
      flags: [true, null, true],
    },
    ...{ nested: [[1, 2], [1, 2], [3]], points: [{ x: 1, name: 'a,"]' }, null, { x: 2, name: null }] },
    ...{
      bytes: [Uint8Array.of(0, 255), null, Uint8Array.of(1)],
      counts: new Map([
        ['b', 1],
        ['a', null],
        ['"}', 3],
      ]),
    },
    ...{ one: new Map([['k', 'v']]), point: { x: 7, name: null }, pointn: { x: -1, name: '}' } },
    ...{ i: 3, in: null, s: 'b', sn: null, d: 0.5, day: '2024-02-29', at: at('1969-12-31T23:59:59.999') },
  },
  {
    ...{
      ints: [],
      intsn: null,
      longs: [],
      texts: [],
      doubles: [],
      money: [],
      days: [],
      times: [],
      flags: [],
      nested: [],
    },
    ...{ points: [], bytes: [], counts: new Map(), one: null, point: { x: 0, name: '' }, pointn: null },
    ...{ i: 0, in: 1, s: '', sn: 'x', d: 0, day: '2026-01-01', at: at('2026-01-01T00:00:00') },
  },
  {
    ...{ ints: [null], intsn: [5], longs: [1n], texts: [null], doubles: [2], money: ['10.00', '9.99'], days: [null] },
    ...{
      times: [at('2026-03-29T02:30:00.120')],
      flags: [false],
      nested: [[]],
      points: [{ x: 5, name: 'n' }],
      bytes: [],
    },
    ...{
      counts: new Map([['k', 1]]),
      one: new Map([['k', '']]),
      point: { x: 1, name: 'p' },
      pointn: { x: 1, name: null },
    },
    ...{ i: -1, in: -3, s: 'k', sn: 'k', d: 2, day: '1969-12-31', at: at('2026-03-29T02:30:00.120') },
  },
];
/** Without empty arrays and maps, of which Flink's SQL has no literal. */
const accepted = (rows: typeof ROWS) => rows as never;

describe('functions of collections', () => {
  const flink = useFlink();

  it('take them apart and put them together', async () => {
    const { here, there } = await bothOf(flink(), SCHEMA, accepted(ROWS), (r) => ({
      at: r.ints.at(r.i),
      atText: r.texts.at(5),
      atLong: r.longs.at(1),
      atMoney: r.money.at(2),
      atTime: r.times.at(1),
      atFlag: r.flags.at(1),
      atNested: r.nested.at(3).at(1),
      atNull: r.intsn.at(r.in),
      get: r.counts.get(r.s),
      getNull: r.one.get(r.sn),
      field: r.point.field('name'),
      fieldNull: r.pointn.field('x'),
      fieldOfElement: r.points.at(1).field('name'),
      cardinality: cardinality(r.texts),
      cardinalityNull: cardinality(r.intsn),
      cardinalityMap: cardinality(r.counts),
      element: element(arraySlice(r.ints, 2, 2)),
      append: arrayAppend(r.ints, r.in),
      appendText: arrayAppend(r.texts, r.s),
      appendNull: arrayAppend(r.intsn, r.i),
      prepend: arrayPrepend(r.doubles, r.d),
      concat: arrayConcat(r.texts, r.texts),
      reverse: arrayReverse(r.points),
      reverseBytes: arrayReverse(r.bytes),
      slice: arraySlice(r.texts, r.i, 4),
      slice2: arraySlice(r.texts, -3, -2),
      slice3: arraySlice(r.nested, 0, 0),
      slice4: arraySlice(r.times, r.in),
      join: arrayJoin(r.texts, '-'),
      joinNull: arrayJoin(r.texts, r.s, '?'),
      keys: mapKeys(r.counts),
      values: mapValues(r.counts),
      entries: mapEntries(r.counts),
      entriesValue: mapEntries(r.one).at(1).field('value'),
      fromArrays: mapFromArrays(mapKeys(r.counts), mapValues(r.counts)),
      union: mapUnion(r.counts, lit(new Map([['a', 5]]), t.map(t.string, t.int.nullable()))),
      array: arrayOf(r.sn, r.s),
      arrayOfTimes: arrayOf(r.at),
      arrayOfDays: arrayOf(r.day, r.day),
      map: mapOf([r.s, r.in]),
      row: rowOf({ a: r.in, b: r.sn, c: r.d, 'd e': r.at }),
    }));
    expect(here).toEqual(there);
  }, 600_000);

  it('compare elements', async () => {
    const { here, there } = await bothOf(flink(), SCHEMA, accepted(ROWS), (r) => ({
      distinct: arrayDistinct(r.ints),
      distinctText: arrayDistinct(r.texts),
      distinctDouble: arrayDistinct(r.doubles),
      distinctMoney: arrayDistinct(r.money),
      distinctNested: arrayDistinct(r.nested),
      contains: arrayContains(r.ints, r.in),
      containsText: arrayContains(r.texts, r.sn),
      containsDecimal: arrayContains(r.money, '1.5' as never),
      position: arrayPosition(r.ints, r.i),
      positionText: arrayPosition(r.texts, r.s),
      positionDay: arrayPosition(r.days, r.day),
      positionTime: arrayPosition(r.times, r.at),
      remove: arrayRemove(r.ints, r.i),
      removeNull: arrayRemove(r.ints, r.in),
      removeDouble: arrayRemove(r.doubles, r.d),
      union: arrayUnion(r.texts, arrayOf(r.sn, r.s)),
      except: arrayExcept(r.ints, arrayOf(r.i, r.in)),
      exceptDouble: arrayExcept(r.doubles, arrayRemove(r.doubles, r.d)),
      intersect: arrayIntersect(r.ints, arrayOf(r.i, r.in)),
      intersectText: arrayIntersect(r.texts, arrayReverse(r.texts)),
      sort: arraySort(r.ints),
      sortDown: arraySort(r.texts, false),
      sortLast: arraySort(r.longs, true, false),
      sortFirst: arraySort(r.doubles, false, true),
      sortMoney: arraySort(r.money),
      sortDays: arraySort(r.days),
      sortTimes: arraySort(r.times, false),
      sortBytes: arraySort(r.bytes),
      max: arrayMax(r.ints),
      maxText: arrayMax(r.texts),
      maxMoney: arrayMax(r.money),
      maxDouble: arrayMax(r.doubles),
      min: arrayMin(r.longs),
      minDay: arrayMin(r.days),
      minTime: arrayMin(r.times),
      minNull: arrayMin(r.intsn),
    }));
    expect(here).toEqual(there);
  }, 600_000);

  const doubles = { d: t.array(t.double), e: t.array(t.double), x: t.double };
  it('compare doubles as Java does', async () => {
    const [nan, inf] = [Number.NaN, Number.POSITIVE_INFINITY];
    const rows = [
      { d: [0, -0, nan, nan, inf], e: [-0, nan, inf], x: -0 },
      { d: [nan, 1, 0], e: [0, nan], x: nan },
      { d: [1, nan, -0], e: [0], x: 0 },
    ];
    const { here, there } = await bothOf(flink(), doubles, rows as never, (r) => ({
      distinct: arrayDistinct(r.d),
      union: arrayUnion(r.d, r.e),
      except: arrayExcept(r.d, r.e),
      intersect: arrayIntersect(r.d, r.e),
      contains: arrayContains(r.d, r.x),
      position: arrayPosition(r.d, r.x),
      remove: arrayRemove(r.d, r.x),
      max: arrayMax(r.d),
      min: arrayMin(r.d),
    }));
    expect(here).toEqual(there);
  }, 600_000);

  const table = source('nasty', { n: t.int, ...SCHEMA });
  const unnesting = (type: 'inner' | 'left') => ({
    ints: job('ints', { lane: 'fast' }, [
      table
        .unnest('ints', { as: 'each', type })
        .select((r) => ({ n: r.n, each: r.each }))
        .insertInto(sink('out', { n: t.int, each: t.int.nullable() })),
    ]),
    missing: job('missing', { lane: 'fast' }, [
      table
        .unnest('intsn', { as: 'each', type })
        .select((r) => ({ n: r.n, each: r.each }))
        .insertInto(sink('out', { n: t.int, each: t.int.nullable() })),
    ]),
    times: job('times', { lane: 'fast' }, [
      table
        .unnest('times', { as: 'each', type })
        .select((r) => ({ n: r.n, s: r.s, each: r.each }))
        .insertInto(sink('out', { n: t.int, s: t.string, each: t.timestamp.nullable() })),
    ]),
    points: job('points', { lane: 'fast' }, [
      table
        .unnest('points', { type })
        .select((r) => ({ n: r.n, x: r.x, name: r.name }))
        .insertInto(sink('out', { n: t.int, x: t.int.nullable(), name: t.string.nullable() })),
    ]),
    counts: job('counts', { lane: 'fast' }, [
      table
        .unnest('counts', { as: ['k', 'v'], type })
        .select((r) => ({ n: r.n, k: r.k, v: r.v }))
        .insertInto(sink('out', { n: t.int, k: t.string.nullable(), v: t.int.nullable() })),
    ]),
    one: job('one', { lane: 'fast' }, [
      table
        .unnest('one', { as: ['k', 'v'], type })
        .where((r) => r.v.isNotNull())
        .select((r) => ({ n: r.n, k: r.k, v: r.v }))
        .insertInto(sink('out', { n: t.int, k: t.string.nullable(), v: t.string.nullable() })),
    ]),
  });
  const numbered = ROWS.map((row, n) => ({ n, ...row }));
  it.each([
    ...Object.entries(unnesting('inner')).map(([name, made]) => [`inner, ${name}`, made] as const),
    ...Object.entries(unnesting('left')).map(([name, made]) => [`left, ${name}`, made] as const),
  ])(
    'become rows: %s',
    async (_, made) => {
      const { out } = locally(made, numbered);
      expect(out).toEqual((await onFlink(flink(), made, numbered)).out);
      expect(out?.length).toBeGreaterThan(0);
    },
    600_000,
  );
});
