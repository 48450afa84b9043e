import { MillraceError } from '../errors';

/** Whether a text is Unicode: half of a surrogate pair is no character, and nothing writes it in UTF-8. */
export const isWellFormed = (text: string): boolean => !/\p{Cs}/u.test(text);

/** Whether a value is a text. */
export const isText = (value: unknown): value is string => typeof value === 'string' && isWellFormed(value);

/** Controls and separators, which break lines, and the controls of direction, which show a script as another than it is. */
const ESCAPED = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A character literal. Text with line breaks or other control characters is spelled with Unicode escapes, on one line.
 * @throws MillraceError INVALID_LITERAL for half of a surrogate pair.
 */
export function characterLiteral(value: string): string {
  if (!isWellFormed(value)) {
    throw new MillraceError('INVALID_LITERAL', `${JSON.stringify(value)} is no text: it has half of a surrogate pair`);
  }
  const quoted = value.replaceAll("'", "''");
  const escaped = quoted
    .replaceAll('\\', '\\\\')
    .replace(ESCAPED, (c) => `\\${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return value.search(ESCAPED) === -1 ? `'${quoted}'` : `U&'${escaped}'`;
}

/**
 * An INTERVAL literal of milliseconds, in the largest unit that is exact. Flink takes up to three digits of a unit, and
 * more only in parts.
 * @throws MillraceError INVALID_DURATION for more than 999 days.
 */
export function intervalLiteral(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  const size = Math.abs(ms);
  for (const [unit, name] of INTERVAL_UNITS) {
    const n = size / unit;
    // The default precision of a leading field is two digits.
    if (n >= 1 && n <= 999 && Number.isInteger(n)) return `INTERVAL '${sign}${n}' ${name}${n > 99 ? '(3)' : ''}`;
  }
  if (size < 100_000) return `INTERVAL '${sign}${(size / 1000).toFixed(3)}' SECOND`;
  const days = Math.floor(size / 86_400_000);
  if (days > 999)
    throw new MillraceError('INVALID_DURATION', `${days} days are more than Flink's intervals hold, which is 999`);
  const time = new Date(size % 86_400_000).toISOString().slice(11, 23);
  return `INTERVAL '${sign}${days} ${time}' DAY${days > 99 ? '(3)' : ''} TO SECOND(3)`;
}

const INTERVAL_UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, 'DAY'],
  [3_600_000, 'HOUR'],
  [60_000, 'MINUTE'],
  [1_000, 'SECOND'],
];
