/** Nexmark's query 6: the average price of each seller's last 10 sales, which no Flink runs, must not compile. */
import { avg, desc } from 'millrace';
import { bidsInTime } from '../../jobs/nexmark/bids-in-time';
import { compile } from './compile';

const SALES = `
import { bidsInTime } from '../../jobs/nexmark/bids-in-time';
const sales = bidsInTime
  .topN(1, { partitionBy: ['id', 'seller'], orderBy: desc('price') })
  .select((b) => ({ seller: b.seller, price: b.price, dateTime: b.bid_dateTime }));
`;
const AVERAGE = `sales.over({ partitionBy: ['seller'], orderBy: 'dateTime', rows: 10 }, (s) => ({ avg_price: avg(s.price) }));`;

it('is refused by the compiler in a sentence', () => {
  const { sales, average } = compile({ sales: SALES, average: SALES + AVERAGE });
  expect(sales).toEqual([]);
  expect(average?.join('\n')).toContain('over needs final rows: this table updates its earlier ones');
});

it('is refused when the job is built without types', () => {
  const sales = bidsInTime
    .topN(1, { partitionBy: ['id', 'seller'], orderBy: desc('price') })
    .select((b) => ({ seller: b.seller, price: b.price, dateTime: b.bid_dateTime }));
  const options = { partitionBy: ['seller'], orderBy: 'dateTime', rows: 10 } as never;
  expect(() => sales.over(options, (s) => ({ avg_price: avg(s.price) }) as never)).toThrow('over needs final rows');
});
