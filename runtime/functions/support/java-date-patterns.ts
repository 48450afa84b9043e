/** What Java's two kinds of date patterns have in common: letters, quoted texts and the names of English. */
import type { MillraceError } from '../../errors';
import { notLocal } from '../function';

/** A letter as often as told, or a text as it stands. */
export type Token = { readonly letter: string; readonly count: number } | { readonly text: string };

export function tokens(pattern: string): Token[] {
  const all: Token[] = [];
  for (const [part] of pattern.matchAll(/([A-Za-z])\1*|''|'(?:[^']|'')*'|[^A-Za-z']+|'/g)) {
    if (/^[A-Za-z]/.test(part)) all.push({ letter: part[0] as string, count: part.length });
    else if (part === "'") throw noPattern(pattern, 'a quote that is not closed');
    else all.push({ text: part === "''" ? "'" : part.replace(/^'|'$/g, '').replaceAll("''", "'") });
  }
  return all;
}

export const noPattern = (pattern: string, why: string): MillraceError =>
  notLocal(`the format ${JSON.stringify(pattern)}`, `it has ${why}`);

export const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
] as const;
export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
export const short = (name: string): string => name.slice(0, 3);

export const DAY_MS = 86_400_000;
const two = (n: number): string => String(n).padStart(2, '0');
/** The fields of a point in time, in UTC. */
export function fieldsOf(ms: number) {
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const hour = date.getUTCHours();
  return {
    ...{ year, month, day: date.getUTCDate(), weekday: date.getUTCDay(), hour },
    ...{ minute: date.getUTCMinutes(), second: date.getUTCSeconds(), millis: date.getUTCMilliseconds() },
    dayOfYear: Math.floor((ms - Date.UTC(year, 0, 1)) / DAY_MS) + 1,
  };
}
export { two };
