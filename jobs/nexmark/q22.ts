import { job, sink, splitIndex, t } from 'millrace';
import { bid } from './tables';

const folders = sink('folders', {
  auction: t.bigint,
  bidder: t.bigint,
  price: t.bigint,
  channel: t.string,
  dir1: t.string.nullable(),
  dir2: t.string.nullable(),
  dir3: t.string.nullable(),
});

/** What are the folders of each bid's address? */
export default job('q22', { lane: 'regular' }, [
  bid
    .select((b) => ({
      auction: b.auction,
      bidder: b.bidder,
      price: b.price,
      channel: b.channel,
      dir1: splitIndex(b.url, '/', 3),
      dir2: splitIndex(b.url, '/', 4),
      dir3: splitIndex(b.url, '/', 5),
    }))
    .insertInto(folders),
]);
