import { job, sink, t } from 'millrace';
import { bid } from './tables';

const bids = sink('q0', {
  auction: t.bigint,
  bidder: t.bigint,
  price: t.bigint,
  dateTime: t.timestamp,
  extra: t.string,
});

/** Every bid, as it is. */
export default job('q0', { lane: 'regular' }, [
  bid
    .select((b) => ({ auction: b.auction, bidder: b.bidder, price: b.price, dateTime: b.dateTime, extra: b.extra }))
    .insertInto(bids),
]);
