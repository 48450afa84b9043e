/** Types, and values of them: as terms of a program and as JSON of a record. */
import { familyOf } from '../../../runtime/types/kinds';
import { doubleText, floatText } from '../../../runtime/types/stored';
import { type AnyType, withNullability } from '../../../runtime/types/type';
import { call, fields, get, js, on, ref, type Term, type Value } from '../term';
import type { Draw } from './random';

const t = ref('t');
const plain = (name: string): Term => get(t, name);
const sized = (name: string, ...sizes: number[]): Term => on(t, name, ...sizes.map(js));

/** A type of the language as the term that makes it. */
export function typeTerm(type: AnyType): Term {
  const term = bareType(type);
  return type.isNullable ? on(term, 'nullable') : term;
}

function bareType({ kind, spec }: AnyType): Term {
  const { length = 0, precision = 0, scale = 0, parts = {} } = spec;
  if (kind.startsWith('VARCHAR')) return sized('varchar', length);
  if (kind.startsWith('CHAR')) return sized('char', length);
  if (kind.startsWith('VARBINARY')) return sized('varbinary', length);
  if (kind.startsWith('BINARY')) return sized('binary', length);
  if (kind.startsWith('DECIMAL')) return sized('decimal', precision, scale);
  if (kind.startsWith('TIMESTAMP_LTZ'))
    return precision === 3 ? plain('timestampLtz') : sized('timestampLtzOf', precision);
  if (kind.startsWith('TIMESTAMP')) return precision === 3 ? plain('timestamp') : sized('timestampOf', precision);
  if (parts.element) return on(t, 'array', typeTerm(parts.element));
  if (parts.key && parts.value) return on(t, 'map', typeTerm(parts.key), typeTerm(parts.value));
  if (parts.fields) {
    const entries = Object.entries(parts.fields).map(([name, field]) => [name, typeTerm(field)] as const);
    return on(t, 'row', fields(Object.fromEntries(entries)));
  }
  return plain(kind.toLowerCase());
}

const orNull = (draw: Draw, term: Term, percent: number): Term => (draw.chance(percent) ? on(term, 'nullable') : term);

/** A type that is made of no others. */
export const scalarType = (draw: Draw): Term =>
  draw.weighted<() => Term>([
    [6, () => plain('string')],
    [2, () => sized('varchar', draw.pick([1, 3, 10]))],
    [2, () => sized('char', draw.pick([1, 3]))],
    [3, () => plain('boolean')],
    [1, () => plain('bytes')],
    [1, () => sized(draw.pick(['binary', 'varbinary']), draw.pick([1, 4]))],
    [5, () => decimalType(draw)],
    [2, () => plain('tinyint')],
    [2, () => plain('smallint')],
    [5, () => plain('int')],
    [4, () => plain('bigint')],
    [2, () => plain('float')],
    [5, () => plain('double')],
    [2, () => plain('date')],
    [2, () => plain('time')],
    [3, () => plain('timestamp')],
    [1, () => sized('timestampOf', draw.pick([0, 6, 9]))],
    [2, () => plain('timestampLtz')],
    [1, () => sized('timestampLtzOf', draw.pick([0, 6]))],
  ])();

function decimalType(draw: Draw): Term {
  const precision = draw.pick([1, 4, 10, 10, 18, 19, 20, 38]);
  return sized(
    'decimal',
    precision,
    draw.weighted([
      [3, Math.min(2, precision)],
      [2, 0],
      [1, precision],
      [1, precision >> 1],
    ]),
  );
}

/** A type of a column. */
export const columnType = (draw: Draw): Term =>
  orNull(
    draw,
    draw.weighted<() => Term>([
      [30, () => scalarType(draw)],
      [5, () => on(t, 'array', orNull(draw, scalarType(draw), 40))],
      [3, () => on(t, 'map', plain('string'), orNull(draw, scalarType(draw), 40))],
      [2, () => on(t, 'row', fields({ p: orNull(draw, scalarType(draw), 40), q: orNull(draw, scalarType(draw), 40) }))],
    ])(),
    45,
  );

const TEXTS = [
  '',
  'a',
  'b',
  'ab',
  'A',
  ' x ',
  'Straße',
  'É',
  '💧',
  'a,b,c',
  '12',
  '-7.5',
  'İi',
  'true',
  '2026-03-29',
  'x%_y',
  '\uffff',
];
const JSONS = ['{"a":1,"b":[1,2],"c":{"d":"x"}}', '[1,"x",null]', '{"a":', 'null', '{"a":null}'];
const TIMES = ['00:00:00', '23:59:59', '12:34:56', '02:30:00'];
/** Around 1970, the beginning of a year, and where Berlin's clocks change. */
export const INSTANTS = [
  '1969-12-31 23:59:59.999',
  '1970-01-01 00:00:00.000',
  '1969-07-20 20:17:40.001',
  '2026-01-01 00:00:00.000',
  '2026-03-29 00:59:59.000',
  '2026-03-29 01:30:00.000',
  '2026-10-25 00:30:00.000',
  '2026-10-25 01:00:00.123',
  '2024-02-29 12:00:00.000',
  '2026-12-31 23:59:59.999',
  '1900-03-01 05:06:07.008',
];
const WHOLE: Readonly<Record<string, readonly bigint[]>> = {
  TINYINT: [-128n, 127n],
  SMALLINT: [-32_768n, 32_767n],
  INT: [-(2n ** 31n), 2n ** 31n - 1n],
  BIGINT: [-(2n ** 63n), 2n ** 63n - 1n],
};
const DOUBLES = [0, -0, 1, -1, 0.1, 0.5, 2.5, -3.75, 1e10, 1e16, 1e-7, 123456.789, 5e-324, 1.7976931348623157e308];
const STRANGE = [Number.NaN, Infinity, -Infinity];

/** How values are drawn: simple ones meet each other often, and do not overflow. */
export interface Values {
  /** No extremes, no NaN, no −0.0, and no text that is strange. */
  readonly tame?: boolean;
}

/** A value of the type, NULL aside, as JSON of a record. */
export function jsonValue(draw: Draw, type: AnyType, how: Values = {}): string {
  const { kind, spec } = type;
  const { parts = {}, precision = 0, scale = 0, length = 0 } = spec;
  const inner = (of: AnyType): string => (of.isNullable && draw.chance(25) ? 'null' : jsonValue(draw, of, how));
  switch (familyOf(kind)) {
    case 'character': {
      const text = how.tame
        ? draw.pick(['a', 'b', 'c'])
        : draw.weighted([
            [12, draw.pick(TEXTS)],
            [length === 0 ? 1 : 0, draw.pick(JSONS)],
          ]);
      return JSON.stringify(length === 0 ? text : [...text].slice(0, length).join(''));
    }
    case 'boolean':
      return String(draw.chance(50));
    case 'binary': {
      const bytes = Array.from({ length: Math.min(length || 4, draw.int(0, 4)) }, () =>
        draw.pick([0, 1, 65, 127, 128, 255]),
      );
      return JSON.stringify(Buffer.from(bytes).toString('base64'));
    }
    case 'integer':
      return String(wholeNumber(draw, kind, how));
    case 'decimal':
      return JSON.stringify(decimalValue(draw, precision, scale, how));
    case 'approximate': {
      const value = how.tame
        ? draw.int(-4, 8) / 2
        : draw.weighted([
            [10, draw.pick(DOUBLES)],
            [6, draw.int(-9, 9) / 2],
            [1, draw.pick(STRANGE)],
          ]);
      if (kind === 'DOUBLE') return doubleText(value);
      const float = Math.fround(value);
      return floatText(Number.isFinite(value) && !Number.isFinite(float) ? 1 : float);
    }
    case 'date':
      return JSON.stringify(draw.pick(INSTANTS).slice(0, 10));
    case 'time':
      return JSON.stringify(draw.pick(TIMES));
    case 'timestamp':
      return JSON.stringify(instant(draw, precision));
    case 'timestamp_ltz':
      return JSON.stringify(`${instant(draw, precision).replace(' ', 'T')}Z`);
    case 'array':
      return `[${Array.from({ length: draw.int(0, 3) }, () => inner(parts.element as AnyType)).join(',')}]`;
    case 'map':
      return `{${draw
        .some(['k', 'l', ''], draw.int(0, 3))
        .map((key) => `${JSON.stringify(key)}:${inner(parts.value as AnyType)}`)
        .join(',')}}`;
    case 'row':
      return `{${Object.entries(parts.fields ?? {})
        .map(([name, field]) => `${JSON.stringify(name)}:${inner(field)}`)
        .join(',')}}`;
  }
}

function wholeNumber(draw: Draw, kind: string, { tame }: Values): bigint {
  if (tame || draw.chance(75)) return BigInt(draw.int(-3, 9));
  return draw.chance(50) ? draw.pick(WHOLE[kind] as bigint[]) : BigInt(draw.int(-100, 100));
}

function decimalValue(draw: Draw, precision: number, scale: number, { tame }: Values): string {
  const most = '9'.repeat(precision);
  const digits =
    tame || draw.chance(70) ? String(draw.int(0, Math.min(Number(most), 999))) : draw.chance(40) ? most : '0';
  const padded = digits.padStart(scale + 1, '0');
  const text = scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  return draw.chance(35) && /[1-9]/.test(text) ? `-${text}` : text;
}

/** @param precision digits behind the second */
function instant(draw: Draw, precision: number): string {
  const text = draw.pick(INSTANTS);
  if (precision === 0) return text.slice(0, 19);
  return precision <= 3
    ? text.slice(0, 20 + precision)
    : text + String(draw.int(0, 10 ** (precision - 3) - 1)).padStart(precision - 3, '0');
}

/** A literal of the type; undefined where the language has none that is simple. */
export function literalTerm(draw: Draw, type: AnyType, how: Values = {}): Term | undefined {
  if (['array', 'map', 'row'].includes(familyOf(type.kind))) return undefined;
  if (type.isNullable && draw.chance(8)) return call('lit', js(null), typeTerm(type));
  const value = constant(JSON.parse(jsonValue(draw, type, { tame: true, ...how })), type);
  return value === undefined ? undefined : call('lit', js(value), typeTerm(withNullability(type, false)));
}

function constant(value: string | number | boolean, { kind, spec }: AnyType): Value | undefined {
  switch (familyOf(kind)) {
    case 'integer':
      return kind === 'BIGINT' ? { big: String(value) } : value;
    case 'binary':
      return { bytes: Buffer.from(value as string, 'base64').toString('hex') };
    case 'approximate':
      return typeof value === 'string' ? undefined : value;
    case 'timestamp':
    case 'timestamp_ltz': {
      const text = (value as string).replace('T', ' ').replace('Z', '');
      return (spec.precision ?? 0) <= 3 ? { date: `${text.replace(' ', 'T')}Z` } : text;
    }
    default:
      return value;
  }
}
