/** Rows made of rows by a table function. */

import { MillraceError } from './errors';
import type { TableFunctionCall } from './functions/table-function';
import { lateralNode } from './operators/lateral';
import type { ChangelogMode, PlanNode } from './operators/operator';
import { checkColumns, checkNew, hasAggregate } from './selection';
import { Table } from './table';
import type { Mistake } from './types/mistake';
import { type Schema, type SqlType, withNullability } from './types/type';

/** The rows of a table with the columns of a table function. */
export type WithRows<Row extends Schema, Fields extends Schema, Type> = Row & {
  readonly [K in keyof Fields]: Fields[K] extends SqlType<infer Kind, infer N, infer Js, infer Parts>
    ? SqlType<Kind, Type extends 'left' ? true : N, Js, Parts>
    : never;
};

/** Refuses a function whose columns are there already. */
export type NewFields<Fields extends Schema, Row extends Schema> = [keyof Fields & keyof Row & string] extends [never]
  ? unknown
  : Mistake<`the table already has a column ${keyof Fields & keyof Row & string}: rename it in a select first`>;

/** @throws MillraceError FOREIGN_COLUMN, RESERVED_COLUMN, INVALID_ARGUMENT */
export function lateral<Row extends Schema, Mode extends ChangelogMode>(
  input: PlanNode,
  { fn, args }: TableFunctionCall<Schema>,
  { type = 'inner' }: { readonly type?: 'inner' | 'left' },
): Table<Row, Mode> {
  for (const arg of args) {
    checkColumns(arg, input, 'lateral');
    if (hasAggregate(arg))
      throw new MillraceError('INVALID_ARGUMENT', `lateral: ${fn.name} takes values of one row, no aggregates`);
  }
  checkNew(Object.keys(fn.returns), input.schema, 'lateral');
  const isLeft = type === 'left';
  const added = Object.entries(fn.returns).map(
    ([name, of]) => [name, withNullability(of, of.isNullable || isLeft)] as const,
  );
  const schema = { ...input.schema, ...Object.fromEntries(added) };
  return new Table(lateralNode({ inputs: [input], schema, mode: input.mode, fn, args, isLeft }));
}
