import { identifier } from '../sql/identifiers';
import type { Schema } from '../types/type';
import { type Operator, type PlanNode, planNode } from './operator';

/** A logical table that rows are looked up in by its key. */
export interface LookupNode extends PlanNode {
  readonly table: string;
  readonly primaryKey: readonly string[];
}

const lookupTable: Operator<LookupNode> = {
  name: 'LookupTableSource',
  explain: ({ table, primaryKey }) => ({ does: `${table}, by ${primaryKey.join(', ')}` }),
  sql: ({ table }) => ({ from: identifier(table) }),
};

export const isLookup = (node: PlanNode): node is LookupNode => (node.operator as unknown) === lookupTable;

export const lookupNode = (table: string, schema: Schema, primaryKey: readonly string[]): LookupNode =>
  planNode(lookupTable, { inputs: [], schema, mode: 'append', table, primaryKey });
