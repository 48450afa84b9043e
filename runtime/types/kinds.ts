/** Families of kinds, as signatures of functions name them. */

export type CharacterKind = 'STRING' | `CHAR(${number})` | `VARCHAR(${number})`;
export type BinaryKind = 'BYTES' | `BINARY(${number})` | `VARBINARY(${number})`;
export type IntegerKind = 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT';
export type DecimalKind = `DECIMAL(${number}, ${number})`;
export type ApproximateKind = 'FLOAT' | 'DOUBLE';
export type NumericKind = IntegerKind | DecimalKind | ApproximateKind;
/** Without time zone. */
export type TimestampKind = 'TIMESTAMP' | `TIMESTAMP(${number})`;
/** A point in time. */
export type TimestampLtzKind = 'TIMESTAMP_LTZ' | `TIMESTAMP_LTZ(${number})`;
export type ArrayKind = `ARRAY<${string}>`;
export type MapKind = `MAP<${string}>`;

/** The kinds whose values a value of the given kind can be compared with. */
export type ComparableKinds<Kind> = Kind extends NumericKind
  ? NumericKind
  : Kind extends CharacterKind
    ? CharacterKind
    : Kind extends BinaryKind
      ? BinaryKind
      : Kind extends TimestampKind
        ? TimestampKind
        : Kind extends TimestampLtzKind
          ? TimestampLtzKind
          : Kind;

export type Family =
  | 'character'
  | 'boolean'
  | 'binary'
  | 'integer'
  | 'decimal'
  | 'approximate'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamp_ltz'
  | 'array'
  | 'map'
  | 'row';

const FAMILIES: Readonly<Record<string, Family>> = {
  ...{ STRING: 'character', CHAR: 'character', VARCHAR: 'character', BOOLEAN: 'boolean' },
  ...{ BYTES: 'binary', BINARY: 'binary', VARBINARY: 'binary' },
  ...{ TINYINT: 'integer', SMALLINT: 'integer', INT: 'integer', BIGINT: 'integer' },
  ...{ DECIMAL: 'decimal', FLOAT: 'approximate', DOUBLE: 'approximate' },
  ...{ DATE: 'date', TIME: 'time', TIMESTAMP: 'timestamp', TIMESTAMP_LTZ: 'timestamp_ltz' },
  ...{ ARRAY: 'array', MAP: 'map', ROW: 'row' },
};

/** The family of a kind: `DECIMAL(10, 2)` is of `decimal`. */
export const familyOf = (kind: string): Family => FAMILIES[/^[A-Z_]+/.exec(kind)?.[0] ?? ''] as Family;
