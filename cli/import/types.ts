/** The SQL types of Kinesis Data Analytics and what they are here. */

import { MillraceError } from '../../runtime/errors';
import { t } from '../../runtime/index';
import { familyOf } from '../../runtime/types/kinds';
import type { Schema } from '../../runtime/types/type';
import type { TypeName } from './ast';
import type { Piece } from './piece';
import { notImported } from './piece';

/** A type as it is written in a job (`decimal(10, 2)`, behind `t.`), and whether NULL is among its values. */
export interface JobType {
  readonly code: string;
  readonly nullable: boolean;
}

const PLAIN: Readonly<Record<string, string>> = {
  ...{ VARCHAR: 'string', CHAR: 'string', BOOLEAN: 'boolean', DATE: 'date', TIME: 'time', TIMESTAMP: 'timestamp' },
  ...{ TINYINT: 'tinyint', SMALLINT: 'smallint', INTEGER: 'int', INT: 'int', BIGINT: 'bigint' },
  ...{ REAL: 'float', FLOAT: 'double', DOUBLE: 'double' },
};

/** @throws MillraceError SQL_NOT_IMPORTED for a type without counterpart. */
export function jobType({ name, sizes, at }: TypeName): string {
  const [first, second = 0] = sizes;
  if (name === 'DECIMAL' || name === 'DEC' || name === 'NUMERIC') return `decimal(${first ?? 18}, ${second})`;
  if (name === 'BINARY' || name === 'VARBINARY') return `${name.toLowerCase()}(${first ?? 1})`;
  const plain = PLAIN[name];
  if (!plain) {
    throw notImported(
      at,
      `the type ${name} has no counterpart`,
      `Known are ${Object.keys(PLAIN).join(', ')}, DECIMAL, VARBINARY.`,
    );
  }
  return plain;
}

/** The library's type; @throws MillraceError where it does not have it. */
export function typePiece({ code, nullable }: JobType): Piece<Schema[string]> {
  const [name, sizes] = code.split('(') as [string, string | undefined];
  const made = (t as Readonly<Record<string, unknown>>)[name];
  if (made === undefined) throw new MillraceError('NOT_IN_LIBRARY', `this version of millrace has no t.${name}`);
  const numbers = sizes?.slice(0, -1).split(', ').map(Number) ?? [];
  const type = (sizes ? (made as (...n: number[]) => unknown)(...numbers) : made) as Schema[string];
  return { doc: `t.${code}${nullable ? '.nullable()' : ''}`, value: nullable ? type.nullable() : type };
}

/** How a type of the library is written. */
export function codeOf(type: Schema[string]): string {
  const { kind } = type;
  const [, name = '', sizes] = /^(\w+)(?:\((.*)\))?$/.exec(kind) ?? [];
  const code = name.toLowerCase().replace('_ltz', 'Ltz');
  if (sizes && /^timestamp/.test(code)) return `${code}Of(${sizes})`;
  return sizes ? `${code}(${sizes})` : code;
}

export const isNumeric = (kind: string): boolean => ['integer', 'decimal', 'approximate'].includes(familyOf(kind));
export const isInteger = (kind: string): boolean => familyOf(kind) === 'integer';
export const isCharacter = (kind: string): boolean => familyOf(kind) === 'character';
