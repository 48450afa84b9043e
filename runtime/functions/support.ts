/** What the code of functions calls by the name `$`. */
import { createHash } from 'node:crypto';
import { MillraceError } from '../errors';
import { aggregateSupport } from './aggregate/support';
import { castSupport } from './support/cast';
import { castCollectionsSupport } from './support/cast-collections';
import { castTimesSupport } from './support/cast-times';
import { collectionSupport } from './support/collections';
import { compareSupport } from './support/compare';
import { decimalSupport } from './support/decimal';
import { elementarySupport } from './support/elementary';
import { jsonSupport } from './support/json';
import { jsonValueSupport } from './support/json-values';
import { parseSupport } from './support/parse';
import { patternSupport } from './support/patterns';
import { roundingSupport } from './support/rounding';
import { textSupport } from './support/text';
import { timeSupport } from './support/time';
import { urlSupport } from './support/url';

/** @param sides 1: beginning, 2: end, 3: both */
function trim(text: string, characters: string, sides: number): string {
  const set = new Set(characters);
  const points = Array.from(text);
  let from = 0;
  let to = points.length;
  if (sides & 1) while (from < to && set.has(points[from] as string)) from++;
  if (sides & 2) while (to > from && set.has(points[to - 1] as string)) to--;
  return points.slice(from, to).join('');
}

/** Places count code points from 1, a negative one from the end; one before the beginning gives nothing. */
function substring(text: string, from: number, length: number): string | null {
  if (length < 0) return null;
  const points = Array.from(text);
  const start = from > 0 ? from - 1 : from < 0 ? points.length + from : 0;
  return start < 0 ? '' : points.slice(start, start + length).join('');
}

const right = (text: string, n: number): string => (n <= 0 ? '' : Array.from(text).slice(-n).join(''));

/** A place before the first is the first one; an empty part is always found there. */
function position(part: string, text: string, from: number): number {
  if (part === '') return 1;
  const skipped = Array.from(text)
    .slice(0, Math.max(0, from - 1))
    .join('').length;
  const at = text.indexOf(part, skipped);
  return at < 0 ? 0 : Array.from(text.slice(0, at)).length + 1;
}

const PATTERNS = new Map<string, RegExp>();
const KEPT_PATTERNS = 1000;

/** @param escaping one character, or '' for none */
function like(text: string, pattern: string, escaping: string): boolean {
  const key = `${escaping}\0${pattern}`;
  let regexp = PATTERNS.get(key);
  if (!regexp) {
    if (PATTERNS.size >= KEPT_PATTERNS) PATTERNS.clear();
    regexp = new RegExp(`^${regularExpression(Array.from(pattern), escaping)}$`, 'su');
    PATTERNS.set(key, regexp);
  }
  return regexp.test(text);
}

function regularExpression(pattern: readonly string[], escaping: string): string {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    let c = pattern[i] as string;
    if (c === escaping) {
      c = pattern[++i] ?? '';
      if (c !== '%' && c !== '_' && c !== escaping) {
        throw new MillraceError('INVALID_PATTERN', `LIKE: ${escaping} stands before none of %, _ and ${escaping}`);
      }
      out += quoted(c);
    } else out += c === '%' ? '.*' : c === '_' ? '.' : quoted(c);
  }
  return out;
}

const quoted = (c: string): string => c.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
const toBase64 = (text: string): string => utf8(text).toString('base64');
const hex = (text: string): string => utf8(text).toString('hex').toUpperCase();

function digest(algorithm: string, text: string): string {
  if (!/^(md5|sha1|sha224|sha256|sha384|sha512)$/.test(algorithm)) {
    throw new MillraceError('UNSUPPORTED_DIGEST', `${algorithm} is no digest, which fails the job on Flink too`);
  }
  return createHash(algorithm).update(text, 'utf8').digest('hex');
}

/** Functions that users wrote, by the numbers that code knows them by. */
const userFunctions: ((...args: readonly unknown[]) => unknown)[] = [];
/** Makes a function callable from code. @returns its number */
export const addUserFunction = (fn: (...args: readonly unknown[]) => unknown): number => userFunctions.push(fn) - 1;
/** The rows that a table function makes, or others where it makes none. */
const rows = (args: readonly unknown[], number: number, none: unknown[][]): unknown[][] => {
  const made = userFunctions[number]?.(...args) as unknown[][];
  return made.length === 0 ? none : made;
};
const user = (number: number, ...args: readonly unknown[]): unknown => userFunctions[number]?.(...args) ?? null;

export const functionSupport = {
  ...castSupport,
  ...castCollectionsSupport,
  ...castTimesSupport,
  ...compareSupport,
  ...decimalSupport,
  ...elementarySupport,
  ...parseSupport,
  ...roundingSupport,
  ...aggregateSupport,
  user,
  rows,
  like,
  trim,
  substring,
  right,
  position,
  toBase64,
  hex,
  digest,
  ...collectionSupport,
  ...jsonSupport,
  ...jsonValueSupport,
  ...textSupport,
  ...timeSupport,
  ...patternSupport,
  ...urlSupport,
};
