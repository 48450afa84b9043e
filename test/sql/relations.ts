/** Groups, ranks and the like: their scripts are the files under fixtures/sql. */
import {
  asc,
  avg,
  count,
  days,
  desc,
  grouping,
  groupingId,
  hours,
  type Insert,
  type Job,
  job,
  last,
  max,
  min,
  minutes,
  one,
  oneOrMore,
  optional,
  seconds,
  sink,
  source,
  sum,
  t,
} from 'millrace';

const bids = source('bids', {
  id: t.bigint,
  item: t.string,
  bidder: t.bigint.nullable(),
  price: t.int,
  at: t.timestamp,
}).watermark('at', seconds(4));
const perMinute = bids.tumble('at', { size: minutes(1) });
const made = (name: string, inserts: readonly Insert[]): Record<string, Job> => ({
  [name]: job(name, { lane: 'regular' }, inserts),
});

export const JOBS: Readonly<Record<string, Job>> = {
  ...made('relations-top-n', [
    bids
      .where((b) => b.price.gt(0))
      .topN(3, { partitionBy: ['item'], orderBy: [desc('price'), asc('at')], rank: 'place' })
      .select((b) => ({ item: b.item, place: b.place, price: b.price }))
      .insertInto(sink('best', { item: t.string, place: t.bigint, price: t.int }, { primaryKey: ['item', 'place'] })),
    bids
      .topN(1, { partitionBy: ['item'], orderBy: 'price' })
      .select((b) => ({ item: b.item, price: b.price }))
      .insertInto(sink('cheapest', { item: t.string, price: t.int }, { primaryKey: ['item'] })),
    bids
      .groupBy('item')
      .select((b) => ({ item: b.item, n: count() }))
      .topN(10, { orderBy: desc('n') })
      .insertInto(sink('popular', { item: t.string, n: t.bigint }, { primaryKey: ['item'] })),
    bids
      .topN(2, { partitionBy: ['item'], orderBy: 'price' })
      .select((b) => ({ id: b.id, item: b.item }))
      .insertInto(sink('cheap', { id: t.bigint, item: t.string }, { primaryKey: ['id'] }), {
        upsertMaterialize: true,
      }),
  ]),
  ...made('relations-window-top-n', [
    perMinute
      .topN(2, { partitionBy: ['item'], orderBy: desc('price'), rank: 'place' })
      .select((b) => ({ window_end: b.window_end, item: b.item, place: b.place }))
      .insertInto(sink('best', { window_end: t.timestamp, item: t.string, place: t.bigint })),
    perMinute
      .groupBy('item')
      .select((b) => ({ item: b.item, from: b.window_start, to: b.window_end, total: sum(b.price) }))
      .topN(1, { partitionBy: ['from', 'to'], orderBy: desc('total') })
      .insertInto(sink('winners', { item: t.string, from: t.timestamp, to: t.timestamp, total: t.int })),
    perMinute
      .deduplicate({ by: ['item'], keep: 'last' })
      .select((b) => ({ at: b.window_time, item: b.item, price: b.price }))
      .tumble('at', { size: minutes(60) })
      .groupBy('item')
      .select((b) => ({ item: b.item, highest: max(b.price) }))
      .insertInto(sink('hourly', { item: t.string, highest: t.int })),
  ]),
  ...made('relations-deduplicate', [
    bids
      .deduplicate({ by: ['id', 'item'], keep: 'first', orderBy: 'at' })
      .select((b) => ({ id: b.id, item: b.item, price: b.price }))
      .insertInto(sink('first', { id: t.bigint, item: t.string, price: t.int }, { primaryKey: ['item', 'id'] })),
    bids
      .deduplicate({ by: ['id'], keep: 'last', orderBy: 'at' })
      .select((b) => ({ number: b.id, price: b.price }))
      .insertInto(sink('last', { number: t.bigint, price: t.int }, { primaryKey: ['number'] })),
  ]),
  ...made('relations-having', [
    bids
      .groupBy('item')
      .having((b) => count().gt(2).or(b.item.eq('x')))
      .select((b) => ({ item: b.item, total: sum(b.price) }))
      .insertInto(sink('totals', { item: t.string, total: t.int }, { primaryKey: ['item'] })),
    bids
      .groupBy()
      .select(() => ({ n: count() }))
      .insertInto(sink('all', { n: t.bigint }, { primaryKey: ['n'] })),
  ]),
  ...made('relations-nested-window', [
    bids
      .hop('at', { slide: seconds(10), size: minutes(1) })
      .groupBy('item')
      .select((b) => ({ from: b.window_start, to: b.window_end, at: b.window_time, n: count() }))
      .groupBy('from', 'to', 'at')
      .select((b) => ({ at: b.at, n: max(b.n) }))
      .tumble('at', { size: minutes(60) })
      .groupBy()
      .having(() => count().gt(1))
      .select((b) => ({ window_end: b.window_end, n: max(b.n) }))
      .insertInto(sink('busiest', { window_end: t.timestamp, n: t.bigint })),
    perMinute
      .groupBy('item', 'bidder')
      .select((b) => ({ item: b.item, from: b.window_start, to: b.window_end, bidder: b.bidder }))
      .distinct()
      .select((b) => ({ item: b.item, from: b.from, to: b.to }))
      .distinct()
      .insertInto(sink('minutes', { item: t.string, from: t.timestamp, to: t.timestamp })),
    perMinute
      .groupBy('item')
      .select((b) => ({ item: b.item, from: b.window_start, to: b.window_end, n: count() }))
      .groupingSets([
        ['from', 'to', 'item'],
        ['from', 'to'],
      ])
      .select((b) => ({ item: b.item, to: b.to, n: sum(b.n) }))
      .insertInto(sink('sets', { item: t.string.nullable(), to: t.timestamp, n: t.bigint })),
  ]),
  ...made('relations-grouping-sets', [
    perMinute
      .groupingSets([['item', 'bidder'], ['item'], []])
      .select((b) => ({
        item: b.item,
        bidder: b.bidder,
        window_end: b.window_end,
        of_all: grouping(b.item),
        set: groupingId(b.item, b.bidder),
        n: count(),
      }))
      .insertInto(
        sink('sets', {
          item: t.string.nullable(),
          bidder: t.bigint.nullable(),
          window_end: t.timestamp,
          of_all: t.bigint,
          set: t.bigint,
          n: t.bigint,
        }),
      ),
    perMinute
      .rollup('item', 'bidder')
      .select((b) => ({ item: b.item, bidder: b.bidder, at: b.window_time, n: count() }))
      .insertInto(
        sink('rolled', { item: t.string.nullable(), bidder: t.bigint.nullable(), at: t.timestamp, n: t.bigint }),
      ),
    bids
      .cube('item', 'bidder')
      .select((b) => ({ item: b.item, bidder: b.bidder, id: groupingId(b.item, b.bidder), n: count() }))
      .insertInto(
        sink(
          'cubed',
          { item: t.string.nullable(), bidder: t.bigint.nullable(), id: t.bigint, n: t.bigint },
          { primaryKey: ['id'] },
        ),
        { upsertMaterialize: true },
      ),
  ]),
  ...made('relations-distinct', [
    bids
      .where((b) => b.price.gt(1))
      .select((b) => ({ item: b.item, price: b.price }))
      .distinct()
      .where((b) => b.price.lt(9))
      .insertInto(sink('pairs', { item: t.string, price: t.int }, { primaryKey: ['item', 'price'] })),
    bids
      .select((b) => ({ item: b.item }))
      .limit(10)
      .insertInto(sink('ten', { item: t.string })),
    bids
      .groupBy('item')
      .select((b) => ({ item: b.item, n: count() }))
      .limit(5)
      .where((b) => b.n.gt(1))
      .insertInto(sink('five', { item: t.string, n: t.bigint }, { primaryKey: ['item'] })),
  ]),
  ...made('relations-over', [
    bids
      .where((b) => b.price.gt(1))
      .over({ partitionBy: ['item'], orderBy: 'at', range: minutes(10) }, (b) => ({
        rise: b.price.minus(min(b.price)),
        mean: avg(b.price),
      }))
      .over({ orderBy: 'at', rows: 9 }, (b) => ({ items: count(b.item) }))
      .where((b) => b.rise.gt(5))
      .select((b) => ({ item: b.item, rise: b.rise, mean: b.mean, items: b.items }))
      .insertInto(sink('rises', { item: t.string, rise: t.int, mean: t.int, items: t.bigint })),
    bids
      .processingTime('now')
      .over({ orderBy: 'now' }, (b) => ({ total: sum(b.price) }))
      .select((b) => ({ total: b.total }))
      .insertInto(sink('running', { total: t.int })),
  ]),
  ...made('relations-order', [
    bids
      .select((b) => ({ id: b.id, at: b.at, price: b.price }))
      .orderBy('at', desc('price'), 'id')
      .insertInto(sink('in_order', { id: t.bigint, at: t.timestamp, price: t.int })),
  ]),
  ...made('relations-match', [
    bids
      .matchRecognize({
        partitionBy: ['item'],
        orderBy: 'at',
        pattern: [one('start'), oneOrMore('down'), one('up')],
        define: {
          down: (m) => m.down.price.lt(m.start.price).or(m.down.price.eq(0)),
          up: (m) => m.up.price.gt(last(m.down.price)),
        },
        measures: (m) => ({ from: m.start.at, to: m.matchRowtime, lowest: last(m.down.price), n: count(m.down.price) }),
        within: hours(1),
      })
      .where((m) => m.n.gt(1))
      .tumble('to', { size: minutes(10) })
      .groupBy('item')
      .select((m) => ({ item: m.item, lowest: min(m.lowest) }))
      .insertInto(sink('dips', { item: t.string, lowest: t.int })),
    bids
      .matchRecognize({
        orderBy: 'at',
        pattern: [one('a'), optional('b'), oneOrMore('c').reluctant()],
        measures: (m) => ({ item: m.b.item, mean: avg(m.c.price) }),
        afterMatch: { skipToLast: 'c' },
      })
      .insertInto(sink('found', { item: t.string.nullable(), mean: t.int })),
  ]),
  'relations-state-ttl': job('relations-state-ttl', { lane: 'regular', stateTtl: days(7) }, [
    bids
      .groupBy('item')
      .select((b) => ({ item: b.item, n: count() }))
      .insertInto(sink('totals', { item: t.string, n: t.bigint }, { primaryKey: ['item'] })),
  ]),
};
