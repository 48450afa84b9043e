import { job, sink, t } from 'millrace';
import { auction, bid } from './tables';

const bidsWithAuctions = sink('bids_with_auctions', {
  auction: t.bigint,
  bidder: t.bigint,
  price: t.bigint,
  channel: t.string,
  url: t.string,
  bid_dateTime: t.timestamp,
  bid_extra: t.string,
  itemName: t.string,
  description: t.string,
  initialBid: t.bigint,
  reserve: t.bigint,
  auction_dateTime: t.timestamp,
  expires: t.timestamp,
  seller: t.bigint,
  category: t.bigint,
  auction_extra: t.string,
});

/** The bids for auctions of category 10, with their auctions. */
export default job('q20', { lane: 'regular' }, [
  bid
    .join(
      auction.where((a) => a.category.eq(10)),
      { on: (b, a) => b.auction.eq(a.id) },
    )
    .select((b, { id, dateTime, extra, ...a }) => ({
      ...a,
      auction_dateTime: dateTime,
      auction_extra: extra,
      auction: b.auction,
      bidder: b.bidder,
      price: b.price,
      channel: b.channel,
      url: b.url,
      bid_dateTime: b.dateTime,
      bid_extra: b.extra,
    }))
    .insertInto(bidsWithAuctions),
]);
