import { job, sink, t } from 'millrace';
import { bid, sideInput } from './tables';

const enrichedBids = sink('enriched_bids', {
  auction: t.bigint,
  bidder: t.bigint,
  price: t.bigint,
  dateTime: t.timestamp,
  value: t.string,
});

/** Each bid with what a small table says to its auction. */
export default job('q13', { lane: 'regular' }, [
  bid
    .lookupJoin(sideInput, { on: (b, s) => b.auction.mod(10_000).eq(s.key) })
    .select((b, s) => ({ auction: b.auction, bidder: b.bidder, price: b.price, dateTime: b.dateTime, value: s.value }))
    .insertInto(enrichedBids),
]);
