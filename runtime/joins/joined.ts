/** Two tables side by side: what comes next is their select. */
import { callSite } from '../call-site';
import type { ExprNode } from '../functions/function';
import type { JoinType } from '../operators/join';
import { type ChangelogMode, nextId, type PlanNode } from '../operators/operator';
import { type Columns, columns, type RowSelection, type Selected, type Selection, selection } from '../selection';
import { Table } from '../table';
import { type Role, type Rowtime, type Schema, SqlType, type WindowEnd, type WindowStart } from '../types/type';

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
/**
 * The same behind a join in the order of time: a side that is not padded keeps its time attribute, the left one before
 * the right one, since a result has one.
 */
export type TimedLeftOf<L extends Schema, T extends JoinType> = PadsLeft<T> extends true ? LeftOf<L, T> : Timed<L>;
export type TimedRightOf<R extends Schema, T extends JoinType> = T extends 'right' ? Timed<R> : RightOf<R, T>;
type Timed<Row extends Schema, Role = Rowtime> = {
  readonly [K in keyof Row]: Row[K] extends Role ? Row[K] : Padded<Row[K], false>;
};
/** The same behind a join within windows, whose bounds stay what they are. */
export type WindowedLeftOf<L extends Schema, T extends JoinType> =
  PadsLeft<T> extends true ? LeftOf<L, T> : Timed<L, AnyRole>;
export type WindowedRightOf<R extends Schema, T extends JoinType> = T extends 'right'
  ? Timed<R, AnyRole>
  : RightOf<R, T>;
type AnyRole = Rowtime | WindowStart | WindowEnd;

/** A relation under another id, that of a side of a join. */
export const side = (node: PlanNode): PlanNode => ({ ...node, id: nextId() });

/** Roles that columns keep behind a join: none, those of a result in the order of time, or also a window's bounds. */
type Keeps = 'nothing' | 'time' | 'windowed';

/** Both sides as a join's select sees them. */
export function behindJoin(
  left: PlanNode,
  right: PlanNode,
  type: JoinType,
  keeps: Keeps = 'nothing',
): [PlanNode, PlanNode] {
  return [
    behind(left, type === 'right' || type === 'full', keeps),
    behind(right, type === 'left' || type === 'full', type === 'right' ? keeps : 'nothing'),
  ];
}

function behind(node: PlanNode, pads: boolean, keeps: Keeps): PlanNode {
  const kept = (role: Role | undefined) =>
    !pads && (keeps === 'windowed' || (keeps === 'time' && role === 'rowtime')) ? role : undefined;
  const schema = Object.entries(node.schema).map(([name, type]) => {
    return [name, new SqlType(type.spec, type.isNullable || pads, kept(type.role))] as const;
  });
  return { ...node, schema: Object.fromEntries(schema) };
}

export class Joined<L extends Schema, R extends Schema, Mode extends ChangelogMode> {
  declare protected readonly mode: Mode;

  constructor(
    private readonly sides: readonly [left: PlanNode, right: PlanNode],
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
    const [left, right] = this.sides;
    const node = this.join(selection(select(columns(left), columns(right)), this.sides, 'row'));
    return new Table({ ...node, written: { from: this.from, ...node.written } });
  }
}
