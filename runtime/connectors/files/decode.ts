/**
 * The decode contract: what a value in a file or a stream must look like to become a value of a declared type, and the
 * code of the error when it doesn't. Its data are in decode-contract.json, which the bridge's decoder in Java follows,
 * too: both give the same values, codes and reasons. Here it has its types.
 */
import type { AnyType } from '../../types/type';
import contract from './decode-contract.json';

export type DecodeErrorCode = keyof typeof contract.errors;

/** Every error code of a malformed record, with its meaning. */
export const DECODE_ERRORS: Readonly<Record<DecodeErrorCode, string>> = contract.errors;

/**
 * `nesting`: depth of objects and arrays within each other; the record itself is the first. `recordBytes`: bytes of a
 * record without its line feed. `firstTimestamp` and `lastTimestamp`: 0000-01-01 00:00:00.000 and
 * 9999-12-31 23:59:59.999, Flink's range of TIMESTAMP, in milliseconds since 1970. `shownCharacters`: how much of a
 * value a reason repeats.
 */
export const LIMITS: Readonly<typeof contract.limits> = contract.limits;

/** Forms of a value: JSON's, and `field`, the text of a CSV field. */
export type Form = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'null' | 'field';
/** Kinds without their lengths and precisions. */
export type BaseKind = keyof typeof contract.conversions;
/** What is done with the text of a value. */
export type Conversion =
  | ('text' | 'characters' | 'base64' | 'boolean' | 'date' | 'time' | 'timestamp' | 'instant')
  | ('nonFinite' | 'float' | 'double' | 'tinyint' | 'smallint' | 'int' | 'bigint' | 'decimal')
  | ('array' | 'map' | 'row');

/**
 * (declared type × form) → conversion (lower case) or error code. null is NULL where the column is nullable, and
 * NULL_NOT_ALLOWED elsewhere. Stricter than Flink's JSON format, which takes numbers for STRING and texts for numbers:
 * a producer that changes its types is told so at once, not by the results. A DECIMAL is also taken from a text, which
 * keeps its digits through every producer's JSON library. JSON has no spelling of NaN and the
 * infinities; they are read as Flink and our own writer write them, as texts (`nonFinite`).
 */
export const DECODE_CONTRACT = contract.conversions as Readonly<
  Record<BaseKind, Readonly<Record<Exclude<Form, 'null'>, Conversion | 'WRONG_TYPE'>>>
>;

/** A record that could not be decoded: every byte is kept, and nothing stops. */
export interface MalformedRow {
  readonly table: string;
  readonly file: string;
  /** Line in the file, from 1 (blank lines count); for columnar files the row, from 1. */
  readonly line: number;
  /** Bytes before the record in the file; null for columnar files. */
  readonly offset: number | null;
  readonly code: DecodeErrorCode;
  /** One sentence: which column, what was found, what was expected. */
  readonly reason: string;
  /** The exact bytes of the record without its line end; for columnar files the row as JSON. */
  readonly raw: Uint8Array;
}

/** Why a value or record was refused. Not an Error: it is an expected result, and carries no stack. */
export class Fault {
  constructor(
    readonly code: DecodeErrorCode,
    readonly reason: string,
  ) {}
}

/** A refusal by one of the contract's reasons: `places` fill the names in braces of its text. */
export function refuse(
  code: DecodeErrorCode,
  reason: keyof typeof contract.reasons,
  places: Readonly<Record<string, string | number>> = {},
): Fault {
  return new Fault(
    code,
    contract.reasons[reason].replace(/\{(\w+)\}/g, (_, name: string) => String(places[name])),
  );
}

/** Known kinds: this is asked of every value. */
const baseKinds = new Map<string, BaseKind>();

export function baseKind({ kind }: AnyType): BaseKind {
  const known = baseKinds.get(kind);
  if (known !== undefined) return known;
  const base = /^[A-Z_]+/.exec(kind)?.[0] as BaseKind;
  baseKinds.set(kind, base);
  return base;
}

export function missingValue(column: string, type: AnyType, found: 'null' | 'no value' | 'an empty field'): Fault {
  return refuse('NULL_NOT_ALLOWED', 'missing', { column, type: type.sql, found });
}

/** A value that a column does not take. */
export function refusedValue(code: DecodeErrorCode, column: string, type: AnyType, form: Form, text: string): Fault {
  const expected = contract.expected[baseKind(type)];
  return refuse(code, 'value', { column, type: type.spec.sql, found: found(form, text), expected });
}

function found(form: Form, text: string): string {
  // Half of a surrogate pair cannot be written.
  const short = text.slice(0, LIMITS.shownCharacters).replace(/[\ud800-\udbff]$/, '');
  const shown = text.length > LIMITS.shownCharacters ? `${short}…` : text;
  return `the ${form} ${form === 'string' || form === 'field' ? JSON.stringify(shown) : shown}`;
}
