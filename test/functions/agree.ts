/** Expressions over rows of nasty values, on both engines. */
import { type AnyExpr, type Columns, job, sink, source, t } from 'millrace';
import type { FlinkOracle } from '../../runtime/testing/flink';
import type { AnyRow } from '../../runtime/testing/rows';
import { type Schema, withNullability } from '../../runtime/types/type';
import { locally, onFlink, type Results } from '../flink/both';

/** What each engine gives: a line for each expression of each row, by its name and the row's number. */
export async function bothOf<S extends Schema>(
  flink: FlinkOracle,
  schema: S,
  rows: readonly Readonly<Record<keyof S & string, unknown>>[],
  columns: (row: Columns<S>) => Readonly<Record<string, AnyExpr>>,
): Promise<{ readonly here: string[]; readonly there: string[] }> {
  const input = source('nasty', { n: t.int, ...schema });
  const table = input.select(((row: Columns<S> & { n: AnyExpr }) => ({ n: row.n, ...columns(row) })) as never);
  const given = Object.entries(table.node.schema);
  const out = sink('out', Object.fromEntries(given.map(([name, type]) => [name, withNullability(type, true)])));
  const made = job('nasty', { lane: 'fast' }, [table.insertInto(out as never)]);
  const numbered = rows.map((row, n) => ({ n, ...row })) as unknown as AnyRow[];
  const here = lines(locally(made, numbered));
  return { here, there: lines(await onFlink(flink, made, numbered)) };
}

function lines({ out }: Results): string[] {
  const rows = (out ?? []).map((text) => JSON.parse(text) as { n: number });
  return rows
    .sort((a, b) => a.n - b.n)
    .flatMap(({ n, ...row }) => Object.entries(row).map(([name, value]) => `${n} ${name}: ${JSON.stringify(value)}`));
}
