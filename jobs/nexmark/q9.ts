import { asc, desc, job, sink, t } from 'millrace';
import { bidsInTime } from './bids-in-time';
import { auctionColumns } from './tables';

const winningBids = sink(
  'winning_bids',
  {
    ...auctionColumns,
    auction: t.bigint,
    bidder: t.bigint,
    price: t.bigint,
    bid_dateTime: t.timestamp,
    bid_extra: t.string,
  },
  { primaryKey: ['id'] },
);

/** Which bid wins each auction: the highest that came in time, and of several the first? */
export default job('q9', { lane: 'regular' }, [
  bidsInTime.topN(1, { partitionBy: ['id'], orderBy: [desc('price'), asc('bid_dateTime')] }).insertInto(winningBids),
]);
