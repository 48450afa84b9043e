/** The plan: an immutable tree of nodes, each of which knows its operator; an operator is one file of this folder. */
import type { Loop, Terminal } from '../engine/loop';
import type { LocalContext } from '../engine/pipeline';
import type { ExprNode } from '../functions/function';
import type { Query, SqlContext } from '../sql/query';
import type { Schema } from '../types/type';

/** `append`: only inserts; `update`: earlier rows are changed or deleted later. */
export type ChangelogMode = 'append' | 'update';

export interface PlanNode {
  readonly operator: Operator;
  /** Identity of the relation: columns carry it, so that a column of another table is recognised. */
  readonly id: number;
  readonly inputs: readonly PlanNode[];
  readonly schema: Schema;
  readonly mode: ChangelogMode;
}

/**
 * What an operator does with its node, on each engine. Locally an operator is either fused into the loop that its
 * consumer runs over each batch of its input (`fuse`), or it ends a loop and keeps state (`terminal`), or it is a source.
 */
export interface Operator<N extends PlanNode = never> {
  /** As Flink names it. */
  readonly name: string;
  sql(node: N, context: SqlContext): Query;
  /** Adds this operator's code for one row. */
  fuse?(node: N, loop: Loop): void;
  /** Makes the stateful end of a loop; its rows go on to whatever the context connects. */
  terminal?(node: N, context: LocalContext): Terminal;
}

let lastId = 0;
/** A new identity, of a relation or of one side of a join. */
export const nextId = (): number => ++lastId;

/** A node with an identity of its own. */
export function planNode<N extends PlanNode>(
  operator: Operator<N>,
  rest: Omit<N, 'operator' | 'id'> & { readonly id?: number },
): N {
  return { ...rest, operator, id: rest.id ?? nextId() } as unknown as N;
}

/** Columns as expressions over a relation. */
export function columnNodes(node: Pick<PlanNode, 'id' | 'schema'>): Record<string, ExprNode> {
  return Object.fromEntries(
    Object.entries(node.schema).map(([name, type]) => [name, { op: 'column', table: node.id, name, type } as const]),
  );
}
