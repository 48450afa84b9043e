/** Jobs over two relations: their scripts are the files under fixtures/sql. */
import { count, job, lit, lookup, max, minutes, seconds, sink, source, t } from 'millrace';

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

const early = sink('early', {
  id: t.bigint,
  opened: t.timestamp,
  bid: t.timestamp.nullable(),
  price: t.bigint.nullable(),
});
const categories = lookup('categories', { id: t.bigint, category: t.string }, { primaryKey: ['id'] });

const ids = people.select((p) => ({ id: p.id }));
const sellerIds = auctions.select((a) => ({ id: a.seller }));
const keyed = (name: string) => sink(name, { id: t.bigint }, { primaryKey: ['id'] });

const posts = source('posts', {
  id: t.int,
  tags: t.array(t.string),
  counts: t.map(t.string, t.bigint).nullable(),
  people: t.array(t.row({ name: t.string, age: t.int.nullable() })),
  at: t.timestamp,
}).watermark('at', seconds(0));

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
      .semiJoin(people, { on: (a, p) => a.seller.eq(p.id).and(a.opened.gt(p.joined)) })
      .select((a) => ({ id: a.id, seller: a.seller }))
      .insertInto(sink('wanted', { id: t.bigint, seller: t.bigint })),
    people
      .antiJoin(auctions, { on: (p, a) => p.id.eq(a.seller).and(a.category.eq(10)) })
      .select((p) => ({ id: p.id, name: p.name }))
      .insertInto(sink('buyers', { id: t.bigint, name: t.string }, { primaryKey: ['id'] }), {
        upsertMaterialize: true,
      }),
  ]),
  'joins-interval': job('joins-interval', { lane: 'regular' }, [
    auctions
      .intervalJoin(bids, { on: (a, b) => a.id.eq(b.auction), between: [seconds(0), minutes(10)], type: 'left' })
      .select((a, b) => ({ id: a.id, opened: a.opened, bid: b.at, price: b.price }))
      .insertInto(early),
    bids
      .intervalJoin(bids, { on: ['auction'], between: [seconds(-90), minutes(-1)] })
      .select((b, before) => ({ auction: b.auction, at: b.at, raise: b.price.minus(before.price) }))
      .tumble('at', { size: minutes(1) })
      .groupBy('auction')
      .select((b) => ({ auction: b.auction, window_end: b.window_end, raise: max(b.raise) }))
      .insertInto(sink('raises', { auction: t.bigint, window_end: t.timestamp, raise: t.bigint })),
  ]),
  'joins-temporal': job('joins-temporal', { lane: 'regular' }, [
    auctions
      .temporalJoin(people.versionedBy('id'), { on: (a, p) => a.seller.eq(p.id), asOf: 'opened', type: 'left' })
      .select((a, p) => ({ id: a.id, opened: a.opened, name: p.name, since: p.joined }))
      .insertInto(
        sink('sellerIdsthen', {
          id: t.bigint,
          opened: t.timestamp,
          name: t.string.nullable(),
          since: t.timestamp.nullable(),
        }),
      ),
  ]),
  'joins-lookup': job('joins-lookup', { lane: 'regular' }, [
    bids
      .where((b) => b.price.gt(10))
      .lookupJoin(categories, { on: (b, c) => b.auction.eq(c.id) })
      .select((b, c) => ({ auction: b.auction, at: b.at, category: c.category, price: b.price }))
      .tumble('at', { size: minutes(1) })
      .groupBy('category')
      .select((b) => ({ category: b.category, window_end: b.window_end, n: count() }))
      .insertInto(sink('by_category', { category: t.string, window_end: t.timestamp, n: t.bigint })),
  ]),
  'joins-window': job('joins-window', { lane: 'regular' }, [
    people
      .tumble('joined', { size: minutes(1) })
      .join(auctions.tumble('opened', { size: minutes(1) }), { on: (p, a) => p.id.eq(a.seller), type: 'full' })
      .select((p, a) => ({ person: p.id, auction: a.id, start: p.window_start, joined: p.joined, opened: a.opened }))
      .insertInto(
        sink('new_sellers', {
          person: t.bigint.nullable(),
          auction: t.bigint.nullable(),
          start: t.timestamp.nullable(),
          joined: t.timestamp.nullable(),
          opened: t.timestamp.nullable(),
        }),
      ),
    people
      .tumble('joined', { size: minutes(5) })
      .antiJoin(auctions.tumble('opened', { size: minutes(5) }), { on: (p, a) => p.id.eq(a.seller) })
      .select((p) => ({ id: p.id, joined: p.joined, at: p.window_time }))
      .insertInto(sink('idle_people', { id: t.bigint, joined: t.timestamp, at: t.timestamp })),
  ]),
  'set-union-all': job('set-union-all', { lane: 'regular' }, [
    bids
      .select((b) => ({ id: b.bidder, at: b.at, what: lit('bid', t.string), note: b.at }))
      .unionAll(
        auctions.select((a) => ({ what: lit('auction', t.string), id: a.seller, note: a.opened, at: a.opened })),
      )
      .tumble('at', { size: minutes(1) })
      .groupBy('id', 'what')
      .select((e) => ({ id: e.id, what: e.what, window_end: e.window_end, n: count() }))
      .insertInto(sink('activity', { id: t.bigint, what: t.string, window_end: t.timestamp, n: t.bigint })),
    people
      .select((p) => ({ id: p.id, at: p.joined }))
      .unionAll(
        auctions.where((a) => a.category.eq(10)).select((a) => ({ id: a.seller, at: lit(new Date(0), t.timestamp) })),
      )
      .insertInto(sink('seen', { id: t.bigint, at: t.timestamp })),
  ]),
  'set-operations': job('set-operations', { lane: 'regular' }, [
    ids.union(sellerIds).insertInto(keyed('united')),
    ids.intersect(sellerIds).insertInto(keyed('both')),
    ids.intersectAll(sellerIds).insertInto(keyed('both_all'), { upsertMaterialize: true }),
    ids.except(sellerIds).insertInto(keyed('others')),
    ids.exceptAll(sellerIds).insertInto(keyed('others_all'), { upsertMaterialize: true }),
  ]),
  unnest: job('unnest', { lane: 'regular' }, [
    posts
      .unnest('tags', { as: 'tag' })
      .tumble('at', { size: minutes(1) })
      .groupBy('tag')
      .select((p) => ({ tag: p.tag, window_end: p.window_end, n: count() }))
      .insertInto(sink('tags', { tag: t.string, window_end: t.timestamp, n: t.bigint })),
    posts
      .where((p) => p.id.gt(0))
      .unnest('counts', { as: ['what', 'n'], type: 'left' })
      .unnest('people', { type: 'left' })
      .select((p) => ({ id: p.id, what: p.what, n: p.n, name: p.name, age: p.age }))
      .insertInto(
        sink('flat', {
          id: t.int,
          what: t.string.nullable(),
          n: t.bigint.nullable(),
          name: t.string.nullable(),
          age: t.int.nullable(),
        }),
      ),
  ]),
};
