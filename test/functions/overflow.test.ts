/** A DECIMAL that overflows is NULL, also where its type has none: what becomes of that, on both engines. */
import { type AnyExpr, abs, caseWhen, coalesce, greatest, job, negate, round, sin, sink, source, t } from 'millrace';
import { locally, onFlink } from '../flink/both';
import { useFlink } from '../flink/oracle';
import { differences } from './same';

const flink = useFlink();

const SCHEMA = { row: t.int, big: t.decimal(38), b: t.bigint };
const numbers = source('numbers', SCHEMA);
const ROWS = [
  { row: 0, big: '9'.repeat(38), b: 123456n },
  { row: 1, big: '5', b: 7n },
];

it('is the same in expressions that have no NULL', async () => {
  type Columns = Parameters<Parameters<typeof numbers.select>[0]>[0];
  const found = await differences(flink(), SCHEMA, ROWS, (columns) => {
    const { row, big, b } = columns as unknown as Columns;
    const sum = big.plus(big);
    const three = b.cast(t.decimal(3));
    return {
      ...{ row, sum, three, more: sum.plus(1), negative: negate(three), size: abs(three), rounded: round(three, 1) },
      ...{ positive: sum.gt(0), not: sum.gt(0).not(), equal: sum.eq(big), either: sum.gt(0).or(b.gt(1)) },
      ...{ int: sum.cast(t.int), next: three.cast(t.int).plus(1), long: sum.cast(t.bigint), text: sum.cast(t.string) },
      ...{ double: sum.cast(t.double), sine: sin(three), boolean: three.cast(t.boolean) },
      ...{ sumIsNull: sum.isNull(), threeIsNull: three.isNull(), threeIsNotNull: three.isNotNull() },
      ...{
        distinct: three.isDistinctFrom(big),
        same: three.isNotDistinctFrom(big),
        first: coalesce(three, three.plus(1).cast(t.decimal(3))),
      },
      ...{ case: caseWhen(b.gt(10), three).otherwise(three), most: greatest(three, big.cast(t.decimal(3))) },
      filtered: caseWhen(sum.gt(0), 1).otherwise(2),
    } as unknown as Readonly<Record<string, AnyExpr>>;
  });
  expect(found).toEqual([]);
}, 300_000);

it('fails a job that writes it where there is no NULL', async () => {
  const all = job('overflow', { lane: 'fast' }, [
    numbers.select((c) => ({ sum: c.big.plus(c.big) })).insertInto(sink('out', { sum: t.decimal(38) })),
  ]);
  expect(() => locally(all, ROWS)).toThrow('whose column sum is NOT NULL, which fails the job on Flink too');
  await expect(onFlink(flink(), all, ROWS)).rejects.toThrow('NOT NULL');
});

it('leaves out rows whose condition it is', async () => {
  const all = job('overflow', { lane: 'fast' }, [
    numbers
      .where((c) => c.big.plus(c.big).gt(0))
      .select((c) => ({ b: c.b }))
      .insertInto(sink('out', { b: t.bigint })),
  ]);
  expect(locally(all, ROWS).out).toEqual(['{"b":"7n"}']);
  expect((await onFlink(flink(), all, ROWS)).out).toEqual(['{"b":"7n"}']);
});
