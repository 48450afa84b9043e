import { count, job, seconds, sink, t } from 'millrace';
import { bid } from './tables';

const bidsPerWindow = sink('bids_per_window', {
  bidder: t.bigint,
  bid_count: t.bigint,
  starttime: t.timestamp,
  endtime: t.timestamp,
});

/** How often does each person bid within 10 seconds of processing time? */
export default job('q12', { lane: 'regular' }, [
  bid
    .processingTime('p_time')
    .tumble('p_time', { size: seconds(10) })
    .groupBy('bidder')
    .select((b) => ({ bidder: b.bidder, bid_count: count(), starttime: b.window_start, endtime: b.window_end }))
    .insertInto(bidsPerWindow),
]);
