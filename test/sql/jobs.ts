/** Jobs that show what the language makes of SQL: their scripts are the files under fixtures/sql. */
import { avg, count, job, lit, max, minutes, seconds, sink, source, sum, t } from 'millrace';
import minuteAverages from '../../jobs/minute-averages';
import { JOBS as JOINS } from './joins';
import { JOBS as RELATIONS } from './relations';
import { SOURCES } from './sources';

const orders = source('orders', {
  id: t.bigint,
  shop: t.string,
  'net price': t.double.nullable(),
  items: t.int,
  paid: t.boolean,
  ordered_at: t.timestamp,
}).watermark('ordered_at', seconds(0));

const paid = orders
  .where((o) => o.paid.and(o.items.gt(0).or(o['net price'].isNull())))
  .select((o) => ({ shop: o.shop, at: o.ordered_at, value: o['net price'].times(o.items.plus(1)) }));
const perMinute = paid.tumble('at', { size: minutes(1) });

export const JOBS = {
  ...JOINS,
  ...RELATIONS,
  ...SOURCES,
  'minute-averages': minuteAverages,
  'filter-and-project': job('filter-and-project', { lane: 'fast' }, [
    orders
      .where((o) => o.shop.eq("O'Neill").and(o.ordered_at.gte(lit(new Date('2026-03-29T00:58:00.123Z'), t.timestamp))))
      .select((o) => ({ id: o.id, half: o.items.dividedBy(2), big: o.id.mod(10), none: lit(0.5, t.double) }))
      .insertInto(sink('halves', { id: t.bigint, half: t.int, big: t.bigint, none: t.double })),
  ]),
  'two-results-of-one-window': job('two-results-of-one-window', { lane: 'regular' }, [
    perMinute
      .groupBy('shop')
      .select((o) => ({ shop: o.shop, window_end: o.window_end, value: sum(o.value) }))
      .insertInto(sink('by_shop', { shop: t.string, window_end: t.timestamp, value: t.double.nullable() })),
    perMinute
      .groupBy()
      .select((o) => ({ window_end: o.window_end, n: count() }))
      .where((o) => o.n.gt(100))
      .insertInto(sink('busy_minutes', { window_end: t.timestamp, n: t.bigint })),
  ]),
  cascade: job('cascade', { lane: 'regular' }, [
    perMinute
      .groupBy('shop')
      .select((o) => ({ shop: o.shop, at: o.window_time, value: avg(o.value) }))
      .tumble('at', { size: minutes(60) })
      .groupBy('shop')
      .select((o) => ({ shop: o.shop, best: max(o.value) }))
      .insertInto(sink('best', { shop: t.string, best: t.double.nullable() })),
  ]),
  'every-window': job('every-window', { lane: 'regular' }, [
    orders
      .hop('ordered_at', { slide: seconds(10), size: minutes(1) })
      .groupBy('shop')
      .select((o) => ({ shop: o.shop, window_end: o.window_end, value: sum(o['net price']) }))
      .insertInto(sink('hops', { shop: t.string, window_end: t.timestamp, value: t.double.nullable() })),
    orders
      .cumulate('ordered_at', { step: minutes(1), size: minutes(60) })
      .groupBy('shop')
      .select((o) => ({ shop: o.shop, window_end: o.window_end, value: sum(o['net price']) }))
      .insertInto(sink('steps', { shop: t.string, window_end: t.timestamp, value: t.double.nullable() })),
    orders
      .session('ordered_at', { gap: minutes(30), partitionBy: ['shop', 'paid'] })
      .groupBy('paid', 'shop')
      .select((o) => ({ shop: o.shop, start: o.window_start, end: o.window_end, n: count() }))
      .insertInto(sink('sessions', { shop: t.string, start: t.timestamp, end: t.timestamp, n: t.bigint })),
  ]),
  'filtered-results': job('filtered-results', { lane: 'regular' }, [
    perMinute
      .groupBy('shop')
      .select((o) => ({ shop: o.shop, at: o.window_time, value: sum(o.value) }))
      .where((o) => o.value.gt(10))
      .tumble('at', { size: minutes(60) })
      .groupBy()
      .select((o) => ({ window_end: o.window_end, n: count() }))
      .insertInto(sink('good_minutes', { window_end: t.timestamp, n: t.bigint })),
  ]),
  updates: job('updates', { lane: 'scenic' }, [
    orders
      .groupBy('shop')
      .select((o) => ({ shop: o.shop, n: count() }))
      .insertInto(sink('totals', { shop: t.string, n: t.bigint }, { primaryKey: ['shop'] })),
  ]),
};
