/** Rows as a test gives them, checked against the table that they are of. */

import type { MalformedRow } from '../connectors/files/decode';
import { JsonLinesDecoder } from '../connectors/files/json';
import type { Batch } from '../engine/batch';
import { MillraceError } from '../errors';
import { MALFORMED_COLUMNS } from '../operators/malformed-rows';
import type { SourceNode } from '../operators/source';
import { familyOf } from '../types/kinds';
import { type AnyType, type Schema, type SqlType, type Value, valueAccepted } from '../types/type';
import { type AnyRow, toBatch } from './rows';

type Nullable<S extends Schema> = {
  [K in keyof S]: S[K] extends SqlType<string, true> ? K : never;
}[keyof S];

/** A row that is given to a table: columns that may be NULL can be left out. */
export type GivenRow<S extends Schema> = { readonly [K in Exclude<keyof S, Nullable<S>>]: Value<S[K]> } & {
  readonly [K in Nullable<S>]?: Value<S[K]> | undefined;
};

/** @throws MillraceError UNKNOWN_COLUMN, MISSING_COLUMN, INVALID_VALUE, each with the row and what the column takes. */
export function givenBatch(table: string, schema: Schema, rows: readonly AnyRow[]): Batch {
  for (const [i, row] of rows.entries()) checkRow(`row ${i + 1} of the rows given to ${table}`, schema, row);
  return toBatch(schema, rows);
}

function checkRow(where: string, schema: Schema, row: AnyRow): void {
  for (const name of Object.keys(row)) {
    if (!Object.hasOwn(schema, name))
      throw new MillraceError(
        'UNKNOWN_COLUMN',
        `${where} has a column ${name}, and the table has none`,
        `Its columns are ${Object.keys(schema).join(', ')}.`,
      );
  }
  for (const [name, type] of Object.entries(schema)) {
    const value = row[name] ?? null;
    if (value === null && !type.isNullable)
      throw new MillraceError(
        'MISSING_COLUMN',
        `${where} has no ${name}, which is ${type.sql}`,
        `Give it ${taken(type)}, or declare the column .nullable().`,
      );
    if (!isValue(value, type))
      throw new MillraceError(
        'INVALID_VALUE',
        `${where}: ${name} is ${type.sql}, and ${shown(value)} is no value of it`,
        `Give it ${taken(type)}.`,
      );
  }
}

/** What JSON lines come to, as a file of them would: rows, and records that are none. */
export function jsonBatches(
  { table, schema, watermark }: SourceNode,
  lines: string,
): { rows: Batch[]; malformed: MalformedRow[] } {
  const malformed: MalformedRow[] = [];
  const time = watermark && { column: watermark.column, clockSkewMs: watermark.clockSkew.ms };
  const decoder = new JsonLinesDecoder(
    { name: table, schema, time },
    { file: 'test', onMalformed: (row) => void malformed.push(row) },
  );
  const rows: Batch[] = [];
  decoder.push(Buffer.from(lines));
  for (let batch = decoder.take(); batch; batch = decoder.take()) rows.push(batch);
  decoder.end();
  for (let batch = decoder.take(); batch; batch = decoder.take()) rows.push(batch);
  return { rows, malformed };
}

/** Malformed records as the rows of `malformedRows()`. A file is a shard, and a line its sequence number. */
export const malformedBatch = (rows: readonly MalformedRow[]): Batch =>
  toBatch(
    MALFORMED_COLUMNS,
    rows.map(({ code, reason, raw, file, line }) => ({
      _error: code,
      _reason: reason,
      _raw: raw,
      _shard: file,
      _sequence: String(line),
      _arrival: null,
    })),
  );

/** Rows can have what SQL has no literal of: NaN and infinities, and a MAP without entries. */
function isValue(value: unknown, type: AnyType): boolean {
  if (value === null) return type.isNullable;
  const { element, key, value: of, fields } = type.spec.parts ?? {};
  switch (familyOf(type.kind)) {
    case 'approximate':
      return typeof value === 'number';
    case 'array':
      return Array.isArray(value) && value.every((one) => isValue(one, element as AnyType));
    case 'map':
      return (
        value instanceof Map && [...value].every(([k, v]) => isValue(k, key as AnyType) && isValue(v, of as AnyType))
      );
    case 'row':
      return (
        typeof value === 'object' &&
        Object.entries(fields ?? {}).every(([name, field]) => isValue((value as AnyRow)[name] ?? null, field))
      );
    default:
      return valueAccepted(value, type);
  }
}

/** What a test writes for a value of a type. */
function taken({ kind, spec }: AnyType): string {
  const { precision = 0, scale = 0, length } = spec;
  if (kind.startsWith('DECIMAL'))
    return `a text of at most ${precision - scale} digits before its point and ${scale} behind it, such as '${scale > 0 ? '1.5' : '1'}'`;
  if (kind.startsWith('TIMESTAMP')) return precision <= 3 ? 'a Date' : "a text such as '2026-03-29 00:58:00.123456'";
  if (length !== undefined) return `${/BINARY/.test(kind) ? 'a Uint8Array' : 'a text'} of at most ${length}`;
  const known: Readonly<Record<string, string>> = {
    STRING: 'a text',
    BOOLEAN: 'true or false',
    BYTES: 'a Uint8Array',
    DATE: "a text such as '2026-03-29'",
    TIME: "a text such as '12:34:56'",
    BIGINT: 'a bigint, such as 1n',
    DOUBLE: 'a number',
    FLOAT: 'a number',
  };
  if (known[kind]) return known[kind];
  if (kind.startsWith('ARRAY')) return 'an array';
  if (kind.startsWith('MAP')) return 'a Map';
  return kind === 'ROW' ? 'an object' : `a whole number of ${kind}`;
}

function shown(value: unknown): string {
  if (value instanceof Date && Number.isNaN(value.getTime())) return 'an invalid Date';
  const text =
    JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}n` : v instanceof Map ? [...v] : v)) ?? String(value);
  return typeof value === 'bigint' ? `${value}n` : typeof value === 'number' ? String(value) : text;
}
