/** Functions of texts over nasty texts: the local runtime gives what Flink gives. */
import {
  type AnyExpr,
  ascii,
  charLength,
  chr,
  concatWs,
  type Expr,
  fromBase64,
  initCap,
  instr,
  isAlpha,
  isDecimal,
  isDigit,
  job,
  left,
  locate,
  lower,
  lpad,
  overlay,
  parseUrl,
  position,
  regexp,
  regexpExtract,
  regexpReplace,
  replace,
  reverse,
  right,
  rpad,
  sink,
  source,
  split,
  splitIndex,
  strToMap,
  substring,
  t,
  toBase64,
  trim,
  upper,
} from 'millrace';
import type { String_ } from '../../runtime/types/string';
import { locally } from '../flink/both';
import { useFlink } from '../flink/oracle';
import { bothOf } from './agree';

const TEXTS = [
  ...[
    '',
    ' ',
    'a',
    'Hello World-wide 9lives x',
    'né',
    'Straße ŉ ﬃ İı',
    'ΑΣ ΣΑΣ.',
    'a💧b💧',
    '💧',
    '👩‍👩‍👧 x',
    'e\u0301x\u0301',
  ],
  ...[
    'a,b,,d,',
    ',',
    'k=v,l=w=x,m,,k=z',
    'a\tb\nc\rd\r\n',
    '\u0085x\u2028',
    '  pad  ',
    '\u00a0x\u2003',
    '1',
    '-12',
    '+7',
    '1e5',
    '٣',
    '1.5f',
    ' 2 ',
    'NaN',
    '0x1p3',
    '.',
    '5.',
  ],
  ...[
    'foo123bar',
    'ABC abc ÀÉ',
    'x.y*z',
    '(a)[b]{c}',
    'aXbxcX',
    '$1\\',
    "it's",
    'ab\u0000c',
    'ſK',
    '%_%',
    'k',
    '\ud7ff\ue000\u{10ffff}',
  ],
];
const URLS = [
  ...[
    'http://user:pw@Host.com:80/p/q/../r/./s?k=v&l=w&k=x#ref',
    'HTTPS://a',
    'http://a?q',
    'http://a/#',
    'ftp://a/b;c?d=e',
  ],
  ...[
    'file:/tmp/x',
    'file:///x?y',
    'http://a@b@c/d',
    'http://a:/x',
    'http://a:x/y',
    'http:a/b',
    'http:///a',
    'gopher://x',
    'nothing',
    '',
  ],
  ...[
    ' http://a/b ',
    'url:http://x/y',
    'http://h/a/..',
    'http://h/..',
    'http://h/../x',
    'http://h/./',
    'http://h?x=1?y=2',
    'http://ü.de/ß?ä=ö',
    'http://h:99999/',
    'http://h/p#a#b?c',
    'http:////h/x',
    'http://h/a%20b?c%3D=d',
    '//x/y',
    'http://',
  ],
];
/** Without characters above U+FFFF, which Flink would cut in two. */
const plain = <X extends AnyExpr>(text: X) =>
  regexpReplace(text as never, '[^\\u0000-\\uffff]', '') as unknown as Expr<String_<true>, 'row'>;
const SCHEMA = { s: t.string, sn: t.string.nullable(), i: t.int };
const rows = (texts: readonly string[]) =>
  texts.map((s, n) => ({ s, sn: n % 3 === 0 ? null : (texts[n + 1] ?? ''), i: (n % 7) - 2 }));

describe('functions of texts', () => {
  const flink = useFlink();

  it('count, cut, pad and search as Flink does', async () => {
    const { here, there } = await bothOf(flink(), SCHEMA, rows(TEXTS), (r) => ({
      upper: upper(r.s),
      lower: lower(r.s),
      initCap: initCap(r.s),
      concatWs: concatWs(r.sn, r.s, r.sn, 'x'),
      concatWs2: concatWs('💧', r.s, r.sn),
      length: charLength(r.s),
      position: position('x', r.s),
      instr: instr(r.s, 'b'),
      locate: locate('b', r.s, r.i),
      locateNothing: locate('', r.s, r.i),
      trim: trim(r.s, ' x'),
      replace: replace(plain(r.s), '', '-'),
      replace2: replace(r.s, 'b', r.s),
      reverse: reverse(r.s),
      lpad: lpad(plain(r.sn), 4, 'é'),
      rpad: rpad(plain(r.sn), 5, 'xyz'),
      rpad1: rpad(r.s.cast(t.string).concat('x'), 0, 'xyz'),
      lpadNone: lpad(r.sn, 4, ''),
      lpadNegative: rpad(plain(r.sn), r.i, 'x'),
      substring: substring(r.s, r.i, 2),
      left: left(r.s, r.i),
      right: right(r.s, r.i),
      overlay: overlay(plain(r.s), 'zz', 2),
      overlay2: overlay(plain(r.s), '💧', r.i, r.i),
      ascii: ascii(r.s),
      chr: chr(r.i),
      base64: fromBase64(toBase64(r.s)),
      isAlpha: isAlpha(r.sn),
      isDigit: isDigit(r.sn),
      isDecimal: isDecimal(r.sn),
      splitIndex: splitIndex(r.s, ',', r.i),
      splitWhite: splitIndex(r.s, '', 1),
      splitCode: splitIndex(r.s, 97, 1),
      splitNoCode: splitIndex(r.s, r.i, 0),
      split: split(r.s, ','),
      splitAll: split(plain(r.s), ''),
      map: strToMap(r.s),
      map2: strToMap(r.s, '[,;]', '='),
    }));
    expect(here).toEqual(there);
  }, 600_000);

  it('match as Java does', async () => {
    const PATTERNS = [
      '',
      'a',
      '.',
      '^.$',
      '\\bx',
      'x\\b',
      '\\w+',
      '\\s',
      '[^a-z]+',
      '(?i)abc',
      '(?m)^b',
      'b$',
      '\\p{L}+',
      '\\p{Punct}',
      'a|',
      '[💧x]',
      '\\d+$',
      '(\\w)\\1',
      '(?s)a.*d',
      '^\\s*$',
    ];
    const { here, there } = await bothOf(flink(), SCHEMA, rows(TEXTS), (r) =>
      Object.fromEntries([
        ...PATTERNS.map((pattern, p) => [`regexp${p}`, regexp(r.s, pattern)]),
        ...PATTERNS.filter((p) => !/^$|\||\*/.test(p)).map((pattern, p) => [
          `replace${p}`,
          regexpReplace(r.s, pattern, '<$1>'),
        ]),
        ...PATTERNS.map((pattern, p) => [`extract${p}`, regexpExtract(r.s, pattern, 0)]),
        ['dynamic', regexp('a,b', replace(replace(replace(r.s, '(', ''), '{', ''), '*', ''))],
        ['group', regexpExtract(r.s, '([a-z]+)([0-9]+)?(.)', 2)],
        ['noGroup', regexpExtract(r.s, '([a-z]+)', 3)],
        ['negative', regexpExtract(r.s, '([a-z]+)', r.i)],
        ['similar', r.s.similarTo('%(a|b)_*%')],
        ['similar2', r.s.similarTo('[[:alpha:]]+')],
        ['similar3', r.s.similarTo('!%!_%', '!')],
        ['similar4', r.s.similarTo('a.b')],
      ]),
    );
    expect(here).toEqual(there);
  }, 600_000);

  it('take URLs apart', async () => {
    const PARTS = ['HOST', 'PATH', 'QUERY', 'REF', 'PROTOCOL', 'FILE', 'AUTHORITY', 'USERINFO', 'host'];
    const { here, there } = await bothOf(flink(), SCHEMA, rows(URLS), (r) => ({
      ...Object.fromEntries(PARTS.map((part) => [part, parseUrl(r.s, part)])),
      key: parseUrl(r.s, 'QUERY', 'k'),
      other: parseUrl(r.s, 'HOST', 'k'),
    }));
    expect(here).toEqual(there);
  }, 600_000);

  it('refuse what JavaScript cannot match as Java does', () => {
    const of = (pattern: string) =>
      job('patterns', { lane: 'fast' }, [
        source('texts', { s: t.string })
          .select((r) => ({ b: regexp(r.s, pattern) }))
          .insertInto(sink('out', { b: t.boolean })),
      ]);
    expect(() => locally(of('a++'), [])).toThrow(/REGEXP with "a\+\+": it has the possessive \+\+/);
    expect(() => locally(of('[a&&b]'), [])).toThrow(/&& in a class/);
    const dynamic = job('patterns', { lane: 'fast' }, [
      source('texts', { s: t.string })
        .select((r) => ({ b: regexp('a', r.s) }))
        .insertInto(sink('out', { b: t.boolean })),
    ]);
    expect(() => locally(dynamic, [{ s: '(?>a)' }])).toThrow(/the atomic group/);
  });
});
