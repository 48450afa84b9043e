/** Numbers and times as the page writes them; times are UTC, as the records' own. */
import type { Cell, ColumnKind } from '../protocol';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const twoDigits = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

export const count = (value: number): string => (value < 1e9 ? whole.format(value) : compact.format(value));

/** For a big figure or an axis: three to five digits that matter. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 100_000) return compact.format(value);
  if (Number.isInteger(value) || size >= 10_000) return whole.format(value);
  if (size >= 100) return oneDigit.format(value);
  return size >= 0.1 ? twoDigits.format(value) : String(Number(value.toPrecision(2)));
}

/** An axis label: as many digits as its steps differ in. */
export function tick(value: number, step: number): string {
  if (Math.abs(value) >= 10_000) return compact.format(value);
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  return value.toFixed(digits);
}

const iso = (ms: number): string => {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
};
export const clock = (ms: number): string => iso(ms).slice(11, 19);
export const minute = (ms: number): string => iso(ms).slice(11, 16);
export const day = (ms: number): string => iso(ms).slice(0, 10);
export const monthDay = (ms: number): string => iso(ms).slice(5, 10);

/** `4.2 s`, `3 min 20 s`, `5 h 10 min`, `12 d`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 60) return `${rounded} s`;
  const pair = (size: number, unit: string, small: number, smallUnit: string): string => {
    const rest = Math.floor((rounded % size) / small);
    return `${Math.floor(rounded / size)} ${unit}${rest > 0 ? ` ${rest} ${smallUnit}` : ''}`;
  };
  if (rounded < 3_600) return pair(60, 'min', 1, 's');
  if (rounded < 86_400) return pair(3_600, 'h', 60, 'min');
  return pair(86_400, 'd', 3_600, 'h');
}

/** A length as an adjective: `1-minute`. */
export function lengthName(ms: number): string {
  for (const [size, name] of [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
  ] as const) {
    if (ms % size === 0) return `${ms / size}-${name}`;
  }
  return `${ms / 1000}-second`;
}

export function cell(value: Cell, kind: ColumnKind): string {
  if (value === null) return '–';
  if (typeof value !== 'number') return String(value);
  if (kind === 'TIMESTAMP') return `${day(value)} ${clock(value)}`;
  if (kind !== 'DOUBLE') return whole.format(value);
  return Math.abs(value) >= 0.01 || value === 0 ? twoDigits.format(value) : String(Number(value.toPrecision(3)));
}
