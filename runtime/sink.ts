import { type CallSite, callSite } from './call-site';
import { checkTable } from './declaration';
import { MillraceError } from './errors';
import type { Mistake } from './types/mistake';
import type { KindOf, NullableOf } from './types/numeric';
import type { PartsOf, Schema } from './types/type';

/** A logical table that is written. Where it lives is said by an environment's bindings. */
export class Sink<Row extends Schema, Key extends string = never> {
  declare protected readonly row: Row;
  declare protected readonly key: Key;

  constructor(
    readonly table: string,
    readonly schema: Schema,
    readonly primaryKey: readonly string[],
    /** Where it is declared. */
    readonly declared: CallSite = callSite(),
  ) {}
}

/**
 * Declares a store that jobs write: its name, columns and types; with a primary key it takes updates.
 * @example sink('averages', { metric_name: t.string, window_start: t.timestamp, avg_value: t.double })
 * @throws MillraceError INVALID_PRIMARY_KEY for a key column that is unknown or nullable.
 */
export function sink<const Row extends Schema, const Key extends keyof Row & string = never>(
  name: string,
  schema: Row,
  options: { readonly primaryKey?: readonly Key[] } = {},
): Sink<Row, Key> {
  checkTable(name, schema);
  for (const key of options.primaryKey ?? []) {
    if (schema[key]?.isNullable !== false) {
      throw new MillraceError(
        'INVALID_PRIMARY_KEY',
        `${name}: the key column ${key} is ${schema[key] ? 'nullable' : 'not there'}`,
      );
    }
  }
  return new Sink(name, schema, options.primaryKey ?? []);
}

/** What is wrong between a table and a sink, as a sentence; `unknown` when nothing is. */
export type SinkMistakes<Row extends Schema, S extends Schema, Mode, Key> = Mode extends 'update'
  ? [Key] extends [never]
    ? Mistake<'this table updates its earlier rows and the sink only appends: put a window before groupBy, or give the sink a primaryKey'>
    : ColumnMistakes<Row, S>
  : ColumnMistakes<Row, S>;

type ColumnMistakes<Row extends Schema, S extends Schema> = [Exclude<keyof S, keyof Row>] extends [never]
  ? [Exclude<keyof Row, keyof S>] extends [never]
    ? [TypeMistake<Row, S>] extends [never]
      ? unknown
      : TypeMistake<Row, S>
    : Mistake<`the sink has no column ${Exclude<keyof Row, keyof S> & string}`>
  : Mistake<`the sink's column ${Exclude<keyof S, keyof Row> & string} is not selected`>;

type TypeMistake<Row extends Schema, S extends Schema> = {
  [K in keyof S & keyof Row & string]: KindOf<Row[K]> extends KindOf<S[K]>
    ? [NullableOf<Row[K]>, NullableOf<S[K]>] extends [true, false]
      ? Mistake<`column ${K} may be NULL and the sink's is NOT NULL`>
      : [PartsOf<Row[K]>, PartsOf<S[K]>] extends [PartsOf<S[K]>, PartsOf<Row[K]>]
        ? never
        : Mistake<`column ${K} and the sink's are both ${KindOf<S[K]>}, but not of the same types within`>
    : Mistake<`column ${K} is ${KindOf<Row[K]>} and the sink's is ${KindOf<S[K]>}`>;
}[keyof S & keyof Row & string];
