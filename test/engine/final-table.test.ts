import { type Batch, FinalTable } from 'millrace/engine';
import { type AnyRow, fromBatch, toBatch } from '../../runtime/testing/rows';
import { t } from '../../runtime/types';

const schema = { id: t.string.nullable(), n: t.double, ok: t.boolean };
const [INSERT, BEFORE, AFTER, DELETE] = [0, 1, 2, 3];
const row = (id: string | null, n: number): AnyRow => ({ id, n, ok: n > 1 });
const changes = (...all: [number, AnyRow][]): Batch => ({
  ...toBatch(
    schema,
    all.map(([, given]) => given),
  ),
  kinds: Uint8Array.from(all.map(([kind]) => kind)),
});
const read = (table: FinalTable): AnyRow[] => fromBatch(Object.keys(schema), table.batch());

test('a table with a primary key has one row for each', () => {
  const table = new FinalTable(schema, ['id']);
  table.apply(changes([INSERT, row('a', 1)], [INSERT, row(null, 2)], [BEFORE, row('a', 1)], [AFTER, row('a', 3)]));
  expect(read(table)).toEqual([row(null, 2), row('a', 3)]);
  // Upserts bring no row before.
  table.apply(changes([AFTER, row(null, 4)], [DELETE, row('a', 3)]));
  expect(read(table)).toEqual([row(null, 4)]);
  expect(table.rows()).toEqual([[null, 4, true]]);
});

test('a table without one has rows as often as they came', () => {
  const table = new FinalTable(schema);
  table.apply({ ...toBatch(schema, [row('a', 0), row('a', -0), row('a', 0)]) });
  table.apply(changes([DELETE, row('a', 0)]));
  expect(read(table)).toEqual([row('a', -0), row('a', 0)]);
  expect(() => table.apply(changes([DELETE, row('b', 0)]))).toThrow('a row was taken back that was not there');
});

test('an empty table has no rows', () => {
  expect(read(new FinalTable(schema))).toEqual([]);
});
