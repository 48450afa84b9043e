/** Two tables side by side: what comes next is their select. */
import { callSite } from '../call-site';
import type { ExprNode } from '../functions/function';
import type { JoinType } from '../operators/join';
import { type ChangelogMode, nextId, type PlanNode } from '../operators/operator';
import { type Columns, columns, type RowSelection, type Selected, type Selection, selection } from '../selection';
import { Table } from '../table';
import { type Schema, SqlType } from '../types/type';

/** A type without its role, with NULL where a row without a partner is padded. */
type Padded<T, Pads extends boolean> =
  T extends SqlType<infer Kind, infer N, infer Js, infer Parts>
    ? SqlType<Kind, Pads extends true ? true : N, Js, Parts>
    : never;
type PadsLeft<T extends JoinType> = T extends 'right' | 'full' ? true : false;
type PadsRight<T extends JoinType> = T extends 'left' | 'full' ? true : false;

/** The columns of a join's left side behind it, without time attributes. */
export type LeftOf<L extends Schema, T extends JoinType> = { readonly [K in keyof L]: Padded<L[K], PadsLeft<T>> };
export type RightOf<R extends Schema, T extends JoinType> = { readonly [K in keyof R]: Padded<R[K], PadsRight<T>> };
/** The same where rows stay in the order of their times: a side that is not padded keeps its time attributes. */
export type TimedLeftOf<L extends Schema, T extends JoinType> = PadsLeft<T> extends true ? LeftOf<L, T> : L;

export const padsLeft = (type: JoinType): boolean => type === 'right' || type === 'full';
export const padsRight = (type: JoinType): boolean => type === 'left' || type === 'full';

/** A relation under another id, that of a side of a join. */
export const side = (node: PlanNode): PlanNode => ({ ...node, id: nextId() });

/** The columns of a side behind the join. */
export function behindJoin(node: PlanNode, pads: boolean, keepsTime = false): PlanNode {
  const schema = Object.entries(node.schema).map(([name, type]) => {
    const role = keepsTime && !pads ? type.role : undefined;
    return [name, new SqlType(type.spec, type.isNullable || pads, role)] as const;
  });
  return { ...node, schema: Object.fromEntries(schema) };
}

export class Joined<L extends Schema, R extends Schema, Mode extends ChangelogMode> {
  declare protected readonly mode: Mode;

  constructor(
    private readonly left: PlanNode,
    private readonly right: PlanNode,
    private readonly join: (columns: Readonly<Record<string, ExprNode>>) => PlanNode,
    private readonly from = callSite(),
  ) {}

  /**
   * `SELECT` over both sides: the object's keys are the output columns.
   * @throws MillraceError FOREIGN_COLUMN for a column of another table.
   */
  select<const S extends Selection>(
    select: (left: Columns<L>, right: Columns<R>) => S & RowSelection<S>,
  ): Table<Selected<S>, Mode> {
    const selected = select(columns(this.left), columns(this.right));
    const node = this.join(selection(selected, [this.left, this.right], 'row'));
    return new Table({ ...node, written: { from: this.from, ...node.written } });
  }
}
