/** Windows as relations: the language has no select of them; what reads them are joins and ranks. */
import { type Insert, sink, t } from 'millrace';
import type { PlanNode } from '../../runtime/operators/operator';
import { Table } from '../../runtime/table';
import type { Schema } from '../../runtime/types/type';

const out = sink('out', { k: t.string, v: t.int, from: t.timestamp, to: t.timestamp, time: t.timestamp });

/** Every row of windows over rows with `k` and `v`, into `out`. */
export function bare(windows: object): Insert {
  const { node } = windows as { node: PlanNode };
  return new Table<Schema, 'append'>(node)
    .select((e) => ({ k: e.k, v: e.v, from: e.window_start, to: e.window_end, time: e.window_time }) as never)
    .insertInto(out as never);
}
