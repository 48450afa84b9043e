/** Records that decoders are apt to disagree on. A seed always gives the same. */
import { t } from '../../runtime/types';
import type { AnyType, Schema } from '../../runtime/types/type';
import { Random } from './random';
import { NEARLY, typed } from './typed';

/** The table of the corpus: every type, NOT NULL and nullable, and a name that is not ASCII. */
export const corpusSchema = {
  s: t.string,
  d: t.double,
  i: t.int,
  l: t.bigint,
  b: t.boolean,
  ts: t.timestamp,
  größe: t.string.nullable(),
  dn: t.double.nullable(),
  in: t.int.nullable(),
  ln: t.bigint.nullable(),
  bn: t.boolean.nullable(),
  arrival: t.timestamp.nullable(),
} satisfies Schema;

const CORPUS_KINDS = new Set<string>(Object.values(corpusSchema).map(({ kind }) => kind));

/** The time rule of the corpus' table. */
export const corpusTime = { column: 'ts', clockSkewMs: 60_000, arrival: 'arrival' };

const NUMBERS = [
  ...[
    '0',
    '-0',
    '0.0',
    '-0.0',
    '1',
    '-1',
    '1.0',
    '-7.00',
    '1e3',
    '1E3',
    '1e+3',
    '12e-1',
    '1000e-3',
    '1.5',
    '0e99999999999999',
  ],
  ...[
    '1e309',
    '-1e309',
    '1.7976931348623157e308',
    '1.7976931348623159e308',
    '1e-400',
    '-1e-400',
    '4.9e-324',
    '2.4e-324',
  ],
  ...['2.2250738585072011e-308', '2.2250738585072014e-308', '0.1', '0.30000000000000004', '123456789.123456789e-5'],
  ...['9007199254740992', '9007199254740993', '9007199254740993.0', '9007199254740993e0', '-9007199254740995'],
  ...['2147483647', '2147483648', '-2147483648', '-2147483649', '2147483647.0', '2.147483648e9', '21474836470e-1'],
  ...['9223372036854775807', '9223372036854775808', '-9223372036854775808', '-9223372036854775809'],
  ...[
    '9.223372036854775807e18',
    '9223372036854775807.0',
    '92233720368547758070e-1',
    '1e18',
    '1e19',
    '1e400000',
    '1e-400000',
  ],
  ...[
    '1e99999999999999999999',
    '1e-99999999999999999999',
    `0.${'0'.repeat(400)}1`,
    `1${'0'.repeat(400)}`,
    `1${'0'.repeat(50)}e-50`,
  ],
  ...['01', '-01', '00', '+1', '-', '--1', '.5', '5.', '1.e3', '1e', '1e+', '1e1.5', '0x10', '1_000', '1,5', '１'],
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    'nan',
    'inf',
    '1 ',
    'Infinityx',
    'tru',
    'true',
    'false',
    'True',
    'FALSE',
    'nul',
    'null',
    'nullx',
  ],
];
/** Between quotes of JSON as they stand. */
const TEXTS = [
  ...[
    '',
    ' ',
    'cpu',
    'a b',
    '5',
    '-1.5',
    'NaN',
    'Infinity',
    '-Infinity',
    '+Infinity',
    'NaN ',
    'null',
    'true',
    'größe',
    '日本',
    '🦀',
  ],
  ...[
    '\\"',
    '\\\\',
    '\\/',
    '\\b\\f\\n\\r\\t',
    '\\u0041',
    '\\u00e9',
    '\\uD83E\\uDD80',
    '\\u0000',
    '\\u001f',
    '\u007f',
    '\u2028',
    '\ufeff',
  ],
  ...[
    '\\ud83e',
    '\\udd80',
    '\\udd80\\ud83e',
    'x\\ud83ex',
    '🦀\\udd80',
    '\\ud83e🦀',
    '\\u4e',
    '\\u00g0',
    '\\x41',
    "\\'",
    '\\',
    '\\u+041',
  ],
  ...[
    '\\U0041',
    '\\u12',
    '\\\t',
    'tab\there',
    'nul\u0000',
    'x'.repeat(200),
    `${'x'.repeat(59)}🦀🦀`,
    `${'é'.repeat(60)}\\ud83e`,
    '\\u004eaN',
  ],
  ...[
    '\\u0022',
    '\\\\u0041',
    '\\n',
    'line\\nend',
    '{}',
    '[]',
    '\u0085',
    '\u00a0',
    'a\u0301',
    '\\ufffe',
    '\uffff',
    '\u{10ffff}',
  ],
];
const TIMES = [
  ...[
    '2026-03-29 00:58:00',
    '2026-03-29T00:58:00Z',
    '2026-03-29 00:58:00.1',
    '2026-03-29 00:58:00.123',
    '2026-03-29 00:58:00.123456789',
  ],
  ...[
    '2026-03-29 00:58:00.1234567890',
    '2026-03-29 00:58:00.',
    '2026-03-29 00:58',
    '2026-03-29',
    '2026-03-29 00:58:00.0009',
    '2026-03-29t00:58:00',
  ],
  ...[
    '2024-02-29 12:00:00',
    '2026-02-29 12:00:00',
    '2000-02-29 00:00:00',
    '1900-02-29 00:00:00',
    '2026-04-31 00:00:00',
    '2026-13-01 00:00:00',
  ],
  ...[
    '2026-00-01 00:00:00',
    '2026-01-00 00:00:00',
    '2026-01-01 24:00:00',
    '2026-01-01 23:59:60',
    '2026-01-01 23:60:00',
    '2026-01-01 23:59:59.999',
  ],
  ...[
    '0000-01-01 00:00:00',
    '0000-01-01 00:00:00+01:00',
    '9999-12-31 23:59:59.999',
    '9999-12-31 23:59:59-01:00',
    '2099-01-01 00:00:00',
  ],
  ...[
    '2026-03-29T00:58:00+02:00',
    '2026-03-29T00:58:00-0230',
    '2026-03-29T00:58:00+02',
    '2026-03-29T00:58:00+18:59',
    '2026-03-29T00:58:00+19:00',
  ],
  ...[
    '2026-03-29T00:58:00+02:60',
    '2026-03-29T00:58:00ZZ',
    '2026-03-29T00:58:00z',
    '2026-03-29T00:58:00 Z',
    ' 2026-03-29 00:58:00',
    '2026-03-29 00:58:00 ',
  ],
  ...[
    '+026-03-29 00:58:00',
    '2026-3-29 00:58:00',
    '20260329T005800',
    '1774745880123',
    '２026-03-29 00:58:00',
    '2026-03-29\\u002000:58:00',
    '',
    'now',
  ],
];
const VALUES = [
  '{}',
  '[]',
  '{"a":1}',
  '[1,"x",null]',
  '{"a":{"a":1}}',
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  '[[]',
  '{]',
  '[1,]',
  '{"a":1,}',
  '{"a"}',
  '{a:1}',
  '[,]',
];
const SPACES = ['', '', '', ' ', '\t', '  ', '\r', '\r\t', '\n', '\f', '\v', '\u00a0', '\ufeff'];
const GARBAGE = ['x', '}', '{}', ',', '1', '"', ' null', '\u0000', '//', '🦀', '\ufeff', ' ', '\t', '\r', '\r\r'];
/** Bytes that no UTF-8 has in this way. */
const BAD_UTF8 = [
  '80',
  'bf',
  'c0',
  'c080',
  'c1bf',
  'c3',
  'c328',
  'e0',
  'e080af',
  'e09f80',
  'e282',
  'e28228',
  'eda080',
  'edbfbf',
  'f0',
  'f0808080',
  'f08fbfbf',
  'f09fa6',
  'f09fa628',
  'f4908080',
  'f5808080',
  'f8888080',
  'fe',
  'ff',
];

const quote = (text: string): string => `"${text}"`;

/** A value that the column takes, as JSON. */
function good(random: Random, type: AnyType): string {
  if (type.isNullable && random.chance(25)) return 'null';
  switch (type.kind) {
    case 'STRING':
      return random.chance(70) ? quote(random.of(['cpu', 'größe', 'a\\tb', '', '日本 🦀'])) : quote(random.digits(20));
    case 'DOUBLE':
      return random.chance(5)
        ? '"NaN"'
        : `${random.of(['', '-'])}${random.below(1000)}.${random.digits(20)}e${random.below(80) - 40}`;
    case 'INT':
      return String(random.below(4_294_967_296) - 2_147_483_648);
    case 'BIGINT':
      return String(
        (BigInt(random.below(4_294_967_296)) << 31n) - 4_000_000_000n * BigInt(random.below(1_000_000_000)),
      );
    case 'BOOLEAN':
      return random.of(['true', 'false']);
    case 'TIMESTAMP':
      return quote(
        `2026-0${1 + random.below(9)}-1${random.below(10)}${random.of([' ', 'T'])}1${random.below(10)}:5${random.below(10)}:00.${random.digits(6)}`,
      );
    default:
      return typed(random, type);
  }
}

function any(random: Random): string {
  switch (random.below(7)) {
    case 0:
      return random.of(NUMBERS);
    case 1:
      return quote(random.of(TEXTS));
    case 2:
      return quote(random.of(TIMES));
    case 3:
      return random.of(VALUES);
    case 4:
      return quote(random.of(NUMBERS));
    case 5:
      return nested(60 + random.below(8), random.chance(50));
    default:
      return `${random.of(['', '', '-'])}${random.digits(40)}${random.chance(30) ? `.${random.digits(30)}` : ''}${random.chance(30) ? `e${random.of(['', '+', '-'])}${random.digits(3)}` : ''}`;
  }
}

/** A value that nests to this depth. */
const nested = (depth: number, objects: boolean): string =>
  objects ? `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}` : `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** A value that is more or less of the column's kind. */
function near(random: Random, { kind }: AnyType): string {
  if (random.chance(25)) return any(random);
  if (kind === 'STRING') return quote(random.of(TEXTS));
  if (!CORPUS_KINDS.has(kind) && random.chance(60)) return random.of(NEARLY);
  return kind.startsWith('TIMESTAMP') ? quote(random.of(TIMES)) : random.of(NUMBERS);
}

/** The members of a record that every decoder takes. */
const members = (random: Random, schema: Schema): [string, string][] =>
  Object.entries(schema).map(([column, type]) => [quote(column), good(random, type)]);

function object(random: Random, pairs: readonly (readonly [string, string])[], spaced: boolean): Buffer {
  const space = (): string => (spaced ? random.of(SPACES) : '');
  const inner = pairs.map(([key, value]) => `${space()}${key}${space()}:${space()}${value}${space()}`).join(',');
  return Buffer.from(`${space()}{${inner}}${space()}`);
}

function shuffle<T>(random: Random, items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
  return items;
}

/** Changes of the members, then of the bytes. */
function jsonRecord(random: Random, schema: Schema): Buffer {
  const pairs = members(random, schema);
  const place = random.below(pairs.length);
  const [key] = pairs[place] as [string, string];
  switch (random.below(9)) {
    case 0:
      return object(random, random.chance(50) ? shuffle(random, pairs) : pairs, random.chance(30));
    case 1:
      pairs.splice(place, 1 + random.below(2));
      break;
    case 2:
      pairs.splice(random.below(pairs.length), 0, [random.chance(50) ? key : escapedKey(key), any(random)]);
      break;
    case 3:
      pairs.splice(place, 0, [quote(random.of(TEXTS)), any(random)]);
      break;
    case 4:
      return broken(random, object(random, pairs, random.chance(20)));
    case 5:
      return Buffer.from(random.chance(50) ? any(random) : `${random.of(SPACES)}${any(random)}${random.of(GARBAGE)}`);
    default:
      pairs[place] = [random.chance(10) ? escapedKey(key) : key, near(random, Object.values(schema)[place] as AnyType)];
  }
  const record = object(random, pairs, random.chance(10));
  return random.chance(5) ? broken(random, record) : record;
}

/** The same key in another spelling. */
const escapedKey = (key: string): string =>
  quote(`\\u${key.charCodeAt(1).toString(16).padStart(4, '0')}${key.slice(2, -1)}`);

/** Bytes cut off, flipped, put in, or left out. */
function broken(random: Random, record: Buffer): Buffer {
  const at = random.below(record.length + 1);
  const into = (bytes: Buffer, skipped = 0): Buffer =>
    Buffer.concat([record.subarray(0, at), bytes, record.subarray(at + skipped)]);
  switch (random.below(6)) {
    case 0:
      return record.subarray(0, at);
    case 1:
      return at === record.length ? record : into(Buffer.of((record[at] as number) ^ (1 << random.below(8))), 1);
    case 2:
      return into(Buffer.from(random.of(BAD_UTF8), 'hex'), random.below(2));
    case 3:
      return Buffer.concat([record, Buffer.from(random.of(GARBAGE))]);
    case 4:
      return into(Buffer.of(random.of([0, 1, 9, 10, 13, 31, 34, 39, 44, 58, 91, 92, 93, 123, 125, 127])));
    default:
      return into(Buffer.alloc(0), 1 + random.below(3));
  }
}

/** `count` JSON records; some are empty, some have line ends within. */
export function jsonCorpus(count: number, seed = 1, schema: Schema = corpusSchema): Buffer[] {
  const random = new Random(seed);
  const records: Buffer[] = [Buffer.alloc(0), Buffer.from('{}')];
  // Cut off at each byte, once with every kind of spelling.
  const whole = object(random, members(random, schema), false);
  for (let at = 0; at < whole.length; at++) records.push(whole.subarray(0, at));
  for (let depth = 60; depth < 68; depth++) {
    for (const value of [nested(depth, true), nested(depth, false)]) {
      records.push(Buffer.from(value), object(random, [['"x"', value], ...members(random, schema)], false));
    }
  }
  for (const bad of BAD_UTF8)
    records.push(object(random, [...members(random, schema), ['"x"', `"${bad}"`]], false), Buffer.from(bad, 'hex'));
  while (records.length < count) records.push(jsonRecord(random, schema));
  return records.slice(0, count);
}

/** The names of the corpus' CSV fields, not in the table's order; one column is missing, and one field is of no column. */
const csvHeader = (schema: Schema): string[] => [
  ...['ts', 'extra'],
  ...Object.keys(schema).filter((column) => column !== 'ts' && column !== 'dn'),
];

function csvField(random: Random, name: string, type: AnyType | undefined): string {
  if (name === 'extra' || type === undefined || random.chance(6))
    return random.of([
      '',
      'x',
      ' ',
      '"',
      '""',
      '"a"b',
      'a"b',
      '"x""y"',
      '"a,b"',
      '"a\nb"',
      '"a\r\n\r\nb"',
      '"\u0000"',
      '"a"\u0000',
      "'",
    ]);
  const text = JSON.parse(safely(good(random, type))) as string | null;
  const field = text === null ? '' : random.chance(8) ? random.of([...NUMBERS, ...TIMES, ...TEXTS]) : String(text);
  const spaced = random.chance(5) ? `${random.of(SPACES)}${field}${random.of(SPACES)}` : field;
  return random.chance(15) || /[",\r\n]/.test(spaced) ? `"${spaced.replaceAll('"', '""')}"` : spaced;
}

/** A number as a text, that its spelling is kept. */
const safely = (json: string): string => (/^[-\d]/.test(json) ? quote(json) : json);

/** A CSV file of about `count` records, blank lines and both line ends among them, the last line without its end. */
export function csvCorpus(count: number, seed = 1, schema: Schema = corpusSchema): Buffer {
  const random = new Random(seed);
  const header = csvHeader(schema);
  const field = (name: string): string => csvField(random, name, schema[name]);
  const lines: Buffer[] = [Buffer.from(`\ufeff\r\n${header.join(',')}\n`)];
  for (let i = 0; i < count; i++) {
    const fields = header.map(field);
    if (random.chance(2))
      fields.splice(random.below(fields.length), random.below(2), ...(random.chance(50) ? ['x', 'y'] : []));
    const record = Buffer.from(fields.join(','));
    lines.push(random.chance(5) ? broken(random, record) : record);
    lines.push(Buffer.from(random.of(['\n', '\n', '\r\n', '\n\n', '\n \t\r\n', '\r\r\n'])));
  }
  return Buffer.concat([...lines, Buffer.from(header.map(field).join(','))]);
}
