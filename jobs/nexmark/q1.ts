import { job, lit, sink, t } from 'millrace';
import { bid } from './tables';

const euros = sink('euros', {
  auction: t.bigint,
  bidder: t.bigint,
  price: t.decimal(23, 3),
  dateTime: t.timestamp,
  extra: t.string,
});

/** What is each bid's price in euros? */
export default job('q1', { lane: 'regular' }, [
  bid
    .select(({ auction, bidder, price, dateTime, extra }) => ({
      auction,
      bidder,
      price: lit('0.908', t.decimal(3, 3)).times(price),
      dateTime,
      extra,
    }))
    .insertInto(euros),
]);
