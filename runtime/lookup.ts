/** Declared tables that rows are looked up in. */
import { checkTable } from './declaration';
import { MillraceError } from './errors';
import { type LookupNode, lookupNode } from './operators/lookup-table';
import type { Schema, SqlType } from './types/type';

/** A declared table of reference data: it is looked up by `lookupJoin`, and cannot be read as a stream. */
export class LookupTable<Row extends Schema> {
  declare protected readonly row: Row;

  constructor(readonly node: LookupNode) {}
}

type KeyColumn<Row extends Schema> = {
  [K in keyof Row & string]: Row[K] extends SqlType<string, true, unknown> ? never : K;
}[keyof Row & string];

/**
 * Declares a table of reference data: its name, columns and types, and what identifies a row. It is small enough for
 * memory and changes now and then. Where it lives, and how often it is read again, is said by an environment's bindings.
 * @param options `primaryKey`: columns that are not nullable. A table in which two rows have one key is refused as a whole.
 * @example lookup('users', { id: t.bigint, name: t.string }, { primaryKey: ['id'] })
 * @throws MillraceError INVALID_PRIMARY_KEY for no key, or a key column that is unknown or nullable; INVALID_TABLE_NAME.
 */
export function lookup<const Row extends Schema>(
  name: string,
  schema: Row,
  { primaryKey }: { readonly primaryKey: readonly [KeyColumn<Row>, ...KeyColumn<Row>[]] },
): LookupTable<Row> {
  checkTable(name, schema);
  if (primaryKey.length === 0)
    throw new MillraceError('INVALID_PRIMARY_KEY', `${name}: a lookup table has a primary key`);
  for (const key of primaryKey) {
    if (schema[key]?.isNullable !== false) {
      throw new MillraceError(
        'INVALID_PRIMARY_KEY',
        `${name}: the key column ${key} is ${schema[key] ? 'nullable' : 'not there'}`,
      );
    }
  }
  return new LookupTable(lookupNode(name, schema, primaryKey));
}
