import { caseWhen, job, lower, regexpExtract, sink, t } from 'millrace';
import { bid } from './tables';

const channelIds = sink('channel_ids', {
  auction: t.bigint,
  bidder: t.bigint,
  price: t.bigint,
  channel: t.string,
  channel_id: t.string.nullable(),
});

/** What is the id of each bid's channel: that of a known channel, or the one in the address? */
export default job('q21', { lane: 'regular' }, [
  bid
    .addColumns((b) => ({ known: lower(b.channel), told: regexpExtract(b.url, '(&|^)channel_id=([^&]*)', 2) }))
    .select((b) => ({
      auction: b.auction,
      bidder: b.bidder,
      price: b.price,
      channel: b.channel,
      channel_id: caseWhen(b.known.eq('apple'), '0')
        .when(b.known.eq('google'), '1')
        .when(b.known.eq('facebook'), '2')
        .when(b.known.eq('baidu'), '3')
        .otherwise(b.told),
    }))
    .where((b) => b.channel_id.isNotNull())
    .insertInto(channelIds),
]);
