/** The streams of Nexmark, an online auction house. */
import { lookup, seconds, source, t } from 'millrace';

export const personColumns = {
  id: t.bigint,
  name: t.string,
  emailAddress: t.string,
  creditCard: t.string,
  city: t.string,
  state: t.string,
  dateTime: t.timestamp,
  extra: t.string,
};

export const auctionColumns = {
  id: t.bigint,
  itemName: t.string,
  description: t.string,
  initialBid: t.bigint,
  reserve: t.bigint,
  dateTime: t.timestamp,
  expires: t.timestamp,
  seller: t.bigint,
  category: t.bigint,
  extra: t.string,
};

export const bidColumns = {
  auction: t.bigint,
  bidder: t.bigint,
  price: t.bigint,
  channel: t.string,
  url: t.string,
  dateTime: t.timestamp,
  extra: t.string,
};

/** People who register, to sell or to bid. */
export const person = source('person', personColumns).watermark('dateTime', seconds(4));

/** Auctions that people open. */
export const auction = source('auction', auctionColumns).watermark('dateTime', seconds(4));

/** Bids for auctions. */
export const bid = source('bid', bidColumns).watermark('dateTime', seconds(4));

/** A small table of something about auctions. */
export const sideInput = lookup('side_input', { key: t.bigint, value: t.string }, { primaryKey: ['key'] });
