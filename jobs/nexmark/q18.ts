import { job, sink } from 'millrace';
import { bid, bidColumns } from './tables';

const lastBids = sink('last_bids', bidColumns, { primaryKey: ['bidder', 'auction'] });

/** What is each person's last bid for each auction? */
export default job('q18', { lane: 'regular' }, [
  bid.deduplicate({ by: ['bidder', 'auction'], keep: 'last', orderBy: 'dateTime' }).insertInto(lastBids),
]);
