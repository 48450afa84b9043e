import { job, seconds, sink, t } from 'millrace';
import { auction, person } from './tables';

const newSellers = sink('new_sellers', { id: t.bigint, name: t.string, stime: t.timestamp });

const registered = person.tumble('dateTime', { size: seconds(10) });
const opened = auction.tumble('dateTime', { size: seconds(10) });

/** Who registered and opened an auction within the same 10 seconds? */
export default job('q8', { lane: 'regular' }, [
  registered
    .groupBy('id', 'name')
    .select(({ id, name, window_start, window_end }) => ({ id, name, window_start, window_end }))
    .join(
      opened.groupBy('seller').select(({ seller, window_start, window_end }) => ({ seller, window_start, window_end })),
      {
        on: (p, a) => p.id.eq(a.seller).and(p.window_start.eq(a.window_start)).and(p.window_end.eq(a.window_end)),
      },
    )
    .select((p) => ({ id: p.id, name: p.name, stime: p.window_start }))
    .insertInto(newSellers),
]);
