import { MillraceError } from '../errors';

/** A character literal. Text with line breaks or other control characters is spelled with Unicode escapes, on one line. */
export function characterLiteral(value: string): string {
  const quoted = value.replaceAll("'", "''");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const control = /[\u0000-\u001f\u007f\u0085\u2028\u2029]/g;
  if (!control.test(value)) return `'${quoted}'`;
  const escaped = quoted
    .replaceAll('\\', '\\\\')
    .replace(control, (c) => `\\${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `U&'${escaped}'`;
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
