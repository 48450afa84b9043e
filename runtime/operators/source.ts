import { identifier } from '../sql/identifiers';
import type { Duration } from '../time';
import type { Operator, PlanNode } from './operator';

/** A logical table that is read. What it is bound to is the environment's business. */
export interface SourceNode extends PlanNode {
  readonly table: string;
  readonly watermark?: { readonly column: string; readonly delay: Duration };
}

export const source: Operator<SourceNode> = {
  name: 'TableSourceScan',
  sql: (node) => ({ from: identifier(node.table) }),
};

export const isSource = (node: PlanNode): node is SourceNode => (node.operator as unknown) === source;

export function sourceNode(node: Omit<SourceNode, 'operator' | 'inputs' | 'mode'>): SourceNode {
  return { operator: source as Operator, inputs: [], mode: 'append', ...node };
}
