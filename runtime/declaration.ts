import { MillraceError } from './errors';
import { identifier } from './sql/identifiers';
import type { Schema } from './types/type';

/** Names of tables become names of property groups, which AWS limits to 50 characters of [0-9A-Za-z_.-]. */
export function checkTable(name: string, schema: Schema): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,39}$/.test(name)) {
    throw new MillraceError(
      'INVALID_TABLE_NAME',
      `${JSON.stringify(name)} cannot name a table`,
      'Use a letter or _, then up to 39 letters, digits or _.',
    );
  }
  if (Object.keys(schema).length === 0) throw new MillraceError('EMPTY_SCHEMA', `table ${name} has no columns`);
  for (const column of Object.keys(schema)) identifier(column);
}
