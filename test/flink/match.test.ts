/** Patterns of rows on real Flink, over rows and results made by hand. */
import {
  avg,
  count,
  first,
  type Insert,
  job,
  last,
  one,
  oneOrMore,
  optional,
  seconds,
  sink,
  source,
  sum,
  t,
  times,
  zeroOrMore,
} from 'millrace';
import { finalTables } from './changelog';
import { localTables } from './locally';
import { useFlink } from './oracle';

const flink = useFlink();

const prices = source('prices', {
  symbol: t.string,
  price: t.int,
  note: t.string.nullable(),
  at: t.timestamp,
}).watermark('at', seconds(2));
/** One symbol a letter, one row a second from 1 on, or at the second behind the @. */
const rows = (text: string) =>
  text.split(' ').map((word, i) => {
    const [, symbol, price, , at] = /^([a-z])(\d+)(@(\d+))?$/.exec(word) as RegExpExecArray;
    return { symbol, price: Number(price), note: null, at: new Date(Number(at ?? i + 1) * 1_000) };
  });
const run = async (insert: Insert, text: string) => {
  const of = job('j', { lane: 'fast' }, [insert]);
  const { tables } = await finalTables(flink(), of, { prices: rows(text) });
  expect(localTables(of, { prices: rows(text) })).toEqual(tables);
  return { rows: tables[insert.sink.table], late: tables.prices_late };
};
const time = (second: number): string => new Date(second * 1_000).toISOString().replace('T', ' ').slice(0, 19);

describe('matchRecognize', () => {
  const dips = prices.matchRecognize({
    partitionBy: ['symbol'],
    orderBy: 'at',
    pattern: [one('start'), oneOrMore('down'), one('up')],
    define: {
      down: (m) =>
        m.down.price.lt(m.start.price).and(
          last(m.down.price, 1)
            .isNull()
            .or(m.down.price.lt(last(m.down.price, 1))),
        ),
      up: (m) => m.up.price.gt(last(m.down.price)),
    },
    measures: (m) => ({
      from: m.start.at,
      to: m.matchRowtime,
      highest: first(m.start.price),
      lowest: last(m.down.price),
      before: last(m.down.price, 1),
      steps: count(m.down.price),
      mean: avg(m.down.price),
      of: m.start.symbol,
    }),
  });

  it('finds falls and the rise behind them, per key, in the order of time', async () => {
    const out = sink('out', {
      ...{ symbol: t.string, from: t.timestamp, to: t.timestamp, highest: t.int, lowest: t.int },
      ...{ before: t.int.nullable(), steps: t.bigint, mean: t.int, of: t.string },
    });
    // b's 7 comes before its 9, though a second later; a's 1 comes when the watermark has passed it.
    const ran = await run(dips.insertInto(out), 'a9 a7 a4 b7@5 b9@4 b8@6 a5@7 a6@8 a3@9 a8@10 a1@2');
    expect(ran.rows).toEqual([
      {
        ...{ symbol: 'a', from: time(1), to: time(7), highest: 9, lowest: 4, before: 7 },
        ...{ steps: 2, mean: 5, of: 'a' },
      },
      {
        ...{ symbol: 'a', from: time(8), to: time(10), highest: 6, lowest: 3, before: null },
        ...{ steps: 1, mean: 3, of: 'a' },
      },
      {
        ...{ symbol: 'b', from: time(4), to: time(6), highest: 9, lowest: 7, before: null },
        ...{ steps: 1, mean: 7, of: 'b' },
      },
    ]);
    expect(ran.late).toEqual([{ symbol: 'a', price: 1, note: null, at: time(2) }]);
  });

  it('its time goes on as a time attribute', async () => {
    const out = sink('out', { end: t.timestamp, n: t.bigint });
    const perTen = dips
      .tumble('to', { size: seconds(10) })
      .groupBy()
      .select((m) => ({ end: m.window_end, n: count() }));
    expect((await run(perTen.insertInto(out), 'a9 a7 a8 a6 a9 a5@11 a3@12 a8@13')).rows).toEqual([
      { end: time(10), n: 1 },
      { end: time(20), n: 1 },
    ]);
  });

  it('a variable without a row is NULL, also in NOT NULL columns', async () => {
    const out = sink('out', {
      price: t.int.nullable(),
      at: t.timestamp.nullable(),
      sum: t.int.nullable(),
      n: t.bigint,
    });
    const found = prices.matchRecognize({
      orderBy: 'at',
      pattern: [one('a'), optional('big'), zeroOrMore('huge'), one('z')],
      define: { big: (m) => m.big.price.gt(5), huge: (m) => m.huge.price.gt(50), z: (m) => m.z.symbol.eq('z') },
      measures: (m) => ({ price: m.big.price, at: m.big.at, sum: sum(m.huge.price), n: count() }),
    });
    expect((await run(found.insertInto(out), 'a1 z2 a1 b9 z3 a1 b60 b70 z1')).rows).toEqual([
      { price: 60, at: time(7), sum: 70, n: 4 },
      { price: 9, at: time(4), sum: null, n: 3 },
      { price: null, at: null, sum: null, n: 2 },
    ]);
  });

  it('goes on where afterMatch says', async () => {
    const out = sink('out', { first: t.int, last: t.int });
    const of = (afterMatch: 'skip past last row' | 'skip to next row' | { skipToLast: 'up' }) =>
      prices
        .matchRecognize({
          orderBy: 'at',
          pattern: [one('low'), times('up', 2)],
          define: { up: (m) => m.up.price.gt(m.low.price) },
          measures: (m) => ({ first: m.low.price, last: last(m.up.price) }),
          afterMatch,
        })
        .insertInto(out);
    const text = 'a1 a2 a3 a4 a5';
    expect((await run(of('skip past last row'), text)).rows).toEqual([{ first: 1, last: 3 }]);
    expect((await run(of('skip to next row'), text)).rows).toEqual([
      { first: 1, last: 3 },
      { first: 2, last: 4 },
      { first: 3, last: 5 },
    ]);
    expect((await run(of({ skipToLast: 'up' }), text)).rows).toEqual([
      { first: 1, last: 3 },
      { first: 3, last: 5 },
    ]);
  });

  it('is less than `within` long, and reluctant where told', async () => {
    const out = sink('out', { n: t.bigint, last: t.int });
    const found = prices.matchRecognize({
      orderBy: 'at',
      pattern: [one('a'), oneOrMore('more').reluctant(), one('z')],
      define: { z: (m) => m.z.price.gt(5) },
      measures: (m) => ({ n: count(m.more.price), last: m.z.price }),
      within: seconds(4),
    });
    expect((await run(found.insertInto(out), 'a1 a2 a6 a7 a1@10 a1@11 a1@12 a9@14')).rows).toEqual([
      { n: 1, last: 6 },
      { n: 1, last: 9 },
    ]);
  });
});
