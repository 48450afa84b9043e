/** The streams of Nexmark, an online auction house. */
import { seconds, source, t } from 'millrace';

/** People who register, to sell or to bid. */
export const person = source('person', {
  id: t.bigint,
  name: t.string,
  emailAddress: t.string,
  creditCard: t.string,
  city: t.string,
  state: t.string,
  dateTime: t.timestamp,
  extra: t.string,
}).watermark('dateTime', seconds(4));

/** Auctions that people open. */
export const auction = source('auction', {
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
}).watermark('dateTime', seconds(4));

/** Bids for auctions. */
export const bid = source('bid', {
  auction: t.bigint,
  bidder: t.bigint,
  price: t.bigint,
  channel: t.string,
  url: t.string,
  dateTime: t.timestamp,
  extra: t.string,
}).watermark('dateTime', seconds(4));
