/** A relation that two inserts read is planned, and so runs and keeps state, once. */
import { count, job, minutes, script, seconds, sink, source, sum, t } from 'millrace';
import { useFlink } from './oracle';
import { standIns } from './stand-ins';

const flink = useFlink();
const orders = source('orders', { id: t.bigint, shop: t.string, value: t.double, at: t.timestamp }).watermark(
  'at',
  seconds(0),
);
const payments = source('payments', { id: t.bigint, paid: t.double, at: t.timestamp }).watermark('at', seconds(0));

const totals = orders.groupBy('shop').select((o) => ({ shop: o.shop, n: count(), total: sum(o.value) }));
const windows = orders
  .tumble('at', { size: minutes(1) })
  .groupBy('shop')
  .select((o) => ({ shop: o.shop, n: count(), total: sum(o.value) }));
const joined = orders.join(payments, { on: ['id'] }).select((o, p) => ({ shop: o.shop, value: o.value, paid: p.paid }));
const names = sink('names', { shop: t.string }, { primaryKey: ['shop'] });
const names2 = sink('names_2', { shop: t.string }, { primaryKey: ['shop'] });
/**
 * Two inserts each, which want different rows and columns of one relation: alone,
 * each would be planned in a way of its own.
 */
const JOBS = {
  'group-aggregate': job('a', { lane: 'fast' }, [
    totals
      .where((o) => o.shop.eq('a'))
      .select((o) => ({ shop: o.shop }))
      .insertInto(names),
    totals
      .where((o) => o.total.gt(5))
      .select((o) => ({ shop: o.shop }))
      .insertInto(names2),
  ]),
  'global-window-aggregate': job('b', { lane: 'fast' }, [
    windows
      .where((o) => o.shop.eq('a'))
      .select((o) => ({ shop: o.shop }))
      .insertInto(names),
    windows
      .where((o) => o.total.gt(5))
      .select((o) => ({ shop: o.shop }))
      .insertInto(names2),
  ]),
  join: job('c', { lane: 'fast' }, [
    joined
      .where((o) => o.shop.eq('a'))
      .select((o) => ({ shop: o.shop }))
      .insertInto(sink('x', { shop: t.string })),
    joined
      .where((o) => o.paid.gt(5))
      .select((o) => ({ shop: o.shop }))
      .insertInto(sink('y', { shop: t.string })),
  ]),
};

it.each(Object.entries(JOBS))('%s', async (operator, shared) => {
  const { nodes } = JSON.parse(await flink().compile(script(shared), standIns(shared))) as {
    nodes: { type: string }[];
  };
  const kinds = nodes.map(({ type }) => type.replace(/^stream-exec-(.*)_\d+$/, '$1'));
  expect(kinds.filter((kind) => kind === operator)).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'table-source-scan')).toHaveLength(shared.sources.length);
});
