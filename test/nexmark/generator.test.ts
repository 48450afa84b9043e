/** The events that Nexmark's queries are run on. */
import { createHash } from 'node:crypto';
import { auctions, bids, FIRST_ID, people } from '../../fixtures/nexmark/generator';

const OPTIONS = { seed: 1, events: 50_000 };
const PEOPLE = [...people(OPTIONS)];
const AUCTIONS = [...auctions(OPTIONS)];
const BIDS = [...bids(OPTIONS)];

const hash = (rows: readonly unknown[]): string =>
  createHash('sha256')
    .update(JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)))
    .digest('hex');
const share = <T>(rows: readonly T[], holds: (row: T) => boolean): number => rows.filter(holds).length / rows.length;

it('gives the same bytes for the same seed, here and elsewhere', () => {
  expect([PEOPLE, AUCTIONS, BIDS].map(hash)).toMatchInlineSnapshot(`
[
  "641a9bed70ae07550465934271ae1acb02be69bed5eb6c69a9d8ddb143c0417a",
  "48f519aca1d83e236621615e7eecc57cad0b82487af693556a9b567e4928273e",
  "4ca9e562a6ab80fc5cf32c9b264e34edef5f239845d3235266369526c3d885c9",
]
`);
  expect(hash([...bids(OPTIONS)])).toBe(hash(BIDS));
  expect(hash([...bids({ ...OPTIONS, seed: 2 })])).not.toBe(hash(BIDS));
});

it('gives the first events of more', () => {
  expect([...bids({ ...OPTIONS, events: 77 })]).toEqual(BIDS.slice(0, 46 + 23));
  expect([...auctions({ ...OPTIONS, events: 77 })]).toEqual(AUCTIONS.slice(0, 6));
  expect([...people({ ...OPTIONS, events: 77 })]).toEqual(PEOPLE.slice(0, 2));
});

it('has 1 person to 3 auctions to 46 bids, at ascending times', () => {
  expect([PEOPLE.length, AUCTIONS.length, BIDS.length]).toEqual([1000, 3000, 46_000]);
  for (const rows of [PEOPLE, AUCTIONS, BIDS]) {
    const times = rows.map(({ dateTime }) => dateTime.getTime());
    expect(times.every((time, i) => i === 0 || time > (times[i - 1] as number))).toBe(true);
  }
  expect(BIDS[0]?.dateTime).toEqual(new Date('2026-01-01T00:00:00.008Z'));
  expect(BIDS.at(-1)?.dateTime).toEqual(new Date('2026-01-01T00:01:39.998Z'));
});

it('counts ids up from 1000', () => {
  expect(PEOPLE.map(({ id }) => id)).toEqual(PEOPLE.map((_, i) => BigInt(FIRST_ID + i)));
  expect(AUCTIONS.map(({ id }) => id)).toEqual(AUCTIONS.map((_, i) => BigInt(FIRST_ID + i)));
});

it('refers to people and auctions that are there, or come soon', () => {
  const reach = (count: number) => BigInt(FIRST_ID + count + 10);
  expect(BIDS.every(({ auction }) => auction >= FIRST_ID && auction < reach(AUCTIONS.length))).toBe(true);
  expect(BIDS.every(({ bidder }) => bidder >= FIRST_ID && bidder < reach(PEOPLE.length))).toBe(true);
  const opened = new Map(AUCTIONS.map(({ id, dateTime }) => [id, dateTime]));
  const registered = new Map(PEOPLE.map(({ id, dateTime }) => [id, dateTime]));
  const known = (times: Map<bigint, Date>, id: bigint, at: Date) =>
    (times.get(id)?.getTime() ?? Infinity) <= at.getTime();
  expect(share(BIDS, (b) => known(opened, b.auction, b.dateTime))).toBeGreaterThan(0.94);
  expect(share(BIDS, (b) => known(registered, b.bidder, b.dateTime))).toBeGreaterThan(0.94);
  expect(share(AUCTIONS, (a) => known(registered, a.seller, a.dateTime))).toBeGreaterThan(0.94);
});

it('has hot auctions, bidders and sellers, each one of a hundred', () => {
  expect(share(BIDS, ({ auction }) => auction % 100n === 0n)).toBeCloseTo(1 / 2, 1);
  expect(share(BIDS, ({ bidder }) => bidder % 100n === 1n)).toBeCloseTo(3 / 4, 1);
  expect(share(AUCTIONS, ({ seller }) => seller % 100n === 0n)).toBeCloseTo(3 / 4, 1);
});

it('spreads prices evenly over their orders of magnitude', () => {
  for (let power = 2; power < 8; power++) {
    expect(share(BIDS, ({ price }) => price >= 10 ** power && price < 10 ** (power + 1))).toBeCloseTo(1 / 6, 1);
  }
  expect(share(BIDS, ({ price }) => price >= 100 && price <= 100_000_000)).toBe(1);
  expect(AUCTIONS.every(({ reserve, initialBid }) => reserve > initialBid)).toBe(true);
});

it('ends auctions when a hundred more have opened, on average', () => {
  const lengths = AUCTIONS.map(({ dateTime, expires }) => expires.getTime() - dateTime.getTime());
  expect(Math.min(...lengths)).toBeGreaterThan(0);
  const hundred = (AUCTIONS[100]?.dateTime.getTime() as number) - (AUCTIONS[0]?.dateTime.getTime() as number);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  expect(Math.abs(mean / hundred - 1)).toBeLessThan(0.1);
  expect([...new Set(AUCTIONS.map(({ category }) => category))].sort()).toEqual([10n, 11n, 12n, 13n, 14n]);
});

it('tells the id of most channels in their addresses, and the hot ones by name', () => {
  const hot = ['Google', 'Facebook', 'Baidu', 'Apple'];
  expect(share(BIDS, ({ channel }) => hot.includes(channel))).toBeCloseTo(1 / 2, 1);
  const others = BIDS.filter(({ channel }) => !hot.includes(channel));
  expect(share(others, ({ url }) => /&channel_id=\d+$/.test(url))).toBeCloseTo(9 / 10, 1);
  const urls = new Map<string, Set<string>>();
  for (const { channel, url } of BIDS) urls.set(channel, (urls.get(channel) ?? new Set()).add(url));
  expect([...urls.values()].every(({ size }) => size === 1)).toBe(true);
  expect(BIDS.every(({ url }) => url.split('/').length === 7)).toBe(true);
});

it('brings rows to their mean lengths', () => {
  const mean = (texts: readonly string[]) => texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
  expect(mean(BIDS.map(({ extra }) => extra))).toBeCloseTo(68, -1);
  const auction = AUCTIONS.map(({ itemName, description, extra }) => itemName + description + extra);
  expect(mean(auction)).toBeCloseTo(452, -1);
});
