/** Expressions over rows of nasty values, whose results are compared on both engines to the last bit. */
import { type AnyExpr, job, sink, source } from 'millrace';
import type { FlinkOracle } from '../../runtime/testing/flink';
import type { AnyRow } from '../../runtime/testing/rows';
import type { Schema } from '../../runtime/types/type';
import { withNullability } from '../../runtime/types/type';
import { locally, onFlink } from '../flink/both';

type Columns<K extends string = string> = Readonly<Record<K, AnyExpr>>;

/** Names of results that differ, with both values; an empty list where none does. Of `~names` the last bits may. */
export async function differences(
  flink: FlinkOracle,
  schema: Schema,
  rows: readonly AnyRow[],
  results: (columns: Columns) => Columns,
): Promise<string[]> {
  const table = source('values', schema).select(((c: Columns) => ({ ...results(c) })) as never);
  const given = table.node.schema as Schema;
  const nullable = Object.fromEntries(Object.entries(given).map(([name, type]) => [name, withNullability(type, true)]));
  const all = job('same', { lane: 'fast' }, [table.insertInto(sink('out', nullable) as never)]);
  const here = parsed(locally(all, rows).out);
  const there = parsed((await onFlink(flink, all, rows)).out);
  if (here.length !== there.length) return [`${here.length} rows, on Flink ${there.length}`];
  const byRow = new Map(there.map((row) => [JSON.stringify(row.row), row]));
  return here.flatMap((row) => {
    const other = byRow.get(JSON.stringify(row.row)) ?? {};
    return Object.keys(given).flatMap((name) => {
      const [mine, flinks] = [JSON.stringify(row[name]), JSON.stringify(other[name])];
      if (name.startsWith('~') && areNeighbours(row[name], other[name])) return [];
      return mine === flinks ? [] : [`${name} of row ${row.row}: ${mine}, on Flink ${flinks}`];
    });
  });
}

const areNeighbours = (a: unknown, b: unknown): boolean =>
  typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= Math.abs(a) * 2 ** -51;

const parsed = (rows: readonly string[] | undefined): Record<string, unknown>[] =>
  (rows ?? []).map((row) => JSON.parse(row) as Record<string, unknown>);

/** Every value of one column beside every value of another; each row has its number. */
export function crossed(
  left: readonly [string, readonly unknown[]],
  right: readonly (readonly [string, readonly unknown[]])[],
): AnyRow[] {
  const longest = Math.max(...right.map(([, values]) => values.length));
  return left[1].flatMap((value, i) =>
    Array.from({ length: longest }, (_, k) => ({
      row: i * longest + k,
      [left[0]]: value,
      ...Object.fromEntries(right.map(([name, values]) => [name, values[k % values.length]])),
    })),
  );
}
