/** UNION, INTERSECT and EXCEPT: of two tables with the same columns, taken by name. */
import { MillraceError } from './errors';
import type { ChangelogMode, PlanNode } from './operators/operator';
import { type SetOperator, setOperationNode } from './operators/set-operation';
import { Table } from './table';
import type { Mistake } from './types/mistake';
import type { KindOf, NullableOf } from './types/numeric';
import { type PartsOf, type Rowtime, type Schema, SqlType } from './types/type';

/** What is wrong between two tables of a set operation, as a sentence; `unknown` when nothing is. */
export type SameColumns<L extends Schema, R extends Schema> = [Exclude<keyof L, keyof R>] extends [never]
  ? [Exclude<keyof R, keyof L>] extends [never]
    ? [TypeMistake<L, R>] extends [never]
      ? unknown
      : TypeMistake<L, R>
    : Mistake<`the tables must have the same columns: only the other table has ${Exclude<keyof R, keyof L> & string}`>
  : Mistake<`the tables must have the same columns: the other table has no ${Exclude<keyof L, keyof R> & string}`>;

type TypeMistake<L extends Schema, R extends Schema> = {
  [K in keyof L & keyof R & string]: [KindOf<L[K]>, PartsOf<L[K]>] extends [KindOf<R[K]>, PartsOf<R[K]>]
    ? never
    : Mistake<`column ${K} is ${KindOf<L[K]>} here and ${KindOf<R[K]>} in the other table`>;
}[keyof L & keyof R & string];

/** A column of both tables: NULL where one of them has it, without role. */
type Merged<A, B> =
  A extends SqlType<infer Kind, infer N, infer Js, infer Parts>
    ? SqlType<Kind, true extends N | NullableOf<B> ? true : false, Js, Parts>
    : never;
type Both<L extends Schema, R extends Schema, K extends keyof L> = K extends keyof R ? Merged<L[K], R[K]> : never;

/** The columns of both tables; a time attribute of both stays one. */
export type UnionRow<L extends Schema, R extends Schema> = {
  readonly [K in keyof L]: L[K] extends Rowtime
    ? K extends keyof R
      ? R[K] extends Rowtime
        ? L[K]
        : Both<L, R, K>
      : never
    : Both<L, R, K>;
};
export type SetRow<L extends Schema, R extends Schema> = { readonly [K in keyof L]: Both<L, R, K> };

/** `UNION ALL` passes rows on; every other set operation may take a row back. */
export type UnionMode<L, R> = 'update' extends L | R ? 'update' : 'append';

/** @throws MillraceError COLUMN_MISMATCH naming the column and the types. */
export function setOperation<Row extends Schema, Mode extends ChangelogMode>(
  inputs: readonly [PlanNode, PlanNode],
  operation: SetOperator,
): Table<Row, Mode> {
  const [left, right] = inputs.map(({ schema }) => schema) as [Schema, Schema];
  for (const [names, others, whose] of [
    [left, right, 'the other table has no'],
    [right, left, 'only the other table has'],
  ] as const) {
    const missing = Object.keys(names).filter((name) => !(name in others));
    if (missing.length > 0) throw mismatch(operation, `${whose} column ${missing.join(', ')}`);
  }
  const isUnionAll = operation === 'UNION ALL';
  const columns = Object.entries(left).map(([name, a]) => {
    const b = right[name] as typeof a;
    if (a.spec.sql !== b.spec.sql)
      throw mismatch(operation, `column ${name} is ${a.spec.sql} here and ${b.spec.sql} in the other table`);
    const isTime = isUnionAll && a.role === 'rowtime' && b.role === 'rowtime';
    return [name, new SqlType(a.spec, a.isNullable || b.isNullable, isTime ? 'rowtime' : undefined)] as const;
  });
  const mode = isUnionAll && inputs.every((input) => input.mode === 'append') ? 'append' : 'update';
  return new Table(setOperationNode(inputs, operation, Object.fromEntries(columns), mode));
}

const mismatch = (operation: SetOperator, what: string) =>
  new MillraceError(
    'COLUMN_MISMATCH',
    `${operation}: ${what}`,
    'Columns are matched by name: select the same names with the same types on both sides.',
  );
