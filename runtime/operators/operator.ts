/** The plan: an immutable tree of nodes, each of which knows its operator; an operator is one file of this folder. */
import { type CallSite, callSite } from '../call-site';
import type { Loop, Terminal } from '../engine/loop';
import type { LocalContext } from '../engine/pipeline';
import type { RowContext, RowOperator } from '../engine/row-operator';
import type { ExprNode } from '../functions/function';
import type { Query, SqlContext, Written } from '../sql/query';
import type { Schema } from '../types/type';
import type { UpsertKeys } from './keys';

/** `append`: only inserts; `update`: earlier rows are changed or deleted later. */
export type ChangelogMode = 'append' | 'update';

/** A relation: what an operator makes of its inputs, and where in TypeScript that is written. */
export interface PlanNode extends Partial<CallSite> {
  readonly operator: Operator;
  /** Identity of the relation: columns carry it, so that a column of another table is recognised. */
  readonly id: number;
  readonly inputs: readonly PlanNode[];
  readonly schema: Schema;
  readonly mode: ChangelogMode;
  /** Of an `update` table, the sets of columns by which its changes are known; absent where there is none. */
  readonly upsertKeys?: UpsertKeys;
  /** Where clauses are written that are written elsewhere than the node: a groupBy comes before its select. */
  readonly written?: Written;
}

/** What `millrace explain` says of a node, beside its name, place, changelog mode and time attributes. */
export interface Explained {
  /** What it does, in a line: `per shop, over hop size 5 min`. */
  readonly does?: string;
  /** What it keeps, and for each of what: `per key: the aggregates`. Absent where it keeps nothing. */
  readonly state?: string;
  /** When what it keeps is freed. Absent where it is kept for ever, unless the job has a state TTL. */
  readonly freed?: string;
}

/** `freed` of state that does not grow. */
export const NEVER = 'never, and it does not grow';

/**
 * What an operator does with its node, on each engine. Locally an operator is either fused into the loop that its
 * consumer runs over each batch of its input (`fuse`), or it keeps state and ends a loop for each input: it takes rows one
 * by one (`rows`), or makes its own code of the loop (`terminal`). Or it is a source.
 */
export interface Operator<N extends PlanNode = never> {
  /** As Flink names it. */
  readonly name: string;
  sql(node: N, context: SqlContext): Query;
  /** What people want to know of it: above all its state, and when that is freed. */
  explain?(node: N): Explained;
  /** Adds this operator's code for one row. */
  fuse?(node: N, loop: Loop): void;
  /** Makes what takes the rows of its inputs one by one. */
  rows?(node: N, context: RowContext): RowOperator;
  /** Makes the stateful end of a loop; its rows go on to whatever the context connects. */
  terminal?(node: N, context: LocalContext): Terminal;
}

let lastId = 0;
/** A new identity, of a relation or of one side of a join. */
export const nextId = (): number => ++lastId;

/** What a kind of node is made of, beside what every node has. */
export type NodeOf<N extends PlanNode> = Omit<N, 'operator' | 'id' | keyof CallSite>;

/** A node with an identity of its own, written where the library was called unless told otherwise. */
export function planNode<N extends PlanNode>(
  operator: Operator<N>,
  rest: NodeOf<N> & { readonly id?: number } & Partial<CallSite>,
): N {
  return { ...rest, ...(rest.at === undefined && callSite()), operator, id: rest.id ?? nextId() } as unknown as N;
}

/** Columns as expressions over a relation. */
export function columnNodes(node: Pick<PlanNode, 'id' | 'schema'>): Record<string, ExprNode> {
  return Object.fromEntries(
    Object.entries(node.schema).map(([name, type]) => [name, { op: 'column', table: node.id, name, type } as const]),
  );
}
