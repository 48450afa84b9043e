import { job, sink, t } from 'millrace';
import { bid } from './tables';

const prices = sink('prices', { auction: t.bigint, price: t.bigint });

/** What was bid for every 123rd auction? */
export default job('q2', { lane: 'regular' }, [
  bid
    .where((b) => b.auction.mod(123).eq(0))
    .select(({ auction, price }) => ({ auction, price }))
    .insertInto(prices),
]);
