/** Values as the local engine holds them: one form for each value, so that equal values are equal forms. */
import { formatTimestamp } from '../time';
import { binaryString } from './bytes';
import { codePoints } from './char';
import { decimalText } from './decimal';
import { familyOf } from './kinds';
import { timestampText } from './timestamp';
import type { AnyType } from './type';

/**
 * A number (milliseconds for a timestamp up to TIMESTAMP(3)), bigint for BIGINT, boolean, or text: of bytes a character
 * each, and of an ARRAY, MAP or ROW its JSON.
 */
export type Stored = string | number | bigint | boolean;

/** The form of a JavaScript value that the type accepts. */
export function stored(value: unknown, type: AnyType): Stored {
  const { precision = 0, scale = 0, length = 0, parts } = type.spec;
  switch (familyOf(type.kind)) {
    case 'character':
      return type.kind.startsWith('CHAR') ? padded(value as string, length) : (value as string);
    case 'binary':
      return binaryString(value as Uint8Array).padEnd(type.kind.startsWith('BINARY') ? length : 0, '\0');
    case 'integer':
      return type.kind === 'BIGINT' ? BigInt(value as bigint | number) : (value as number);
    case 'approximate':
      return type.kind === 'FLOAT' ? Math.fround(value as number) : (value as number);
    case 'decimal':
      return decimalText(value as string | number | bigint, scale);
    case 'timestamp':
    case 'timestamp_ltz':
      return value instanceof Date ? value.getTime() : timestampText(value as string, precision);
    case 'array':
      return arrayJson((value as readonly unknown[]).map((v) => jsonOf(v, parts?.element as AnyType)));
    case 'map':
      return objectJson(
        [...(value as ReadonlyMap<unknown, unknown>)].map(([k, v]) => [String(k), jsonOf(v, parts?.value as AnyType)]),
      );
    case 'row': {
      const fields = Object.entries(parts?.fields ?? {});
      return objectJson(
        fields.map(([name, field]) => [name, jsonOf((value as Record<string, unknown>)[name] ?? null, field)]),
        false,
      );
    }
    default:
      return value as string | boolean;
  }
}

const jsonOf = (value: unknown, type: AnyType): string =>
  value === null ? 'null' : storedJson(stored(value, type), type);

/** JSON text of a form, as Flink's JSON format writes the value. */
export const storedJson = (form: Stored, type: AnyType): string => jsonWriter(type)(form);

/** What writes the forms of a type as JSON. */
export function jsonWriter(type: AnyType): (form: Stored) => string {
  const family = familyOf(type.kind);
  switch (family) {
    case 'binary':
      return (form) => `"${Buffer.from(form as string, 'latin1').toString('base64')}"`;
    case 'approximate':
      return type.kind === 'FLOAT' ? (form) => floatText(form as number) : (form) => doubleText(form as number);
    case 'timestamp':
    case 'timestamp_ltz': {
      const { precision = 0 } = type.spec;
      const zone = family === 'timestamp' ? '' : 'Z';
      if (precision === 3) return (form) => `"${formatTimestamp(form as number)}${zone}"`;
      if (precision > 3) return (form) => `"${form}${zone}"`;
      return (form) => `"${timestampText(formatTimestamp(form as number), precision)}${zone}"`;
    }
    case 'character':
    case 'date':
    case 'time':
      return JSON.stringify;
    default:
      return String;
  }
}

export const arrayJson = (elements: readonly string[]): string => `[${elements.join(',')}]`;

/** Members of a MAP are sorted, so that equal maps are equal texts; those of a ROW have their order. */
export function objectJson(members: readonly (readonly [key: string, json: string])[], sort = true): string {
  const ordered = sort ? [...members].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) : members;
  return `{${ordered.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`;
}

/** CHAR(n) has n characters, always. */
export const padded = (text: string, length: number): string =>
  text.padEnd(text.length + Math.max(0, length - codePoints(text)));

/**
 * A double as Java spells it (`1.0`, `-0.0`, `1.0E10`), so that local and Flink's files compare as text; JSON has no NaN
 * and no infinities, which Flink writes as texts.
 */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  return javaSpelling(value, String(value), value.toExponential());
}

/** The shortest digits that give this FLOAT, spelled the same way. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  let digits = 1;
  while (digits < 9 && Math.fround(Number(value.toPrecision(digits))) !== value) digits++;
  const short = Number(value.toPrecision(digits));
  return javaSpelling(value, String(short), short.toExponential());
}

function javaSpelling(value: number, plain: string, exponential: string): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) return plain.includes('.') ? plain : `${plain}.0`;
  const [mantissa = '', exponent = ''] = exponential.split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}
