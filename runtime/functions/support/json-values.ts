/** Values of any type as JSON of Flink's JSON_STRING, JSON_OBJECT and JSON_ARRAY: not that of its formats. */
import { formatTimestamp } from '../../time';
import { familyOf } from '../../types/kinds';
import { jsonWriter, type Stored } from '../../types/stored';
import type { AnyType } from '../../types/type';
import { notLocal } from '../function';
import { codec, codecOf, elements, entries } from './codecs';
import { quote } from './jackson';
import { decimalJson, timeJson } from './json';

type Writer = (form: Stored) => string;
const WRITERS: Writer[] = [];
const NUMBERS = new Map<string, number>();

/** The number by which code names the writer of a type. @throws MillraceError NOT_LOCAL */
export function jsonWriterOf(type: AnyType): number {
  const known = NUMBERS.get(type.spec.sql);
  if (known !== undefined) return known;
  const number = WRITERS.push(made(type)) - 1;
  NUMBERS.set(type.spec.sql, number);
  return number;
}

const writer = (type: AnyType): Writer => WRITERS[jsonWriterOf(type)] as Writer;

function made(type: AnyType): Writer {
  const { precision = 0, parts } = type.spec;
  const family = familyOf(type.kind);
  switch (family) {
    case 'character':
      return (form) => quote(form as string);
    case 'decimal':
      return (form) => decimalJson(form as string);
    case 'timestamp':
    case 'timestamp_ltz': {
      const zone = family === 'timestamp' ? '' : 'Z';
      return (form) => timeJson(precision > 3 ? (form as string) : formatTimestamp(form as number), zone);
    }
    case 'date':
    case 'time':
      throw notLocal(`JSON of ${type.kind}`, 'Flink has no code for it');
    case 'array': {
      const inner = within(parts?.element as AnyType);
      return (form) =>
        `[${elements(form as string)
          .map(inner)
          .join(',')}]`;
    }
    case 'map': {
      if (familyOf(parts?.key?.kind ?? '') !== 'character') {
        throw notLocal(`JSON of ${type.kind}`, 'Flink takes texts as keys');
      }
      return members([], within(parts?.value as AnyType));
    }
    case 'row':
      return members(Object.values(parts?.fields ?? {}).map(within));
    default:
      return jsonWriter(type);
  }
}

/** The same of a value that is JSON of the engine. */
function within(type: AnyType): (json: string) => string {
  const write = writer(type);
  const { read } = codec(codecOf(type));
  return (json) => (json === 'null' ? json : write(read(json)));
}

/** Members are sorted by their keys, those of a ROW too. */
function members(writers: readonly ((json: string) => string)[], all?: (json: string) => string): Writer {
  return (form) => {
    const given = entries(form as string).map(([key, value], i) => {
      const write = all ?? (writers[i] as (json: string) => string);
      return [JSON.parse(key) as string, write(value)] as const;
    });
    given.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${given.map(([key, json]) => `${quote(key)}:${json}`).join(',')}}`;
  };
}

const jsonOf = (number: number, form: Stored): string => (WRITERS[number] as Writer)(form);

export const jsonValueSupport = { jsonOf };
