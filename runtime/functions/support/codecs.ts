/** How values within an ARRAY, MAP or ROW, which are JSON there, are taken out and put in. */
import { parseTimestamp } from '../../time';
import { familyOf } from '../../types/kinds';
import { jsonWriter, type Stored } from '../../types/stored';
import type { AnyType } from '../../types/type';
import { notLocal } from '../function';

export interface Codec {
  /** The form of a value that is not NULL from its JSON. */
  read(json: string): Stored;
  /** JSON of a form; null is NULL. */
  write(form: Stored | null): string;
  /** Of a ROW. */
  readonly fields: readonly { readonly name: string; readonly codec: Codec }[];
}

const CODECS: Codec[] = [];
const NUMBERS = new Map<string, number>();

/** The number by which code names the codec of a type. */
export function codecOf(type: AnyType): number {
  const key = type.spec.sql;
  const known = NUMBERS.get(key);
  if (known !== undefined) return known;
  const number = CODECS.push(made(type)) - 1;
  NUMBERS.set(key, number);
  return number;
}

export const codec = (number: number): Codec => CODECS[number] as Codec;

function made(type: AnyType): Codec {
  const json = jsonWriter(type);
  return {
    read: reader(type),
    write: (form) => (form === null ? 'null' : json(form)),
    fields: Object.entries(type.spec.parts?.fields ?? {}).map(([name, of]) => ({ name, codec: codec(codecOf(of)) })),
  };
}

function reader(type: AnyType): (json: string) => Stored {
  const { precision = 0 } = type.spec;
  switch (familyOf(type.kind)) {
    case 'boolean':
      return (json) => json === 'true';
    case 'integer':
      return type.kind === 'BIGINT' ? BigInt : Number;
    case 'approximate':
      return type.kind === 'FLOAT' ? (json) => Math.fround(numberOf(json)) : numberOf;
    case 'binary':
      return (json) => Buffer.from(json.slice(1, -1), 'base64').toString('latin1');
    case 'timestamp':
    case 'timestamp_ltz':
      return precision > 3 ? (json) => json.slice(1, -1).replace('Z', '') : (json) => parseTimestamp(json.slice(1, -1));
    case 'character':
    case 'date':
    case 'time':
      return (json) => JSON.parse(json) as string;
    default:
      return (json) => json;
  }
}

/** Where the value that begins at a place of canonical JSON, which has no blanks, ends. */
function endOf(json: string, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case 34: // "
        for (at++; json.charCodeAt(at) !== 34; at++) if (json.charCodeAt(at) === 92) at++;
        break;
      case 91: // [
      case 123: // {
        depth++;
        break;
      case 93: // ]
      case 125: // }
        if (depth === 0) return at;
        depth--;
        break;
      case 44: // ,
        if (depth === 0) return at;
    }
  }
  return json.length;
}

/** JSON of each element of an ARRAY. */
export function elements(json: string): string[] {
  const all: string[] = [];
  for (let at = 1; at < json.length - 1; ) {
    const end = endOf(json, at);
    all.push(json.slice(at, end));
    at = end + 1;
  }
  return all;
}

/** JSON of each key, which is a text, and value of a MAP or ROW. */
export function entries(json: string): [key: string, value: string][] {
  const all: [string, string][] = [];
  for (let at = 1; at < json.length - 1; ) {
    let colon = at + 1;
    for (; json.charCodeAt(colon) !== 34; colon++) if (json.charCodeAt(colon) === 92) colon++;
    const end = endOf(json, colon + 2);
    all.push([json.slice(at, colon + 1), json.slice(colon + 2, end)]);
    at = end + 1;
  }
  return all;
}

/**
 * JSON of a MAP, its keys in their order.
 * @throws MillraceError NOT_LOCAL for a key that is NULL or is there twice, which Flink keeps.
 */
export function mapJson(given: readonly (readonly [key: string, value: string])[]): string {
  const texts = given.map(([key, value]) => [JSON.parse(key) as string | null, `${key}:${value}`] as const);
  const keys = new Set(texts.map(([key]) => key));
  if (keys.has(null) || keys.size < texts.length) {
    const what = keys.has(null) ? 'a key that is NULL' : 'one key twice';
    throw notLocal(`a MAP with ${what}`, 'Flink keeps it');
  }
  return `{${[...texts]
    .sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1))
    .map(([, entry]) => entry)
    .join(',')}}`;
}

/** A number, or the text of one that JSON has not. */
const numberOf = (json: string): number => Number(json.startsWith('"') ? json.slice(1, -1) : json);
