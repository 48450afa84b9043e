import { job, sink, t } from 'millrace';
import { bid } from './tables';

const bids = sink('bids', {
  auction: t.bigint,
  bidder: t.bigint,
  price: t.bigint,
  dateTime: t.timestamp,
  extra: t.string,
});

/** Every bid, as it is. */
export default job('q0', { lane: 'regular' }, [
  bid
    .select(({ auction, bidder, price, dateTime, extra }) => ({ auction, bidder, price, dateTime, extra }))
    .insertInto(bids),
]);
