import { dateFormat, job, sink, t } from 'millrace';
import { bid } from './tables';

const filedBids = sink('filed_bids', {
  auction: t.bigint,
  bidder: t.bigint,
  price: t.bigint,
  dateTime: t.timestamp,
  extra: t.string,
  dt: t.string.nullable(),
  hm: t.string.nullable(),
});

/** Every bid, with the day and the minute under which it is filed. */
export default job('q10', { lane: 'regular' }, [
  bid
    .select(({ auction, bidder, price, dateTime, extra }) => ({
      auction,
      bidder,
      price,
      dateTime,
      extra,
      dt: dateFormat(dateTime, 'yyyy-MM-dd'),
      hm: dateFormat(dateTime, 'HH:mm'),
    }))
    .insertInto(filedBids),
]);
