import { job, sink, t } from 'millrace';
import { bidCountColumns, bidCounts, bidsOfDays, distinctCountColumns, distinctCounts } from './statistics';

const days = sink('days', { day: t.string, ...bidCountColumns, ...distinctCountColumns }, { primaryKey: ['day'] });

/** How many bids, bidders and auctions were there a day, in all and at each of three levels of price? */
export default job('q15', { lane: 'regular' }, [
  bidsOfDays
    .groupBy('day')
    .select((b) => ({ day: b.day, ...bidCounts(b), ...distinctCounts(b) }))
    .insertInto(days),
]);
