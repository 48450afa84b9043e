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

/** An INTERVAL literal of milliseconds, in the largest unit that is exact. */
export function intervalLiteral(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  const size = Math.abs(ms);
  for (const [unit, name, precision] of INTERVAL_UNITS) {
    const n = size / unit;
    // Flink's default precision of a leading field is two digits.
    if (n >= 1 && Number.isInteger(n)) {
      return `INTERVAL '${sign}${n}' ${name}${n > 99 ? `(${precision})` : ''}`;
    }
  }
  return `INTERVAL '${sign}${(size / 1000).toFixed(3)}' SECOND${size >= 100_000 ? '(9, 3)' : ''}`;
}

const INTERVAL_UNITS: readonly (readonly [number, string, number])[] = [
  [86_400_000, 'DAY', 9],
  [3_600_000, 'HOUR', 9],
  [60_000, 'MINUTE', 9],
  [1_000, 'SECOND', 9],
];
