/** Functions of ARRAYs, MAPs and ROWs, which the engine holds as canonical JSON: equal values are equal texts. */
import { MillraceError } from '../../errors';
import type { Stored } from '../../types/stored';
import { notLocal } from '../function';
import { codec, elements, entries, mapJson } from './codecs';

const arrayJson = (all: readonly string[]): string => `[${all.join(',')}]`;
const read = (number: number, json: string | undefined): Stored | null =>
  json === undefined || json === 'null' ? null : codec(number).read(json);

const array = (number: number, forms: readonly (Stored | null)[]): string =>
  arrayJson(forms.map((form) => codec(number).write(form)));

/** @param number that of the ROW's codec */
function row(number: number, forms: readonly (Stored | null)[]): string {
  const { fields } = codec(number);
  const members = fields.map((field, i) => `${JSON.stringify(field.name)}:${field.codec.write(forms[i] ?? null)}`);
  return `{${members.join(',')}}`;
}

/** @param keys of a MAP as codec number and forms in turn, as the values are */
const map = (keys: readonly (Stored | null)[], number: number, values: readonly (Stored | null)[]): string =>
  mapJson(keys.map((key, i) => [keyJson(key), codec(number).write(values[i] ?? null)]));
const keyJson = (key: Stored | null): string => (key === null ? 'null' : JSON.stringify(String(key)));

/** Places count from 1. */
const at = (number: number, json: string, place: number | bigint): Stored | null =>
  read(number, elements(json)[Number(place) - 1]);

function get(number: number, json: string, key: Stored): Stored | null {
  const wanted = keyJson(key);
  return read(number, entries(json).find(([known]) => known === wanted)?.[1]);
}

const field = (number: number, place: number, json: string): Stored | null => {
  const value = entries(json)[place]?.[1] as string;
  return value === 'null' ? null : (codec(number).fields[place]?.codec.read(value) ?? null);
};

const cardinality = (json: string): number => (json.startsWith('[') ? elements(json) : entries(json)).length;

/** null for no element. */
function element(number: number, json: string | null): Stored | null {
  const all = json === null ? [] : elements(json);
  if (all.length > 1) {
    throw new MillraceError(
      'SEVERAL_ELEMENTS',
      `ELEMENT of an ARRAY with ${all.length} elements, which fails the job on Flink too`,
    );
  }
  return read(number, all[0]);
}

const append = (json: string, number: number, value: Stored | null): string =>
  arrayJson([...elements(json), codec(number).write(value)]);
const prepend = (json: string, number: number, value: Stored | null): string =>
  arrayJson([codec(number).write(value), ...elements(json)]);
const concatenated = (a: string, b: string): string => arrayJson([...elements(a), ...elements(b)]);
const reversed = (json: string): string => arrayJson(elements(json).reverse());

/** Of doubles, as Java compares them: NaN is equal to nothing, and −0.0 to 0.0. */
const isEqual = (a: string, b: string): boolean => (a === b ? a !== '"NaN"' : isZero(a) && isZero(b));
const isZero = (json: string): boolean => json === '0.0' || json === '-0.0';

function unique(all: readonly string[]): string[] {
  const kept: string[] = [];
  const seen = new Set<string>();
  for (const one of all) {
    const key = one === '-0.0' ? '0.0' : one;
    if (seen.has(key) && one !== '"NaN"') continue;
    seen.add(key);
    kept.push(one);
  }
  return kept;
}
const distinct = (json: string): string => arrayJson(unique(elements(json)));
const union = (a: string, b: string): string => arrayJson(unique([...elements(a), ...elements(b)]));

/** Sets of Flink's, in which NaN is never found. */
const isIn = (set: ReadonlySet<string>, one: string): boolean => one !== '"NaN"' && set.has(one);

function except(a: string, b: string): string {
  const seen = new Set(elements(b));
  const kept = elements(a).filter((one) => {
    const isNew = !isIn(seen, one);
    seen.add(one);
    return isNew;
  });
  return arrayJson(kept);
}

function intersect(a: string, b: string): string {
  const other = new Set(elements(b));
  return arrayJson([...new Set(elements(a).filter((one) => isIn(other, one)))]);
}

/** @param mayBeNull whether the type of the wanted value has NULL: only then Flink tells NULL elements from others. */
function contains(json: string, number: number, value: Stored | null, mayBeNull: boolean): boolean {
  const wanted = codec(number).write(value);
  const found = elements(json).find((one) => isEqual(one, wanted) || (one === 'null' && !mayBeNull));
  if (found !== 'null' || wanted === 'null') return found !== undefined;
  throw notLocal(
    'ARRAY_CONTAINS of a value that is NOT NULL in an ARRAY with NULL',
    'Flink takes that for 0, or fails; look for a nullable value',
  );
}
const positionOf = (json: string, number: number, value: Stored): number => {
  const wanted = codec(number).write(value);
  return elements(json).findIndex((one) => isEqual(one, wanted)) + 1;
};
const removed = (json: string, number: number, value: Stored | null): string => {
  const unwanted = codec(number).write(value);
  return arrayJson(elements(json).filter((one) => !isEqual(one, unwanted)));
};

function slice(json: string, from: number, to: number | undefined): string {
  const all = elements(json);
  const end = to ?? all.length;
  if (all.length === 0) return json;
  const first = Math.max(1, from < 0 ? from + all.length + 1 : from);
  const behind = end < 0 ? end + all.length + 1 : end;
  const last = behind === 0 ? 1 : Math.min(behind, all.length);
  return last < first ? '[]' : arrayJson(all.slice(first - 1, last));
}

/** Which of two elements is the greater one. */
type Order = (a: string, b: string) => number;
const ORDERS: Readonly<Record<string, Order>> = {
  number: (a, b) => numberOf(a) - numberOf(b),
  integer: (a, b) => (BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0),
  // Two decimals of one type have as many digits behind the point.
  decimal: (a, b) => ORDERS.integer?.(a.replace('.', ''), b.replace('.', '')) ?? 0,
  text: (a, b) => Buffer.compare(Buffer.from(JSON.parse(a) as string), Buffer.from(JSON.parse(b) as string)),
  binary: (a, b) => Buffer.compare(Buffer.from(a.slice(1, -1), 'base64'), Buffer.from(b.slice(1, -1), 'base64')),
};
const numberOf = (json: string): number => Number(json.startsWith('"') ? json.slice(1, -1) : json);

function sorted(json: string, order: string, isAscending: boolean, nullsFirst: boolean): string {
  const all = elements(json);
  if (order === 'number' && (all.includes('"NaN"') || (all.includes('0.0') && all.includes('-0.0')))) {
    throw notLocal('ARRAY_SORT of NaN, or of 0.0 beside -0.0', 'they have no order on Flink');
  }
  const nulls = all.filter((one) => one === 'null');
  const others = all.filter((one) => one !== 'null').sort(ORDERS[order]);
  if (!isAscending) others.reverse();
  return arrayJson(nullsFirst ? [...nulls, ...others] : [...others, ...nulls]);
}

/** @param sign 1 for the greatest, -1 for the least; NaN stays where it comes first, as it compares with nothing. */
function extreme(number: number, json: string, order: string, sign: 1 | -1): Stored | null {
  let found: string | undefined;
  for (const one of elements(json)) {
    if (one !== 'null' && (found === undefined || (ORDERS[order] as Order)(one, found) * sign > 0)) found = one;
  }
  return read(number, found);
}

const joined = (json: string, separator: string, none: string | undefined): string =>
  elements(json)
    .map((one) => (one === 'null' ? none : (JSON.parse(one) as string)))
    .filter((one) => one !== undefined)
    .join(separator);

const quoted = (json: string, isText: boolean): string => (isText ? json : json.slice(1, -1));
const keys = (json: string, isText: boolean): string => arrayJson(entries(json).map(([key]) => quoted(key, isText)));
const values = (json: string): string => arrayJson(entries(json).map(([, value]) => value));
const entryRows = (json: string, isText: boolean): string =>
  arrayJson(entries(json).map(([key, value]) => `{"key":${quoted(key, isText)},"value":${value}}`));

function fromArrays(keyArray: string, valueArray: string): string {
  const [keysOf, valuesOf] = [elements(keyArray), elements(valueArray)];
  if (keysOf.length !== valuesOf.length) {
    throw new MillraceError(
      'UNLIKE_LENGTHS',
      `MAP_FROM_ARRAYS of ${keysOf.length} keys and ${valuesOf.length} values, which fails the job on Flink too`,
    );
  }
  const texts = keysOf.map((key) => (key === 'null' || key.startsWith('"') ? key : `"${key}"`));
  return mapJson(texts.map((key, i) => [key, valuesOf[i] as string]));
}

const mapUnion = (a: string, b: string): string => mapJson([...new Map([...entries(a), ...entries(b)])]);

/** The columns of each element: rows that UNNEST makes. */
function unnested(number: number, json: string, none: (Stored | null)[][]): (Stored | null)[][] {
  const all = elements(json).map((one) => [read(number, one)]);
  return all.length === 0 ? none : all;
}

/** Of an ARRAY of ROWs, of which Flink leaves out those that are NULL. */
function unnestedRows(number: number, json: string, none: (Stored | null)[][]): (Stored | null)[][] {
  const { fields } = codec(number);
  const rows = elements(json).filter((one) => one !== 'null');
  const all = rows.map((one) => {
    const given = entries(one);
    return fields.map((of, i) => {
      const value = given[i]?.[1] as string;
      return value === 'null' ? null : of.codec.read(value);
    });
  });
  return all.length === 0 ? none : all;
}

function unnestedMap(key: number, value: number, json: string, isText: boolean, none: (Stored | null)[][]) {
  const all = entries(json).map(([k, v]) => [read(key, quoted(k, isText)), read(value, v)]);
  return all.length === 0 ? none : all;
}

export const collectionSupport = {
  ...{ array, row, map, at, get, field, cardinality, element, append, prepend, concatenated, reversed, distinct },
  ...{ union, except, intersect, contains, positionOf, removed, slice, sorted, extreme, joined },
  ...{ keys, values, entryRows, fromArrays, mapUnion, unnested, unnestedRows, unnestedMap },
};
