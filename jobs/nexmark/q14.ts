import { caseWhen, charLength, hour, job, lit, regexpReplace, sink, t } from 'millrace';
import { bid } from './tables';

const largerBids = sink('larger_bids', {
  auction: t.bigint,
  bidder: t.bigint,
  price: t.decimal(23, 3),
  bidTimeType: t.string,
  dateTime: t.timestamp,
  extra: t.string,
  c_counts: t.bigint,
});

/** At what time of day were the larger bids, and how many letters c are in their extra text? */
export default job('q14', { lane: 'regular' }, [
  bid
    .addColumns((b) => ({ euros: lit('0.908', t.decimal(3, 3)).times(b.price), hour: hour(b.dateTime) }))
    .where((b) => b.euros.gt(1_000_000).and(b.euros.lt(50_000_000)))
    .select((b) => ({
      auction: b.auction,
      bidder: b.bidder,
      price: b.euros,
      bidTimeType: caseWhen(b.hour.between(8, 18), 'dayTime')
        .when(b.hour.lte(6).or(b.hour.gte(20)), 'nightTime')
        .otherwise('otherTime'),
      dateTime: b.dateTime,
      extra: b.extra,
      c_counts: charLength(regexpReplace(b.extra, '[^c]', '')).cast(t.bigint),
    }))
    .insertInto(largerBids),
]);
