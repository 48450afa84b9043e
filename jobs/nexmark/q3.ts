import { job, sink, t } from 'millrace';
import { auction, person } from './tables';

const sellers = sink('sellers', { name: t.string, city: t.string, state: t.string, id: t.bigint });

const nearby = person.where((p) => p.state.in(['OR', 'ID', 'CA']));

/** Who in Oregon, Idaho or California sells in category 10, and in which auctions? */
export default job('q3', { lane: 'regular' }, [
  auction
    .where((a) => a.category.eq(10))
    .join(nearby, { on: (a, p) => a.seller.eq(p.id) })
    .select((a, p) => ({ name: p.name, city: p.city, state: p.state, id: a.id }))
    .insertInto(sellers),
]);
