import { MillraceError } from '../errors';
import { identifier } from '../sql/identifiers';
import { defineType, literalOf, type Schema, type SqlType, type Value, valueAccepted } from './type';

/** ROW: a JavaScript object with the fields' names. */
export type Row<F extends Schema = Schema, N extends boolean = false> = SqlType<
  'ROW',
  N,
  { readonly [K in keyof F]: Value<F[K]> },
  { readonly fields: F }
>;

/**
 * `ROW<name type, …>`.
 * @example t.row({ name: t.string, age: t.int.nullable() })
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/types/#row
 * @throws MillraceError INVALID_TYPE for a ROW without fields, INVALID_IDENTIFIER
 */
export function row<const F extends Schema>(fields: F): Row<F> {
  const entries = Object.entries(fields);
  if (entries.length === 0) throw new MillraceError('INVALID_TYPE', 'ROW: it has at least one field');
  const sql = `ROW<${entries.map(([name, type]) => `${identifier(name)} ${type.sql}`).join(', ')}>`;
  return defineType({
    kind: 'ROW',
    sql,
    storage: 'dict',
    parts: { fields },
    accepts: (value) =>
      typeof value === 'object' &&
      value !== null &&
      Object.keys(value).every((name) => name in fields) &&
      entries.every(([name, type]) => valueAccepted((value as Record<string, unknown>)[name] ?? null, type)),
    // Calcite cannot cast a ROW constructor itself; COALESCE of one value is that value.
    literal: (value: Readonly<Record<string, unknown>>) =>
      `CAST(COALESCE(ROW(${entries.map(([name, type]) => literalOf(value[name] ?? null, type)).join(', ')})) AS ${sql})`,
  }) as Row<F>;
}
