/**
 * What functions take, a line each: `name(argument, …)`, with a dot before those that are methods of an expression.
 * An argument is a family of types, another word of `TAKES`, or one of the constants of `CONSTANTS`; `?` may be left out.
 * A `!` marks those that may fail a job.
 */
import type { Family } from '../../../runtime/types/kinds';
import { call, fields, get, js, list, ref, type Term } from '../term';

/** Families by the words for them. */
export const TAKES: Readonly<Record<string, readonly Family[]>> = {
  text: ['character'],
  bool: ['boolean'],
  bytes: ['binary'],
  int: ['integer'],
  exact: ['integer', 'decimal'],
  num: ['integer', 'decimal', 'approximate'],
  date: ['date'],
  time: ['time'],
  ts: ['timestamp'],
  point: ['timestamp', 'timestamp_ltz'],
  day: ['date', 'timestamp', 'timestamp_ltz'],
  clock: ['time', 'timestamp', 'timestamp_ltz'],
  array: ['array'],
  map: ['map'],
  row: ['row'],
  collection: ['array', 'map'],
};
/** Words for what depends on the argument before; `int32` is a whole number but BIGINT, `texts` an array of texts. */
export const OTHER_WORDS = ['any', 'scalar', 'same', 'like', 'element', 'key', 'int32', 'texts'] as const;

const texts = (...all: string[]): Term[] => all.map((text) => js(text));
const numbers = (...all: number[]): Term[] => all.map((n) => js(n));
const option = (of: Readonly<Record<string, Term>>): Term => fields(of);
const t = (name: string): Term => get(ref('t'), name);

export const CONSTANTS: Readonly<Record<string, readonly Term[]>> = {
  place: numbers(-3, -1, 0, 1, 2, 3, 7),
  index: numbers(0, 1, 2, 3, -1),
  from1: numbers(1, 2, 3),
  count: numbers(0, 1, 2, 5),
  digits: numbers(-2, 0, 1, 3),
  small: numbers(1, 2, 3, 7, -2),
  duration: [
    call('seconds', js(1)),
    call('minutes', js(5)),
    call('hours', js(-3)),
    call('milliseconds', js(7)),
    call('days', js(40)),
  ],
  like: texts('%', 'a%', '%b%', '_', 'x\\%%', '', '%a_', '12'),
  regex: texts('a', '[a-c]+', '^.', '(\\d+)', 'b|x', '\\s', '.*'),
  similar: texts('a|b', '[a-c]*', '%a%', '(a|b)+', '_'),
  separator: texts(',', 'a', ' ', '', 'b,'),
  trimmed: texts('a', ' ', 'xa'),
  part: texts('HOST', 'PATH', 'QUERY', 'REF', 'PROTOCOL', 'FILE', 'AUTHORITY', 'USERINFO'),
  charset: texts('UTF-8', 'US-ASCII', 'ISO-8859-1', 'UTF-16BE', 'UTF-16LE', 'UTF-16'),
  format: texts(
    'yyyy-MM-dd HH:mm:ss',
    'yyyy-MM-dd',
    'HH:mm',
    'yyyyMMdd',
    'dd.MM.yyyy HH:mm:ss',
    "yyyy-MM-dd'T'HH:mm:ss.SSS",
    'EEE MMM d',
    'yy/M/d h:mm a',
  ),
  parsed: texts('yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd', 'HH:mm:ss', 'yyyyMMdd'),
  zone: texts('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
  unit: texts('YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY'),
  clockUnit: texts('HOUR', 'MINUTE', 'SECOND'),
  dayPart: texts(
    'MILLENNIUM',
    'CENTURY',
    'DECADE',
    'YEAR',
    'QUARTER',
    'MONTH',
    'WEEK',
    'DAY',
    'DOY',
    'DOW',
    'ISODOW',
    'ISOYEAR',
    'EPOCH',
  ),
  clockPart: texts('HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'MICROSECOND', 'NANOSECOND'),
  path: texts('$', '$.a', '$.b[0]', '$.b[*]', '$.c.d', 'lax $.x.y', 'strict $.a', '$[1]'),
  sha: numbers(224, 256, 384, 512),
  precision: numbers(0, 3),
  truth: [js(true), js(false)],
  side: texts('BOTH', 'LEADING', 'TRAILING'),
  jsonKind: texts('VALUE', 'SCALAR', 'ARRAY', 'OBJECT'),
  onExists: texts('TRUE', 'FALSE', 'UNKNOWN'),
  jsonValue: [
    option({}),
    option({ onEmpty: option({ default: js('-') }) }),
    option({ onError: option({ default: js('?') }), onEmpty: js('NULL') }),
    option({ returning: t('string') }),
  ],
  jsonQuery: [
    option({}),
    option({ wrapper: js('CONDITIONAL') }),
    option({ wrapper: js('UNCONDITIONAL'), onEmpty: js('EMPTY ARRAY') }),
    option({ onError: js('EMPTY OBJECT') }),
  ],
  onNull: texts('NULL', 'ABSENT'),
  uri: [list()],
};

const COMPARISONS = `
.eq(any, same) .ne(any, same) .eq(num, num) .lt(num, num) .gte(num, num) .ne(text, text) .lt(text, text)
.gt(scalar, same) .gte(scalar, same) .lt(scalar, same) .lte(scalar, same) .isNull(any) .isNotNull(any)
.isDistinctFrom(any, same) .isNotDistinctFrom(any, same) .between(scalar, same, same) .between(num, num, num)
.like(text, #like) .like(text, text) .similarTo(text, #similar)
`;
const LOGIC = `
.and(bool, bool) .or(bool, bool) .not(bool) .isTrue(bool) .isNotTrue(bool) .isFalse(bool) .isNotFalse(bool)
.isUnknown(bool) .isNotUnknown(bool)
`;
const ARITHMETIC = `
.plus(num, num) .minus(num, num) .times(num, num) .dividedBy(num, #small) !.dividedBy(num, num) .mod(exact, #small)
!.mod(exact, exact) negate(num) abs(num) sign(num) power(num, num) sqrt(num) exp(num) ln(num) log10(num) log2(num) log(num)
log(num, num) ceil(num) floor(num) sin(num) sinh(num) cos(num) cosh(num) tan(num) tanh(num) cot(num) asin(num) acos(num)
atan(num) atan2(num, num) degrees(num) radians(num) round(exact, #digits) round(exact) !round(num, #digits) truncate(exact, #digits)
!truncate(num, #digits) pi() e() bin(int) hex(int) hex(text)
`;
const TEXTS = `
.concat(text, text) charLength(text) upper(text) lower(text) position(text, text) trim(text) trim(text, #trimmed, #side)
ltrim(text) rtrim(text) repeat(text, #count) replace(text, text, text) overlay(text, text, #place) overlay(text, text, #place, #count)
substring(text, #place) substring(text, #place, #count) initCap(text) concat(text, text, text) concatWs(#separator, text, text)
concatWs(text, text, text) lpad(text, #count, text) rpad(text, #count, text) toBase64(text) !fromBase64(text) ascii(text) chr(int)
decode(bytes, #charset) instr(text, text) left(text, #place) right(text, #place) locate(text, text) locate(text, text, #from1)
regexp(text, #regex) regexpExtract(text, #regex) regexpExtract(text, #regex, #index) regexpReplace(text, #regex, #separator)
parseUrl(text, #part) parseUrl(text, #part, text) reverse(text) splitIndex(text, #separator, #index) strToMap(text)
strToMap(text, #separator, #separator) split(text, #separator) isAlpha(text) isDecimal(text) isDigit(text)
md5(text) sha1(text) sha224(text) sha256(text) sha384(text) sha512(text) sha2(text, #sha)
`;
const TIMES = `
year(day) quarter(day) month(day) week(day) dayOfYear(day) dayOfMonth(day) dayOfWeek(day) hour(clock) minute(clock)
second(clock) extract(#dayPart, day) extract(#clockPart, clock) floorTo(day, #unit) floorTo(point, #clockUnit) ceilTo(day, #unit)
ceilTo(point, #clockUnit) overlaps(ts, ts, ts, ts) dateFormat(point, #format) timestampAdd(#unit, #small, day)
timestampAdd(#clockUnit, int32, point) timestampDiff(#unit, point, same) timestampDiff(#clockUnit, point, same)
timestampDiff(#unit, date, date) convertTz(text, #zone, #zone) fromUnixtime(int) fromUnixtime(int, #format) unixTimestamp(text)
unixTimestamp(text, #parsed) toDate(text) toTimestamp(text) toTimestamp(text, #parsed)
toTimestampLtz(int, #precision) .plus(point, #duration) .minus(point, #duration)
`;
const CONDITIONS = `
nullIf(scalar, same) coalesce(any, same) coalesce(any, same, same) ifNull(any, same) ifThenElse(bool, any, same#2)
greatest(scalar, same) greatest(scalar, same, same) least(scalar, same) least(scalar, same, same) typeOf(any)
`;
const COLLECTIONS = `
cardinality(collection) !element(array) .at(array, #from1) .get(map, key) .field(row, field) arrayAppend(array, element)
arrayContains(array, element) arrayDistinct(array) arrayPosition(array, element) arrayPrepend(array, element)
arrayRemove(array, element) arrayReverse(array) arraySlice(array, #place) arraySlice(array, #place, #place) arraySort(array)
arraySort(array, #truth) arraySort(array, #truth, #truth) arrayUnion(array, same) arrayConcat(array, same)
arrayExcept(array, same) arrayIntersect(array, same) arrayMax(array) arrayMin(array) arrayJoin(texts, #separator)
arrayJoin(texts, #separator, text) mapKeys(map) mapValues(map) mapEntries(map) !mapFromArrays(texts, array) mapUnion(map, same)
arrayOf(scalar, same) arrayOf(scalar)
`;
const JSONS = `
isJson(text) isJson(text, #jsonKind) jsonExists(text, #path) jsonExists(text, #path, #onExists) jsonValue(text, #path)
jsonValue(text, #path, #jsonValue) jsonQuery(text, #path) jsonQuery(text, #path, #jsonQuery) jsonQueryArray(text, #path)
jsonString(any)
`;

export interface Recipe {
  readonly name: string;
  readonly isMethod: boolean;
  readonly mayFail: boolean;
  readonly args: readonly string[];
}

const parsed = (lines: string): Recipe[] =>
  [...lines.matchAll(/(!?)(\.?)(\w+)\(([^)]*)\)/g)].map(([, fails, dot, name, args]) => ({
    name: name as string,
    isMethod: dot === '.',
    mayFail: fails === '!',
    args: args === '' ? [] : (args as string).split(', '),
  }));

/** By group, with how much more often than others each is drawn. */
export const GROUPS: readonly (readonly [weight: number, recipes: readonly Recipe[]])[] = [
  [6, parsed(COMPARISONS)],
  [3, parsed(LOGIC)],
  [9, parsed(ARITHMETIC)],
  [9, parsed(TEXTS)],
  [6, parsed(TIMES)],
  [3, parsed(CONDITIONS)],
  [4, parsed(COLLECTIONS)],
  [2, parsed(JSONS)],
];
