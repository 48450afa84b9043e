import { avg, job, max, sink, t } from 'millrace';
import { bidsInTime } from './bids-in-time';

const averages = sink('averages', { id: t.bigint, final: t.bigint }, { primaryKey: ['id'] });

/** What is the average winning price in each category? */
export default job('q4', { lane: 'regular' }, [
  bidsInTime
    .groupBy('id', 'category')
    .select((b) => ({ category: b.category, winning: max(b.price) }))
    .groupBy('category')
    .select((w) => ({ id: w.category, final: avg(w.winning) }))
    .insertInto(averages),
]);
