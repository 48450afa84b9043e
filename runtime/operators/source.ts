import { identifier } from '../sql/identifiers';
import { render } from '../sql/query';
import type { Duration } from '../time';
import { bytes } from '../types/bytes';
import { string } from '../types/string';
import { timestamp } from '../types/timestamp';
import type { Schema } from '../types/type';
import { type Operator, type PlanNode, planNode } from './operator';

/** A logical table that is read. What it is bound to is the environment's business. */
export interface SourceNode extends PlanNode {
  readonly table: string;
  readonly watermark?: {
    readonly column: string;
    readonly delay: Duration;
    /** How far a row's time may lie after its arrival. */
    readonly clockSkew: Duration;
  };
  readonly recordId?: { readonly columns: readonly string[]; readonly within: Duration };
}

/** What a source tells of every record, beside the declared columns. `_error` is NULL for a row of the table. */
export const RECORD_COLUMNS = {
  _error: string.nullable(),
  _reason: string.nullable(),
  _raw: bytes,
  _shard: string,
  _sequence: string,
  _arrival: timestamp.nullable(),
} as const satisfies Schema;

/** `_error` of a well-formed row whose record id was there before. */
export const DUPLICATE_RECORD = 'DUPLICATE_RECORD';

/** A table is the view of its records that are well-formed and came for the first time. */
export const source: Operator<SourceNode> = {
  name: 'TableSourceScan',
  explain: ({ table, recordId }) => ({
    does: table,
    ...(recordId && {
      state: `the time of each ${recordId.columns.join(', ')}`,
      freed: `when the watermark has passed it by ${recordId.within}`,
    }),
  }),
  sql(node, context) {
    const view = context.view(node, `${node.table}_rows`, () =>
      render(recordsWhere(node, Object.keys(node.schema), '`_error` IS NULL')),
    );
    return { from: view };
  },
};

/** Some of a source's records. Every reader gets them from one scan: two would be two watermarks. */
export const recordsWhere = (node: SourceNode, columns: readonly string[], condition: string) => ({
  select: columns.map((name) => [name, identifier(name)] as const),
  from: identifier(node.table),
  where: [condition],
});

export const isSource = (node: PlanNode): node is SourceNode => (node.operator as unknown) === source;

/** The source that a relation's rows come from. */
export const sourceOf = (node: PlanNode): SourceNode => (isSource(node) ? node : sourceOf(node.inputs[0] as PlanNode));

export function sourceNode(node: Omit<SourceNode, 'operator' | 'id' | 'inputs' | 'mode'>): SourceNode {
  const { table, schema, watermark, recordId, at, call } = node;
  return planNode(source, {
    ...{ inputs: [], mode: 'append', table, schema },
    ...(watermark && { watermark }),
    ...(recordId && { recordId }),
    // Where it is declared, not where something was added to it.
    ...(at !== undefined && call !== undefined && { at, call }),
  });
}
