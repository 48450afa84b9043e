import { job, max, seconds, sink, t } from 'millrace';
import { bid } from './tables';

const highestBids = sink('highest_bids', {
  auction: t.bigint,
  bidder: t.bigint,
  price: t.bigint,
  dateTime: t.timestamp,
  extra: t.string,
});

const highest = bid
  .tumble('dateTime', { size: seconds(10) })
  .groupBy()
  .select((b) => ({ price: max(b.price), starttime: b.window_start, endtime: b.window_end }));

/** What were the highest bids of each 10 seconds? */
export default job('q7', { lane: 'regular' }, [
  bid
    .join(highest, { on: (b, h) => b.price.eq(h.price).and(b.dateTime.between(h.starttime, h.endtime)) })
    .select(({ auction, bidder, price, dateTime, extra }) => ({ auction, bidder, price, dateTime, extra }))
    .insertInto(highestBids),
]);
