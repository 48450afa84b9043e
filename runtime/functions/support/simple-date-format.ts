/**
 * Formats of java.text.SimpleDateFormat: lenient in what they parse, which need not be all of the text, and in what they
 * make of it: the 13th month is the first of the next year.
 */
import { daysFromCivil } from '../../time';
import { notLocal } from '../function';
import { DAY_MS, DAYS, fieldsOf, MONTHS, noPattern, short, type Token, tokens } from './java-date-patterns';

const FORMATS = new Map<string, readonly Token[]>();
const KEPT = 1000;
const PRINTED = /^[yMLdDHkhKmsSaEuG]$/;
/** Two digits of a year would be read by the clock, and days of weeks and years compete with those of months. */
const PARSED = /^[yMdHhmsSa]$/;

/** @throws MillraceError INVALID_FORMAT */
function compiled(pattern: string, use: 'print' | 'parse'): readonly Token[] {
  const key = `${use} ${pattern}`;
  let found = FORMATS.get(key);
  if (!found) {
    found = tokens(pattern);
    for (const token of found) {
      if (!('letter' in token)) continue;
      const { letter, count } = token;
      const isKnown = (use === 'print' ? PRINTED : PARSED).test(letter);
      if (!isKnown || (use === 'parse' && letter === 'y' && count < 3)) throw noPattern(pattern, letter.repeat(count));
    }
    const letters = new Set(found.map((token) => ('letter' in token ? token.letter : '')));
    if (use === 'parse' && letters.has('H') && letters.has('h')) throw noPattern(pattern, 'both H and h');
    if (FORMATS.size >= KEPT) FORMATS.clear();
    FORMATS.set(key, found);
  }
  return found;
}

/** @throws MillraceError INVALID_FORMAT */
export function checkSimpleFormat(pattern: string, use: 'print' | 'parse'): void {
  compiled(pattern, use);
}

/** The first day of the Gregorian calendar, which Java's Date does not carry on before. */
const GREGORIAN = Date.UTC(1582, 9, 15);
const LAST = Date.UTC(9999, 11, 31) + DAY_MS;

function demandGregorian(ms: number): number {
  if (ms >= GREGORIAN && ms < LAST) return ms;
  throw notLocal('a time before 1582-10-15 or after 9999', 'Java changes to the Julian calendar there');
}

/** @param ms in the time zone of the text */
export function formatSimple(ms: number, pattern: string): string {
  const fields = fieldsOf(demandGregorian(ms));
  return compiled(pattern, 'print')
    .map((token) => ('text' in token ? token.text : printed(fields, token)))
    .join('');
}

function printed(f: ReturnType<typeof fieldsOf>, { letter, count }: Extract<Token, { letter: string }>): string {
  const padded = (n: number): string => String(n).padStart(count, '0');
  switch (letter) {
    case 'y':
      return count === 2 ? String(f.year % 100).padStart(2, '0') : padded(f.year);
    case 'M':
    case 'L': {
      const name = MONTHS[f.month] as string;
      return count < 3 ? padded(f.month + 1) : count === 3 ? short(name) : name;
    }
    case 'd':
      return padded(f.day);
    case 'D':
      return padded(f.dayOfYear);
    case 'H':
      return padded(f.hour);
    case 'k':
      return padded(f.hour || 24);
    case 'K':
      return padded(f.hour % 12);
    case 'h':
      return padded(f.hour % 12 || 12);
    case 'm':
      return padded(f.minute);
    case 's':
      return padded(f.second);
    case 'S':
      return padded(f.millis);
    case 'a':
      return f.hour < 12 ? 'AM' : 'PM';
    case 'u':
      return padded(f.weekday || 7);
    case 'E': {
      const name = DAYS[f.weekday] as string;
      return count < 4 ? short(name) : name;
    }
    default:
      return 'AD';
  }
}

/** Milliseconds in the time zone of the text; null for one that does not begin as the pattern says. */
export function parseSimple(text: string, pattern: string): number | null {
  const all = compiled(pattern, 'parse');
  const fields: Record<string, number> = {};
  let at = 0;
  for (const [i, token] of all.entries()) {
    if ('text' in token) {
      if (!text.startsWith(token.text, at)) return null;
      at += token.text.length;
      continue;
    }
    const begin = at;
    while (text[at] === ' ' || text[at] === '\t') at++;
    const { letter, count } = token;
    const names = letter === 'a' ? ['AM', 'PM'] : letter === 'M' && count > 2 ? MONTHS : undefined;
    if (names) {
      const [index, length] = matched(names, text, at);
      if (index < 0) return null;
      fields[letter] = letter === 'M' ? index + 1 : index;
      at += length;
      continue;
    }
    // Where a number follows at once, this one has as many digits as letters.
    const next = all[i + 1];
    const isWide =
      next !== undefined && 'letter' in next && next.letter !== 'a' && !(next.letter === 'M' && next.count > 2);
    if (isWide && begin + count > text.length) return null;
    const [digits = ''] = /^-?\d+/.exec(text.slice(at, isWide ? begin + count : undefined)) ?? [];
    if (digits === '') return null;
    if (/^\.?E[+-]?\d/.test(text.slice(at + digits.length)) || digits.length > 9) {
      throw notLocal(`a time of ${JSON.stringify(text)}`, `Java has ways of its own with the number at ${at + 1}`);
    }
    fields[letter] = Number(digits);
    at += digits.length;
  }
  const { y = 1970, M = 1, d = 1, H, h = 0, a = 0, m = 0, s = 0, S = 0 } = fields;
  const days = daysFromCivil(y + Math.floor((M - 1) / 12), ((((M - 1) % 12) + 12) % 12) + 1, 1) + d - 1;
  const hours = H ?? (h === 12 ? 0 : h) + 12 * a;
  return demandGregorian(days * DAY_MS + hours * 3_600_000 + m * 60_000 + s * 1000 + S);
}

/** The longest of names, or of their first letters, that a text has at a place, and its length. */
function matched(names: readonly string[], text: string, at: number): readonly [index: number, length: number] {
  const here = text.slice(at).toLowerCase();
  for (const form of [(name: string) => name, short]) {
    const i = names.findIndex((name) => here.startsWith(form(name).toLowerCase()));
    if (i >= 0) return [i, form(names[i] as string).length];
  }
  return [-1, 0];
}
