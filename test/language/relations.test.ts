/** What groups, ranks, OVER and patterns refuse those who come without types, and what the local runtime cannot run. */
import {
  atLeast,
  avg,
  count,
  days,
  desc,
  first,
  job,
  last,
  minutes,
  one,
  oneOrMore,
  optional,
  script,
  seconds,
  sink,
  source,
  sum,
  t,
  times,
  zeroOrMore,
} from 'millrace';
import { JOBS } from '../sql/relations';

const bids = source('bids', { item: t.string, price: t.int, at: t.timestamp }).watermark('at', seconds(1));
const plain = source('plain', { item: t.string, price: t.int });
const counts = bids.groupBy('item').select((b) => ({ item: b.item, n: count() }));
const untyped = (given: unknown): never => given as never;

describe('refused at build', () => {
  const cases: [string, () => unknown, string][] = [
    ['top 0', () => bids.topN(0, { orderBy: 'price' }), 'a whole number of rows from 1 on, not 0'],
    ['top by a missing column', () => bids.topN(1, { orderBy: untyped('x') }), 'topN: there is no column x'],
    ['a taken rank', () => bids.topN(1, { orderBy: 'price', rank: untyped('item') }), 'there is a column item already'],
    [
      'deduplicating updates',
      () => counts.deduplicate(untyped({ by: ['item'], keep: 'last', orderBy: 'n' })),
      'final rows',
    ],
    [
      'no time',
      () => plain.deduplicate(untyped({ by: ['item'], keep: 'last', orderBy: 'price' })),
      'not a time attribute',
    ],
    [
      'deduplicating by nothing',
      () => bids.deduplicate(untyped({ by: [], keep: 'last', orderBy: 'at' })),
      'needs columns',
    ],
    [
      'a top of sessions without their keys',
      () => bids.session('at', { gap: minutes(1), partitionBy: ['item'] }).topN(1, { orderBy: desc('price') }),
      'parted by its partition keys, item too',
    ],
    [
      'a top in processing time',
      () =>
        bids
          .processingTime('p')
          .tumble('p', { size: minutes(1) })
          .topN(1, untyped({ orderBy: 'price' })),
      'Flink has no topN in windows over processing time',
    ],
    [
      'HAVING of a row',
      () => bids.groupBy('item').having(untyped((b: never) => (b as { price: never }).price)),
      'having needs',
    ],
    ['no grouping set', () => bids.groupingSets(untyped([])), 'groupingSets needs a set'],
    ['last of no pattern', () => bids.select((b) => ({ x: last(b.price, 1) })), 'x has first or last'],
    ['limit 0', () => bids.limit(0), 'limit needs a whole number of rows from 1 on, not 0'],
    ['sorting updates', () => counts.orderBy(untyped('n')), 'orderBy needs final rows'],
    ['sorting by price', () => bids.orderBy(untyped('price')), 'price is not a time attribute'],
    ['OVER updates', () => counts.over(untyped({ orderBy: 'n' }), () => ({ m: count() })), 'over needs final rows'],
    ['OVER half a row', () => bids.over({ orderBy: 'at', rows: 0.5 }, () => ({ n: count() })), 'rows cannot be 0.5'],
    ['OVER nothing', () => bids.over({ orderBy: 'at' }, (b) => ({ n: b.price.plus(1) })), 'over adds no aggregate'],
    [
      'a taken column',
      () =>
        bids.over(
          { orderBy: 'at' },
          untyped(() => ({ item: count() })),
        ),
      'item',
    ],
    [
      'no TTL',
      () =>
        job('j', { lane: 'fast', stateTtl: days(0) }, [
          counts.insertInto(sink('o', { item: t.string, n: t.bigint }, { primaryKey: ['item'] })),
        ]),
      'stateTtl must be positive',
    ],
    ['times 0', () => times('a', 0), 'a cannot stand for 0 rows'],
    ['times 3 to 2', () => times('a', 3, 2), 'a cannot stand for 3 to 2 rows'],
    [
      'one, reluctant',
      () => (one('a') as unknown as ReturnType<typeof oneOrMore>).reluctant(),
      'a cannot be reluctant',
    ],
  ];
  it.each(cases)('%s', (_, make, says) => expect(make).toThrow(says));

  const patterns: [string, readonly unknown[], string][] = [
    ['no variable', [], 'at least one variable'],
    ['a variable twice', [one('a'), one('b'), one('a')], 'the pattern has a twice'],
    ['a greedy end', [one('a'), atLeast('b', 2)], 'ends with b{2,}, and nothing ends that'],
    ['an optional end', [one('a'), optional('b')], 'ends with b?'],
    ['a gap behind a greedy one', [oneOrMore('a'), zeroOrMore('b'), one('c')], 'b may be missing, and comes after a'],
    ['nothing at all', [optional('a'), zeroOrMore('b').reluctant()], 'the pattern may be empty'],
    ['the time of a match as a variable', [one('matchRowtime')], 'call the variable something else'],
  ];
  it.each(patterns)('a pattern with %s', (_, pattern, says) => {
    const measures = () => ({ n: count() });
    expect(() => bids.matchRecognize(untyped({ orderBy: 'at', pattern, measures }))).toThrow(says);
  });

  it('in measures and conditions what Flink has no code for', () => {
    const of = (more: object) => () =>
      bids.matchRecognize(
        untyped({
          orderBy: 'at',
          pattern: [one('a'), oneOrMore('b'), one('c')],
          measures: () => ({ n: count() }),
          ...more,
        }),
      );
    type M = Record<'a' | 'b' | 'c', { price: ReturnType<typeof sum>; item: never }>;
    expect(of({ measures: (m: M) => ({ x: sum(m.a.price.plus(m.b.price as never) as never) }) })).toThrow(
      'the rows of one variable',
    );
    expect(of({ measures: (m: M) => ({ x: last(sum(m.a.price as never) as never) }) })).toThrow(
      'cannot be the argument of another',
    );
    expect(of({ measures: (m: M) => ({ x: first(m.a.price as never) }), define: { z: () => count() } })).toThrow(
      'define has a condition of z',
    );
    expect(of({ define: { a: (m: M) => m.a.price } })).toThrow('a needs a condition');
    expect(of({ afterMatch: { skipToFirst: 'a' } })).toThrow('the search would never go on');
    expect(of({ afterMatch: { skipToLast: 'x' } })).toThrow('the pattern has no variable x');
    expect(of({ within: seconds(0) })).toThrow('within must be positive');
    expect(of({ measures: () => ({ x: avg(bidsPrice) }) })).toThrow('price is a column of another table');
  });
});
let bidsPrice: never;
bids.select((b) => {
  bidsPrice = b.price as never;
  return { item: b.item };
});

describe('a sink whose primary key does not tell the changes of a table apart', () => {
  const byCount = sink('by_count', { item: t.string, n: t.bigint }, { primaryKey: ['n'] });

  it('is refused with the keys that do', () => {
    expect(() => counts.insertInto(byCount)).toThrow(
      "insertInto by_count: its primary key is n, and the table's changes are known by item",
    );
    const best = bids.topN(2, { partitionBy: ['item'], orderBy: 'price' });
    expect(best.node.upsertKeys).toEqual([]);
  });

  it('is taken where Flink may keep its rows, and where no row changes', () => {
    const { upsertMaterialize } = counts.insertInto(byCount, { upsertMaterialize: true });
    expect(upsertMaterialize).toBe(true);
    const byItem = sink('by_item', { item: t.string, n: t.bigint }, { primaryKey: ['item'] });
    expect(counts.insertInto(byItem, { upsertMaterialize: true }).upsertMaterialize).toBe(false);
  });

  it('keys go through selects under their new names', () => {
    const renamed = counts.select((c) => ({ a: c.item, b: c.item, n: c.n }));
    expect(renamed.node.upsertKeys).toEqual([['a'], ['b']]);
    expect(counts.select((c) => ({ n: c.n })).node.upsertKeys).toEqual([]);
    expect(counts.where((c) => c.n.gt(1)).limit(3).node.upsertKeys).toEqual([['item']]);
    expect(counts.topN(3, { orderBy: 'n', rank: 'place' }).node.upsertKeys).toEqual([['place'], ['item']]);
    expect(counts.topN(3, { partitionBy: ['n'], orderBy: 'item' }).node.upsertKeys).toEqual([]);
    expect(counts.distinct().node.upsertKeys).toEqual([['item'], ['item', 'n']]);
  });
});

it('the state TTL is a setting of the script', () => {
  expect(script(JOBS['relations-state-ttl'] as never)).toContain("SET 'table.exec.state.ttl' = '7 d';");
});
