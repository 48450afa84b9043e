/** From the text of a value to the value of a declared type, as the decode contract says. */
import { formatTimestamp, parseTimestamp } from '../../time';
import { codePoints } from '../../types/char';
import { isDate } from '../../types/date';
import { decimalText } from '../../types/decimal';
import { arrayJson, objectJson, padded, type Stored, storedJson } from '../../types/stored';
import { isTime } from '../../types/time';
import type { AnyType } from '../../types/type';
import {
  baseKind,
  type Conversion,
  DECODE_CONTRACT,
  type DecodeErrorCode,
  Fault,
  type Form,
  LIMITS,
  missingValue,
  refusedValue,
} from './decode';
import { elementsOf, type Member, membersOf } from './jsonParser';

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const SURROGATE = /\p{Surrogate}/u;
const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/;

/** Converts the text of a value, e.g. a JSON number as spelled or the content of a string. */
export function decodeValue(column: string, type: AnyType, form: Exclude<Form, 'null'>, text: string): Stored | Fault {
  const conversion = DECODE_CONTRACT[baseKind(type)][form];
  if (conversion === 'WRONG_TYPE') return refusedValue('WRONG_TYPE', column, type, form, text);
  switch (conversion) {
    case 'text':
    case 'characters':
      // A lone half of a surrogate pair can be escaped in JSON, but no UTF-8 says it: it could never be written again.
      if (SURROGATE.test(text)) return refusedValue('INVALID_UTF8', column, type, form, text);
      if (conversion === 'text') return text;
      break;
    case 'array':
      return decodeArray(column, type, text);
    case 'map':
      return decodeMap(column, type, text);
    case 'row':
      return decodeRow(column, type, text);
  }
  const isText = conversion === 'characters' || form !== 'field';
  const value = CONVERT[conversion](isText ? text : text.trim(), type);
  return typeof value === 'object' ? refusedValue(value.error, column, type, form, text) : value;
}

/** JSON of a value within another; null and nothing are NULL where the type is nullable. */
function part(path: string, type: AnyType, member: Member | undefined): string | Fault {
  if (member === undefined || member.form === 'null') {
    return type.isNullable ? 'null' : missingValue(path, type, member ? 'null' : 'no value');
  }
  const value = decodeValue(path, type, member.form, member.text);
  return value instanceof Fault ? value : storedJson(value, type);
}

function decodeArray(column: string, { spec }: AnyType, text: string): string | Fault {
  const elements: string[] = [];
  for (const [i, member] of elementsOf(text).entries()) {
    const json = part(`${column}[${i + 1}]`, spec.parts?.element as AnyType, member);
    if (json instanceof Fault) return json;
    elements.push(json);
  }
  return arrayJson(elements);
}

function decodeMap(column: string, { spec }: AnyType, text: string): string | Fault {
  const members: [string, string][] = [];
  for (const [key, member] of membersOf(text)) {
    const path = `${column}[${JSON.stringify(key)}]`;
    const decodedKey = decodeValue(path, spec.parts?.key as AnyType, 'string', key);
    if (decodedKey instanceof Fault) return decodedKey;
    const json = part(path, spec.parts?.value as AnyType, member);
    if (json instanceof Fault) return json;
    members.push([decodedKey as string, json]);
  }
  return objectJson(members);
}

function decodeRow(column: string, { spec }: AnyType, text: string): string | Fault {
  const given = membersOf(text);
  const members: [string, string][] = [];
  for (const [name, type] of Object.entries(spec.parts?.fields ?? {})) {
    const json = part(`${column}.${name}`, type, given.get(name));
    if (json instanceof Fault) return json;
    members.push([name, json]);
  }
  return objectJson(members, false);
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

type Scalar = Exclude<Conversion, 'text' | 'array' | 'map' | 'row'>;

const CONVERT: Readonly<Record<Scalar, (text: string, type: AnyType) => Stored | Refused>> = {
  characters(text, { kind, spec: { length = 0 } }) {
    if (codePoints(text) > length) return OUT_OF_RANGE;
    return kind.startsWith('CHAR') ? padded(text, length) : text;
  },
  base64(text, { kind, spec: { length = Number.POSITIVE_INFINITY } }) {
    if (!BASE64.test(text)) return { error: 'INVALID_BASE64' };
    const bytes = Buffer.from(text, 'base64').toString('latin1');
    if (bytes.length > length) return OUT_OF_RANGE;
    return kind.startsWith('BINARY') ? bytes.padEnd(length, '\0') : bytes;
  },
  nonFinite: (text) => NON_FINITE.get(text) ?? WRONG_TYPE,
  float(text) {
    const value = toDouble(text);
    if (typeof value === 'object') return value;
    const rounded = Math.fround(value);
    return Number.isFinite(value) && !Number.isFinite(rounded) ? OUT_OF_RANGE : rounded;
  },
  double: (text) => toDouble(text),
  tinyint: (text) => toInteger(text, 8),
  smallint: (text) => toInteger(text, 16),
  int: (text) => toInteger(text, 32),
  bigint(text) {
    const value = integer(text);
    if (typeof value !== 'bigint') return value;
    return BigInt.asIntN(64, value) === value ? value : OUT_OF_RANGE;
  },
  decimal(text, { spec: { precision = 0, scale = 0 } }) {
    const { sign, digits, exponent } = spelled(text) ?? {};
    if (digits === undefined || exponent === undefined) return WRONG_TYPE;
    if (digits === '') return decimalText(0, scale);
    if (-exponent > scale || digits.length + exponent > precision - scale) return OUT_OF_RANGE;
    if (exponent >= 0) return decimalText(`${sign}${digits}${'0'.repeat(exponent)}`, scale);
    const padded = digits.padStart(1 - exponent, '0');
    return decimalText(`${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`, scale);
  },
  boolean(text) {
    const word = text.toLowerCase();
    return word === 'true' ? true : word === 'false' ? false : WRONG_TYPE;
  },
  date: (text) => (isDate(text) ? text : { error: 'INVALID_DATE' }),
  time: (text) => (isTime(text) ? text : { error: 'INVALID_TIME' }),
  timestamp: (text, type) => toTimestamp(text, type),
  instant: (text, type) => (ZONE.test(text) ? toTimestamp(text, type) : { error: 'INVALID_TIMESTAMP' }),
};

function toDouble(text: string): number | Refused {
  if (NON_FINITE.has(text)) return NON_FINITE.get(text) as number;
  if (!NUMBER.test(text)) return WRONG_TYPE;
  const value = Number(text);
  return Number.isFinite(value) ? value : OUT_OF_RANGE;
}

function toInteger(text: string, bits: number): number | Refused {
  const value = integer(text);
  if (typeof value !== 'bigint') return value;
  return BigInt.asIntN(bits, value) === value ? Number(value) : OUT_OF_RANGE;
}

/** Milliseconds, or beyond them a text. Digits below the type's precision are cut off. */
function toTimestamp(text: string, { spec: { precision = 0 } }: AnyType): Stored | Refused {
  const ms = parseTimestamp(text);
  if (Number.isNaN(ms)) return { error: 'INVALID_TIMESTAMP' };
  if (ms < LIMITS.firstTimestamp || ms > LIMITS.lastTimestamp) return OUT_OF_RANGE;
  if (precision <= 3) return Math.floor(ms / 10 ** (3 - precision)) * 10 ** (3 - precision);
  const below = (/\.(\d+)/.exec(text)?.[1] ?? '').padEnd(9, '0').slice(3, precision);
  return formatTimestamp(ms) + below;
}

/** A number's digits without zeros at either end, and the power of ten that they are times: neither 1000e-3 nor 1e400000 builds a giant. */
function spelled(text: string): { sign: string; digits: string; exponent: number } | undefined {
  if (!NUMBER.test(text)) return undefined;
  const [mantissa = '', exponentText = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const all = (whole + fraction).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return { sign: '', digits, exponent: 0 };
  const exponent = Number(exponentText) - fraction.length + (all.length - digits.length);
  return { sign: text.startsWith('-') ? '-' : '', digits, exponent };
}

/** The exact whole number of a JSON spelling: `1.0` and `1e3` are whole, too. */
function integer(text: string): bigint | Refused {
  const number = spelled(text);
  if (number === undefined) return WRONG_TYPE;
  const { sign, digits, exponent } = number;
  if (digits === '') return 0n;
  if (exponent < 0) return { error: 'NOT_INTEGRAL' };
  if (exponent + digits.length > 40) return OUT_OF_RANGE;
  return BigInt(sign + digits) * 10n ** BigInt(exponent);
}
