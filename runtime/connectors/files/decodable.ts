/** Which columns records have a form for. */
import { MillraceError } from '../../errors';
import { familyOf } from '../../types/kinds';
import type { AnyType, Schema } from '../../types/type';

/** JSON's objects have texts for keys. @throws MillraceError NOT_DECODABLE */
export function checkDecodable(where: string, { spec: { parts, sql } }: AnyType): void {
  if (parts?.key && familyOf(parts.key.kind) !== 'character') {
    throw new MillraceError('NOT_DECODABLE', `${where}: records have no form for ${sql}: its keys are no texts`);
  }
  for (const part of [parts?.element, parts?.value, ...Object.values(parts?.fields ?? {})]) {
    if (part) checkDecodable(where, part);
  }
}

/** A field of CSV is one text. @throws MillraceError NOT_DECODABLE for a column that is an ARRAY, MAP or ROW. */
export function checkCsv(table: string, schema: Schema): void {
  for (const [column, type] of Object.entries(schema)) {
    if (type.spec.parts) {
      throw new MillraceError(
        'NOT_DECODABLE',
        `table ${table}: column ${column} is ${type.spec.sql}, and a field of CSV is no such thing`,
        'Read the table from JSON.',
      );
    }
  }
}
