import { avg, job, max, min, sink, sum, t } from 'millrace';
import { bidCountColumns, bidCounts, bidsOfDays } from './statistics';

const auctions = sink(
  'auctions',
  {
    ...{ auction: t.bigint, day: t.string, ...bidCountColumns },
    ...{ min_price: t.bigint, max_price: t.bigint, avg_price: t.bigint, sum_price: t.bigint },
  },
  { primaryKey: ['auction', 'day'] },
);

/** How many bids had each auction a day, at each level of price, and what were their prices? */
export default job('q17', { lane: 'regular' }, [
  bidsOfDays
    .groupBy('auction', 'day')
    .select((b) => ({
      auction: b.auction,
      day: b.day,
      ...bidCounts(b),
      min_price: min(b.price),
      max_price: max(b.price),
      avg_price: avg(b.price),
      sum_price: sum(b.price),
    }))
    .insertInto(auctions),
]);
