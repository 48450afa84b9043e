import { MillraceError } from './errors';
import { identifier } from './sql/identifiers';
import type { Schema } from './types/type';

/** Characters of a table's name: names become those of property groups, `table.…`, of which AWS takes 50. */
const LONGEST_NAME = 44;
/** A source's name is the beginning of its side outputs', the longest of which is `…_duplicates`. */
export const LONGEST_SOURCE = LONGEST_NAME - '_duplicates'.length;

/** @throws MillraceError INVALID_TABLE_NAME, EMPTY_SCHEMA, INVALID_IDENTIFIER */
export function checkTable(name: string, schema: Schema, longest: number = LONGEST_NAME): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.length > longest) {
    throw new MillraceError(
      'INVALID_TABLE_NAME',
      `${JSON.stringify(name)} cannot name a table`,
      `Use a letter or _, then up to ${longest - 1} letters, digits or _.`,
    );
  }
  if (Object.keys(schema).length === 0) throw new MillraceError('EMPTY_SCHEMA', `table ${name} has no columns`);
  for (const column of Object.keys(schema)) identifier(column);
}
