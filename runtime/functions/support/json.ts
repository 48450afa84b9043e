/** Flink's functions of JSON texts. */
import { MillraceError } from '../../errors';
import type { Stored } from '../../types/stored';
import { type Json, javaText, NoJson, parseJson, quote, writeJson } from './jackson';
import { find, NotFound, type Path, path, UnsupportedPath } from './json-path';

export type Then = 'NULL' | 'ERROR' | 'DEFAULT' | 'EMPTY ARRAY' | 'EMPTY OBJECT' | 'TRUE' | 'FALSE' | 'UNKNOWN';

/** Why a path is not computed here; undefined for one that is. */
export function unsupportedPath(text: string): string | undefined {
  try {
    path(text);
    return undefined;
  } catch (failure) {
    if (failure instanceof UnsupportedPath) return failure.message;
    throw failure;
  }
}

const TEXTS: { text?: string; json?: Json | NoJson } = {};

/** The last text is kept: several functions ask of one column. */
function parsed(text: string): Json | NoJson {
  if (TEXTS.text !== text || TEXTS.json === undefined) {
    try {
      TEXTS.json = parseJson(text);
    } catch (failure) {
      if (!(failure instanceof NoJson)) throw failure;
      TEXTS.json = failure;
    }
    TEXTS.text = text;
  }
  return TEXTS.json;
}

const ERROR = Symbol('error');

/** What a path finds in a text; in lax mode null for nothing. */
function asked(text: string, by: Path): Json | typeof ERROR {
  const json = parsed(text);
  if (json instanceof NoJson) return by.isLax ? null : ERROR;
  // JsonPath takes no null.
  if (json === null) return ERROR;
  try {
    return find(json, by);
  } catch (failure) {
    // With a wildcard, nothing is a list without elements.
    if (failure instanceof NotFound) return by.isLax ? (by.steps.includes('all') ? [] : null) : ERROR;
    throw failure;
  }
}

const failed = (name: string, text: string, at: string): MillraceError =>
  new MillraceError('JSON_ERROR', `${name} of ${text} at ${at}: ERROR was asked for, which fails the job on Flink too`);

function jsonExists(text: string, at: string, onError: Then): boolean | null {
  const found = asked(text, path(at));
  if (found !== ERROR) return found !== null;
  if (onError === 'ERROR') throw failed('JSON_EXISTS', text, at);
  return onError === 'UNKNOWN' ? null : onError === 'TRUE';
}

const isScalar = (json: Json): boolean => !Array.isArray(json) && !(json instanceof Map);

function jsonValue(
  text: string,
  at: string,
  kind: string,
  [onEmpty, emptyDefault]: readonly [Then, Stored | null],
  [onError, errorDefault]: readonly [Then, Stored | null],
): Stored | null {
  const by = path(at);
  const found = asked(text, by);
  const isEmpty = found === null || (found !== ERROR && by.isLax && !isScalar(found));
  if (found !== ERROR && !isEmpty && isScalar(found)) return returned(found, kind);
  const [then, value] = isEmpty ? [onEmpty, emptyDefault] : [onError, errorDefault];
  if (then === 'ERROR') throw failed('JSON_VALUE', text, at);
  return then === 'DEFAULT' ? value : null;
}

/** @throws MillraceError JSON_TYPE: Flink casts what it found, whatever that is. */
function returned(json: Json, kind: string): Stored {
  if (kind === 'STRING') return javaText(json);
  if (kind === 'BOOLEAN' && typeof json === 'boolean') return json;
  if (kind === 'DOUBLE' && typeof json === 'number') return json;
  if (kind === 'INT' && typeof json === 'bigint' && BigInt.asIntN(32, json) === json) return Number(json);
  throw new MillraceError(
    'JSON_TYPE',
    `JSON_VALUE found ${writeJson(json)}, which is no ${kind}: that fails the job on Flink too`,
    'Return STRING, and cast it.',
  );
}

type Wrapper = 'WITHOUT' | 'CONDITIONAL' | 'UNCONDITIONAL';

/** @param isList whether an ARRAY of texts is asked for, which comes as its JSON */
function jsonQuery(
  text: string,
  at: string,
  wrapper: Wrapper,
  onEmpty: Then,
  onError: Then,
  isList: boolean,
): string | null {
  const by = path(at);
  const found = asked(text, by);
  const isWrapped =
    found !== ERROR && (wrapper === 'UNCONDITIONAL' || (wrapper === 'CONDITIONAL' && !Array.isArray(found)));
  const value = found !== null && isWrapped ? [found as Json] : found;
  const isEmpty = value === null || (value !== ERROR && by.isLax && isScalar(value));
  if (value !== ERROR && !isEmpty && !isScalar(value)) {
    if (!isList) return writeJson(value);
    if (Array.isArray(value)) return JSON.stringify(value.map((one) => (one === null ? null : javaText(one))));
  }
  const then = isEmpty ? onEmpty : onError;
  if (then === 'ERROR') throw failed('JSON_QUERY', text, at);
  return then === 'NULL' ? null : then === 'EMPTY ARRAY' ? '[]' : '{}';
}

function isJson(text: string, kind: string): boolean {
  const json = parsed(text);
  if (json instanceof NoJson) return false;
  if (kind === 'VALUE') return true;
  return kind === 'ARRAY' ? Array.isArray(json) : kind === 'OBJECT' ? json instanceof Map : isScalar(json);
}

/** A DECIMAL as a JSON number: without zeros at its end, and by an exponent where Java's BigDecimal has one. */
export function decimalJson(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const all = (whole + fraction).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return '0';
  const scale = fraction.length - (all.length - digits.length);
  const exponent = digits.length - 1 - scale;
  if (scale < 0 || exponent < -6) {
    const rest = digits.slice(1);
    const signed = exponent < 0 ? exponent : `+${exponent}`;
    return `${sign}${digits[0]}${rest === '' ? '' : `.${rest}`}E${signed}`;
  }
  if (scale === 0) return sign + digits;
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** A point in time by ISO 8601, its fraction without zeros at its end. */
export const timeJson = (text: string, zone: string): string =>
  `"${text.replace(' ', 'T').replace(/\.?0*$/, (zeros, at: number) => (at > 18 ? '' : zeros))}${zone}"`;

/** Members sorted by their keys; `undefined` is left out. */
function jsonObject(members: readonly (readonly [key: string, json: string | undefined])[]): string {
  const given = new Map(members.filter(([, json]) => json !== undefined));
  const keys = [...given.keys()].sort((a, b) => (a < b ? -1 : 1));
  return `{${keys.map((key) => `${quote(key)}:${given.get(key)}`).join(',')}}`;
}

const jsonArray = (values: readonly (string | undefined)[]): string =>
  `[${values.filter((json) => json !== undefined).join(',')}]`;

export const jsonSupport = { jsonExists, jsonValue, jsonQuery, isJson, jsonObject, jsonArray, jsonQuote: quote };
