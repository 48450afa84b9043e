import { desc, job, sink, t } from 'millrace';
import { bid, bidColumns } from './tables';

const highestBids = sink(
  'highest_bids',
  { ...bidColumns, rank_number: t.bigint },
  { primaryKey: ['auction', 'rank_number'] },
);

/** What are the ten highest bids for each auction? */
export default job('q19', { lane: 'regular' }, [
  bid.topN(10, { partitionBy: ['auction'], orderBy: desc('price'), rank: 'rank_number' }).insertInto(highestBids),
]);
