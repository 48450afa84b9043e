/** Jobs over two relations: their scripts are the files under fixtures/sql. */
import { count, job, seconds, sink, source, t } from 'millrace';

const auctions = source('auctions', {
  id: t.bigint,
  seller: t.bigint,
  category: t.int,
  note: t.string.nullable(),
  opened: t.timestamp,
}).watermark('opened', seconds(4));
const bids = source('bids', { auction: t.bigint, bidder: t.bigint, price: t.bigint, at: t.timestamp }).watermark(
  'at',
  seconds(4),
);
const people = source('people', { id: t.bigint, name: t.string, state: t.string, joined: t.timestamp }).watermark(
  'joined',
  seconds(4),
);

const sold = sink('sold', { name: t.string, auction: t.bigint, price: t.bigint });
const sellers = sink(
  'sellers',
  { id: t.bigint, name: t.string.nullable(), bids: t.bigint.nullable() },
  { primaryKey: ['id'] },
);

export const JOBS = {
  'joins-inner': job('joins-inner', { lane: 'regular' }, [
    auctions
      .where((a) => a.category.eq(10))
      .join(bids, { on: (a, b) => a.id.eq(b.auction).and(b.at.gt(a.opened)) })
      .select((a, b) => ({ seller: a.seller, auction: a.id, price: b.price, id: b.bidder }))
      .join(people, { on: ['id'] })
      .select((a, p) => ({ name: p.name, auction: a.auction, price: a.price }))
      .insertInto(sold),
  ]),
  'joins-outer': job('joins-outer', { lane: 'regular' }, [
    auctions
      .join(people, { on: (a, p) => a.seller.eq(p.id), type: 'left' })
      .select((a, p) => ({ id: a.id, name: p.name }))
      .join(
        bids.groupBy('auction').select((b) => ({ id: b.auction, bids: count() })),
        { on: ['id'], type: 'left' },
      )
      .select((a, b) => ({ id: a.id, name: a.name, bids: b.bids }))
      .where((a) => a.name.isNotNull())
      .insertInto(sellers, { upsertMaterialize: true }),
  ]),
  'joins-self': job('joins-self', { lane: 'regular' }, [
    bids
      .join(bids, { on: (low, high) => low.auction.eq(high.auction).and(low.price.lt(high.price)) })
      .select((low, high) => ({ auction: low.auction, bidder: high.bidder, price: high.price.minus(low.price) }))
      .insertInto(sink('raises', { auction: t.bigint, bidder: t.bigint, price: t.bigint })),
  ]),
  'joins-semi': job('joins-semi', { lane: 'regular' }, [
    auctions
      .semiJoin(
        bids.where((b) => b.price.gt(100)),
        { on: (a, b) => a.id.eq(b.auction) },
      )
      .where((a) => a.category.eq(10))
      .select((a) => ({ id: a.id, seller: a.seller }))
      .insertInto(sink('wanted', { id: t.bigint, seller: t.bigint })),
    people
      .antiJoin(auctions, { on: (p, a) => p.id.eq(a.seller).and(a.category.eq(10)) })
      .select((p) => ({ id: p.id, name: p.name }))
      .insertInto(sink('buyers', { id: t.bigint, name: t.string }, { primaryKey: ['id'] }), {
        upsertMaterialize: true,
      }),
  ]),
};
