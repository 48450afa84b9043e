/** Casts of ARRAYs and ROWs, part by part. */
import type { Stored } from '../../types/stored';
import { codec, elements, entries } from './codecs';

/** A cast of a part that is not NULL. */
type Cast = (part: Stored) => Stored | null;

const cast = (json: string, from: number, part: Cast): Stored | null => {
  const value = json === 'null' ? null : codec(from).read(json);
  return value === null ? null : part(value);
};

const castArray = (json: string, from: number, to: number, part: Cast): string =>
  `[${elements(json)
    .map((element) => codec(to).write(cast(element, from, part)))
    .join(',')}]`;

/** Fields are cast by their places, and named as in the other type. */
const castRow = (
  json: string,
  names: readonly string[],
  from: readonly number[],
  to: readonly number[],
  ...parts: Cast[]
): string =>
  `{${entries(json)
    .map(([, value], i) => {
      const field = cast(value, from[i] as number, parts[i] as Cast);
      return `${JSON.stringify(names[i])}:${codec(to[i] as number).write(field)}`;
    })
    .join(',')}}`;

const arrayToText = (json: string, from: number, part: Cast): string =>
  `[${elements(json)
    .map((element) => cast(element, from, part) ?? 'NULL')
    .join(', ')}]`;

const rowToText = (json: string, from: readonly number[], ...parts: readonly Cast[]): string =>
  `(${entries(json)
    .map(([, value], i) => cast(value, from[i] as number, parts[i] as Cast) ?? 'NULL')
    .join(', ')})`;

export const castCollectionsSupport = { castArray, castRow, arrayToText, rowToText };
