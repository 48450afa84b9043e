/**
 * Formats of java.time.format.DateTimeFormatter, strict in what they parse and smart in what they make of it: of days that
 * a month has not, its last one.
 */
import { daysFromCivil, daysInMonth } from '../../time';
import { DAY_MS, DAYS, fieldsOf, MONTHS, noPattern, short, tokens, two } from './java-date-patterns';

interface Part {
  print(fields: Fields): string;
  /** Takes from the text at a place what it matches; gives the place behind it, −1 for none. */
  parse(text: string, at: number, into: Map<string, number>): number;
}
type Fields = ReturnType<typeof fieldsOf> & { readonly nanos: number };

const KEPT = 1000;
const FORMATS = new Map<string, readonly Part[]>();

/** @throws MillraceError INVALID_FORMAT for letters that are not computed here. */
function parts(pattern: string): readonly Part[] {
  let found = FORMATS.get(pattern);
  if (!found) {
    if (FORMATS.size >= KEPT) FORMATS.clear();
    found = compiled(pattern);
    FORMATS.set(pattern, found);
  }
  return found;
}

/** @throws MillraceError INVALID_FORMAT */
export function checkDateTimeFormat(pattern: string): void {
  parts(pattern);
}

/** @param below nanoseconds of the millisecond */
export function formatDateTime(ms: number, below: number, pattern: string): string {
  const fields = fieldsOf(ms);
  const all = { ...fields, nanos: fields.millis * 1_000_000 + below };
  return parts(pattern)
    .map((part) => part.print(all))
    .join('');
}

/** Milliseconds; null for a text that is not of the pattern or no time. */
export function parseDateTime(text: string, pattern: string): number | null {
  const fields = new Map<string, number>();
  const end = sequence(parts(pattern)).parse(text, 0, fields);
  return end === text.length ? resolved(fields) : null;
}

/** A number of a field: from `min` to `max` digits, of which those behind it reserve some. */
class Digits implements Part {
  reserved = 0;

  constructor(
    readonly field: string,
    readonly min: number,
    readonly max: number,
    private readonly value: (fields: Fields) => number,
    private readonly sign: 'none' | 'minus' | 'year' = 'none',
  ) {}

  get isFixed(): boolean {
    return this.min === this.max && this.sign === 'none';
  }

  print(fields: Fields): string {
    return String(this.value(fields)).padStart(this.min, '0');
  }

  parse(text: string, start: number, into: Map<string, number>): number {
    const [sign = ''] = /^[+-]/.exec(text.slice(start, start + 1)) ?? [];
    if (sign !== '' && (this.sign === 'none' || (this.sign === 'minus' && sign === '+'))) return -1;
    const at = start + sign.length;
    let digits = /^\d*/.exec(text.slice(at, at + this.max + this.reserved))?.[0] ?? '';
    if (digits.length < this.min) return -1;
    if (this.reserved > 0) digits = digits.slice(0, Math.max(this.min, digits.length - this.reserved));
    if (sign === '-' && Number(digits) === 0) return -1;
    if (this.sign === 'year' && sign !== '-' && digits.length > this.min !== (sign === '+')) return -1;
    return set(into, this.field, this.read(digits) * (sign === '-' ? -1 : 1)) ? at + digits.length : -1;
  }

  protected read(digits: string): number {
    return Number(digits);
  }
}

/** Two digits of a year from 2000 on. */
class ShortYear extends Digits {
  override print(fields: Fields): string {
    return two(fields.year % 100);
  }
  protected override read(digits: string): number {
    return 2000 + Number(digits);
  }
}

/** The first digits of the fraction of a second. */
class Fraction extends Digits {
  override print(fields: Fields): string {
    return String(fields.nanos).padStart(9, '0').slice(0, this.max);
  }
  protected override read(digits: string): number {
    return Number(digits.padEnd(9, '0'));
  }
}

/** A field's value by its name. */
const named = (field: string, names: readonly string[], value: (fields: Fields) => number, first = 0): Part => ({
  print: (fields) => names[value(fields)] as string,
  parse(text, at, into) {
    const i = names.findIndex((name) => text.startsWith(name, at));
    return i >= 0 && set(into, field, i + first) ? at + (names[i] as string).length : -1;
  },
});

const literal = (text: string): Part => ({
  print: () => text,
  parse: (given, at) => (given.startsWith(text, at) ? at + text.length : -1),
});

const sequence = (all: readonly Part[], isOptional = false): Part => ({
  print: (fields) => all.map((part) => part.print(fields)).join(''),
  parse(text, start, into) {
    const tried = isOptional ? new Map(into) : into;
    let at = start;
    for (const part of all) {
      at = part.parse(text, at, tried);
      if (at < 0) return isOptional ? start : -1;
    }
    if (isOptional) for (const [field, value] of tried) into.set(field, value);
    return at;
  },
});

/** False for another value than the field already has. */
function set(into: Map<string, number>, field: string, value: number): boolean {
  if ((into.get(field) ?? value) !== value) return false;
  into.set(field, value);
  return true;
}

function compiled(pattern: string): readonly Part[] {
  const open: Part[][] = [[]];
  let active: Digits | undefined;
  const add = (part: Part): void => {
    open.at(-1)?.push(part);
    if (!(part instanceof Digits)) active = undefined;
    // Numbers side by side: those of fixed width have their digits from the first one's.
    else if (active && part.isFixed) active.reserved += part.max;
    else active = part;
  };
  for (const token of tokens(pattern)) {
    if ('letter' in token) {
      const part = partOf(token.letter, token.count);
      if (!part) throw noPattern(pattern, token.letter.repeat(token.count));
      add(part);
      continue;
    }
    // What was quoted is split with the rest: brackets in quotes are rare enough to be refused.
    for (const c of token.text) {
      if (c === '{' || c === '}' || c === '#') throw noPattern(pattern, c);
      if (c === '[') {
        active = undefined;
        open.push([]);
      } else if (c === ']') {
        const inner = open.pop() as Part[];
        if (open.length === 0) throw noPattern(pattern, 'a ] that nothing opened');
        add(sequence(inner, true));
      } else add(literal(c));
    }
  }
  while (open.length > 1) {
    const inner = open.pop() as Part[];
    open.at(-1)?.push(sequence(inner, true));
  }
  return open[0] as Part[];
}

type ValueOf = (fields: Fields) => number;
const NUMBERS: Readonly<Record<string, readonly [field: string, value: ValueOf]>> = {
  d: ['day', (f) => f.day],
  H: ['hour', (f) => f.hour],
  h: ['half', (f) => f.hour % 12 || 12],
  m: ['minute', (f) => f.minute],
  s: ['second', (f) => f.second],
};

function partOf(letter: string, count: number): Part | undefined {
  const [field, value] = NUMBERS[letter] ?? [];
  if (field && value)
    return count === 1
      ? new Digits(field, 1, 19, value, 'minus')
      : count === 2
        ? new Digits(field, 2, 2, value)
        : undefined;
  switch (letter) {
    case 'y':
    case 'u': {
      const name = letter === 'y' ? 'yearOfEra' : 'year';
      if (count === 2) return new ShortYear(name, 2, 2, (f) => f.year);
      return new Digits(name, count, 19, (f) => f.year, count < 4 ? 'minus' : 'year');
    }
    case 'M':
    case 'L':
      if (count === 1) return new Digits('month', 1, 19, (f) => f.month + 1, 'minus');
      if (count === 2) return new Digits('month', 2, 2, (f) => f.month + 1);
      if (count > 4) return undefined;
      return named('month', count === 3 ? MONTHS.map(short) : MONTHS, (f) => f.month, 1);
    case 'E':
      if (count > 4) return undefined;
      return named('weekday', count === 4 ? DAYS : DAYS.map(short), (f) => f.weekday);
    case 'a':
      return count === 1 ? named('afternoon', ['AM', 'PM'], (f) => (f.hour < 12 ? 0 : 1)) : undefined;
    case 'S':
      return count <= 9 ? new Fraction('nanos', count, count, (f) => f.nanos) : undefined;
    default:
      return undefined;
  }
}

/** The milliseconds of fields, with 1970-01-01 00:00:00 for those that are missing; null for what is no time. */
export function resolved(fields: ReadonlyMap<string, number>): number | null {
  const get = (name: string) => fields.get(name);
  const isIn = (value: number | undefined, low: number, high: number) =>
    value === undefined || (value >= low && value <= high);
  const [month, day, half] = [get('month'), get('day'), get('half')];
  const [minute, second] = [get('minute') ?? 0, get('second') ?? 0];
  const nanos = get('nanos') ?? 0;
  if (!isIn(get('yearOfEra'), 1, 999_999_999) || !isIn(month, 1, 12) || !isIn(day, 1, 31)) return null;
  if (!isIn(half, 1, 12) || !isIn(get('hour'), 0, 24) || !isIn(minute, 0, 59) || !isIn(second, 0, 59)) return null;
  const year = get('yearOfEra') ?? get('year');
  const afternoon = get('afternoon');
  const clock = half !== undefined && afternoon !== undefined ? (half % 12) + afternoon * 12 : undefined;
  const hour = get('hour') ?? clock ?? 0;
  if (clock !== undefined && hour !== clock) return null;
  const isMidnight = hour === 24;
  if (isMidnight && (minute !== 0 || second !== 0 || nanos !== 0)) return null;
  const isDate = year !== undefined && month !== undefined && day !== undefined;
  const date = isDate ? Math.min(day, daysInMonth(year, month)) : (day ?? 1);
  const days = daysFromCivil(year ?? 1970, month ?? 1, date);
  const weekday = get('weekday');
  if (isDate && weekday !== undefined && weekday !== (((days + 4) % 7) + 7) % 7) return null;
  if (!isDate && date > daysInMonth(year ?? 1970, month ?? 1)) return null;
  const clockMs = ((isMidnight ? (isDate ? 24 : 0) : hour) * 60 + minute) * 60_000 + second * 1000;
  return days * DAY_MS + clockMs + Math.floor(nanos / 1_000_000);
}
