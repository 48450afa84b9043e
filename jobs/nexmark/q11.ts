import { count, job, seconds, sink, t } from 'millrace';
import { bid } from './tables';

const sessions = sink('sessions', {
  bidder: t.bigint,
  bid_count: t.bigint,
  starttime: t.timestamp,
  endtime: t.timestamp,
});

/** How often did each person bid in a row, less than 10 seconds apart? */
export default job('q11', { lane: 'regular' }, [
  bid
    .session('dateTime', { gap: seconds(10), partitionBy: ['bidder'] })
    .groupBy('bidder')
    .select((b) => ({ bidder: b.bidder, bid_count: count(), starttime: b.window_start, endtime: b.window_end }))
    .insertInto(sessions),
]);
