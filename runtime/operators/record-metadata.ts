import { identifier } from '../sql/identifiers';
import { render } from '../sql/query';
import type { Schema } from '../types/type';
import { type Operator, type PlanNode, planNode } from './operator';
import { RECORD_COLUMNS, recordsWhere, type SourceNode } from './source';

/** What is known of a record beside its text: when it arrived, and where it was read. */
export const METADATA = {
  arrival: '_arrival',
  shard: '_shard',
  sequence: '_sequence',
  raw: '_raw',
} as const satisfies Record<string, keyof typeof RECORD_COLUMNS>;
export type MetadataKey = keyof typeof METADATA;

export interface RecordMetadataNode extends PlanNode {
  readonly inputs: readonly [SourceNode];
  /** The key of each added column. */
  readonly metadata: Readonly<Record<string, MetadataKey>>;
}

/** A source's rows with columns of their records' metadata. */
const recordMetadata: Operator<RecordMetadataNode> = {
  name: 'RecordMetadata',
  sql(node, context) {
    const [source] = node.inputs;
    const records = recordsWhere(source, Object.keys(source.schema), '`_error` IS NULL');
    const added = Object.entries(node.metadata).map(([name, key]) => [name, identifier(METADATA[key])] as const);
    const view = context.view(node, `${source.table}_records`, () =>
      render({ ...records, select: [...records.select, ...added] }),
    );
    return { from: view };
  },
};

export function recordMetadataNode(source: SourceNode, metadata: Readonly<Record<string, MetadataKey>>): PlanNode {
  const added = Object.entries(metadata).map(([name, key]) => [name, RECORD_COLUMNS[METADATA[key]]] as const);
  const schema: Schema = { ...source.schema, ...Object.fromEntries(added) };
  return planNode(recordMetadata, { inputs: [source], schema, mode: 'append', metadata });
}
