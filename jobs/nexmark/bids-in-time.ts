/** What several queries ask about auctions and their bids. */
import { auction, bid } from './tables';

/** The bids that came while their auction was open, each with the auction. */
export const bidsInTime = auction
  .join(bid, { on: (a, b) => a.id.eq(b.auction).and(b.dateTime.between(a.dateTime, a.expires)) })
  .select((a, b) => ({
    ...a,
    auction: b.auction,
    bidder: b.bidder,
    price: b.price,
    bid_dateTime: b.dateTime,
    bid_extra: b.extra,
  }));
