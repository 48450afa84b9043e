import { job, sink, t } from 'millrace';
import { auction, bid, person } from './tables';

const bidsOfSellers = sink('bids_of_sellers', {
  bidder: t.bigint,
  price: t.bigint,
  channel: t.string,
  url: t.string,
  bid_extra: t.string,
  person_id: t.bigint,
  name: t.string,
  emailAddress: t.string,
  creditCard: t.string,
  city: t.string,
  state: t.string,
  person_extra: t.string,
  itemName: t.string,
  description: t.string,
  initialBid: t.bigint,
  reserve: t.bigint,
  auction_dateTime: t.timestamp,
  expires: t.timestamp,
  seller: t.bigint,
  category: t.bigint,
  auction_extra: t.string,
});

const bidsOfPeople = bid
  .join(person, { on: (b, p) => b.bidder.eq(p.id) })
  .select((b, { id, dateTime, extra, ...p }) => ({
    ...p,
    person_id: id,
    person_extra: extra,
    bidder: b.bidder,
    price: b.price,
    channel: b.channel,
    url: b.url,
    bid_extra: b.extra,
  }));

/** The bids of people who sell, too, with the person and each auction of theirs. */
export default job('q23', { lane: 'regular' }, [
  bidsOfPeople
    .join(auction, { on: (b, a) => b.bidder.eq(a.seller) })
    .select((b, { id, dateTime, extra, ...a }) => ({ ...b, ...a, auction_dateTime: dateTime, auction_extra: extra }))
    .insertInto(bidsOfSellers),
]);
