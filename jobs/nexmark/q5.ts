import { count, job, max, seconds, sink, t } from 'millrace';
import { bid } from './tables';

const hotItems = sink('hot_items', { auction: t.bigint, num: t.bigint });

const counts = bid
  .hop('dateTime', { slide: seconds(2), size: seconds(10) })
  .groupBy('auction')
  .select(({ auction, window_start, window_end }) => ({ auction, num: count(), window_start, window_end }));

const most = counts
  .groupBy('window_start', 'window_end')
  .select(({ num, window_start, window_end }) => ({ num: max(num), window_start, window_end }));

/** Which auctions had the most bids of the last 10 seconds, told every 2 seconds? */
export default job('q5', { lane: 'regular' }, [
  counts
    .join(most, { on: ['window_start', 'window_end', 'num'] })
    .select(({ auction, num }) => ({ auction, num }))
    .insertInto(hotItems),
]);
