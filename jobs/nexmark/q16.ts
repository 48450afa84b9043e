import { dateFormat, job, max, sink, t } from 'millrace';
import { bidCountColumns, bidCounts, bidsOfDays, distinctCountColumns, distinctCounts } from './statistics';

const channels = sink(
  'channels',
  { channel: t.string, day: t.string, minute: t.string.nullable(), ...bidCountColumns, ...distinctCountColumns },
  { primaryKey: ['channel', 'day'] },
);

/** How many bids, bidders and auctions had each channel a day, at each level of price, and when was its last bid? */
export default job('q16', { lane: 'regular' }, [
  bidsOfDays
    .groupBy('channel', 'day')
    .select((b) => ({
      channel: b.channel,
      day: b.day,
      minute: max(dateFormat(b.dateTime, 'HH:mm')),
      ...bidCounts(b),
      ...distinctCounts(b),
    }))
    .insertInto(channels),
]);
