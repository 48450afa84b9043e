import { job, seconds, sink, t } from 'millrace';
import { auction, person } from './tables';

const newSellers = sink('new_sellers', { id: t.bigint, name: t.string, stime: t.timestamp });

const newcomers = person
  .tumble('dateTime', { size: seconds(10) })
  .groupBy('id', 'name')
  .select(({ id, name, window_start, window_end }) => ({ id, name, window_start, window_end }));

const sellers = auction
  .tumble('dateTime', { size: seconds(10) })
  .groupBy('seller')
  .select(({ seller, window_start, window_end }) => ({ id: seller, window_start, window_end }));

/** Who registered and opened an auction within the same 10 seconds? */
export default job('q8', { lane: 'regular' }, [
  newcomers
    .join(sellers, { on: ['id', 'window_start', 'window_end'] })
    .select((n) => ({ id: n.id, name: n.name, stime: n.window_start }))
    .insertInto(newSellers),
]);
