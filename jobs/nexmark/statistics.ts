/** What several queries count of bids: all of them, and those of three levels of price, up to 100.00, to 10,000.00 and above. */
import { type Columns, coalesce, count, dateFormat, lit, t } from 'millrace';
import { bid, type bidColumns } from './tables';

type Bid = Columns<typeof bidColumns>;

/** The bids with their day, such as 2026-01-01. To Flink DATE_FORMAT may be NULL, and a primary key may not. */
export const bidsOfDays = bid.addColumns((b) => ({
  day: coalesce(dateFormat(b.dateTime, 'yyyy-MM-dd'), lit('', t.string)),
}));

export function bidCounts({ price }: Pick<Bid, 'price'>) {
  const { low, middle, high } = levels(price);
  return {
    total_bids: count(),
    rank1_bids: count({ filter: low }),
    rank2_bids: count({ filter: middle }),
    rank3_bids: count({ filter: high }),
  };
}

export function distinctCounts({ price, bidder, auction }: Pick<Bid, 'price' | 'bidder' | 'auction'>) {
  const { low, middle, high } = levels(price);
  return {
    total_bidders: count(bidder, { distinct: true }),
    rank1_bidders: count(bidder, { distinct: true, filter: low }),
    rank2_bidders: count(bidder, { distinct: true, filter: middle }),
    rank3_bidders: count(bidder, { distinct: true, filter: high }),
    total_auctions: count(auction, { distinct: true }),
    rank1_auctions: count(auction, { distinct: true, filter: low }),
    rank2_auctions: count(auction, { distinct: true, filter: middle }),
    rank3_auctions: count(auction, { distinct: true, filter: high }),
  };
}

const levels = (price: Bid['price']) => ({
  low: price.lt(10_000),
  middle: price.gte(10_000).and(price.lt(1_000_000)),
  high: price.gte(1_000_000),
});

export const bidCountColumns = {
  total_bids: t.bigint,
  rank1_bids: t.bigint,
  rank2_bids: t.bigint,
  rank3_bids: t.bigint,
};

export const distinctCountColumns = {
  total_bidders: t.bigint,
  rank1_bidders: t.bigint,
  rank2_bidders: t.bigint,
  rank3_bidders: t.bigint,
  total_auctions: t.bigint,
  rank1_auctions: t.bigint,
  rank2_auctions: t.bigint,
  rank3_auctions: t.bigint,
};
