/**
 * The decode contract: what a value in a file or a stream must look like to become a value of a declared type, and the
 * code of the error when it doesn't. Its data are in decode-contract.json, which the bridge's decoder in Java follows,
 * too: both give the same values, codes and reasons. Here it has its types.
 */
import { parseTimestamp } from '../../time';
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
export type Kind = 'STRING' | 'DOUBLE' | 'INT' | 'BIGINT' | 'BOOLEAN' | 'TIMESTAMP';
/** What is done with the text of a value. */
type Conversion = 'text' | 'nonFinite' | 'double' | 'int' | 'bigint' | 'boolean' | 'timestamp';

/**
 * (declared type × form) → conversion (lower case) or error code. null is NULL where the column is nullable, and
 * NULL_NOT_ALLOWED elsewhere. Stricter than Flink's JSON format, which takes numbers for STRING and texts for numbers:
 * a producer that changes its types is told so at once, not by the results. JSON has no spelling of NaN and the
 * infinities; they are read as Flink and our own writer write them, as texts (`nonFinite`).
 */
export const DECODE_CONTRACT = contract.conversions as Readonly<
  Record<Kind, Readonly<Record<Exclude<Form, 'null'>, Conversion | 'WRONG_TYPE'>>>
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

/** A value in the form that batches hold it: timestamps in milliseconds. */
export type Decoded = string | number | bigint | boolean;

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const SURROGATE = /\p{Surrogate}/u;

/** Converts the text of a value, e.g. a JSON number as spelled or the content of a string. */
export function decodeValue(column: string, type: AnyType, form: Exclude<Form, 'null'>, text: string): Decoded | Fault {
  const kind = type.kind as Kind;
  const conversion = DECODE_CONTRACT[kind][form];
  if (conversion === 'WRONG_TYPE') return fault('WRONG_TYPE', column, kind, form, text);
  if (conversion === 'text') {
    // A lone half of a surrogate pair can be escaped in JSON, but no UTF-8 says it: it could never be written again.
    return SURROGATE.test(text) ? fault('INVALID_UTF8', column, kind, form, text) : text;
  }
  const trimmed = form === 'field' ? text.trim() : text;
  const value = CONVERT[conversion](trimmed);
  return typeof value === 'object' ? fault(value.error, column, kind, form, text) : value;
}

export function missingValue(column: string, type: AnyType, found: 'null' | 'no value' | 'an empty field'): Fault {
  return refuse('NULL_NOT_ALLOWED', 'missing', { column, type: type.sql, found });
}

interface Refused {
  readonly error: DecodeErrorCode;
}
const WRONG_TYPE: Refused = { error: 'WRONG_TYPE' };
const OUT_OF_RANGE: Refused = { error: 'OUT_OF_RANGE' };

const NON_FINITE: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

const CONVERT: Readonly<Record<Exclude<Conversion, 'text'>, (text: string) => number | bigint | boolean | Refused>> = {
  nonFinite: (text) => NON_FINITE.get(text) ?? WRONG_TYPE,
  double(text) {
    if (NON_FINITE.has(text)) return NON_FINITE.get(text) as number;
    if (!NUMBER.test(text)) return WRONG_TYPE;
    const value = Number(text);
    return Number.isFinite(value) ? value : OUT_OF_RANGE;
  },
  int(text) {
    const value = integer(text);
    if (typeof value !== 'bigint') return value;
    return BigInt.asIntN(32, value) === value ? Number(value) : OUT_OF_RANGE;
  },
  bigint(text) {
    const value = integer(text);
    if (typeof value !== 'bigint') return value;
    return BigInt.asIntN(64, value) === value ? value : OUT_OF_RANGE;
  },
  boolean(text) {
    const word = text.toLowerCase();
    return word === 'true' ? true : word === 'false' ? false : WRONG_TYPE;
  },
  timestamp(text) {
    const ms = parseTimestamp(text);
    if (Number.isNaN(ms)) return { error: 'INVALID_TIMESTAMP' };
    return ms >= LIMITS.firstTimestamp && ms <= LIMITS.lastTimestamp ? ms : OUT_OF_RANGE;
  },
};

/** The exact whole number of a JSON spelling: `1.0` and `1e3` are whole, too. */
function integer(text: string): bigint | Refused {
  if (!NUMBER.test(text)) return WRONG_TYPE;
  const [mantissa = '', exponentText = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = (whole + fraction).replace(/^(-?)0+/, '$1').replace(/^-$/, '');
  if (digits === '') return 0n;
  // Zeros at the end move into the exponent, so that neither 1000e-3 nor 1e400000 builds a giant.
  const significant = digits.replace(/0+$/, '');
  const exponent = Number(exponentText) - fraction.length + (digits.length - significant.length);
  if (exponent < 0) return { error: 'NOT_INTEGRAL' };
  if (exponent + significant.length > 40) return OUT_OF_RANGE;
  return BigInt(significant) * 10n ** BigInt(exponent);
}

function fault(code: DecodeErrorCode, column: string, kind: Kind, form: Form, text: string): Fault {
  return refuse(code, 'value', { column, kind, found: found(form, text), expected: contract.expected[kind] });
}

function found(form: Form, text: string): string {
  // Half of a surrogate pair cannot be written.
  const short = text.slice(0, LIMITS.shownCharacters).replace(/[\ud800-\udbff]$/, '');
  const shown = text.length > LIMITS.shownCharacters ? `${short}…` : text;
  return `the ${form} ${form === 'string' || form === 'field' ? JSON.stringify(shown) : shown}`;
}
