/** Classes of characters and places of Java's regular expressions, in JavaScript's; classes as their contents. */

/** What `.` leaves out. */
export const LINE_END = '\\n\\r\\u0085\\u2028\\u2029';

const SPACE = '\\t-\\r ';
export const SHORTHANDS: Readonly<Record<string, string>> = {
  ...{ d: '0-9', D: '\\D', w: 'a-zA-Z0-9_', W: '\\W' },
  ...{ s: SPACE, S: '\\0-\\u0008\\u000e-\\u001f!-\\u{10ffff}' },
  ...{ h: '\\t \\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000', v: `\\u000b\\f${LINE_END}` },
};

/** POSIX's, of US-ASCII only. */
const POSIX: Readonly<Record<string, string>> = {
  ...{ Lower: 'a-z', Upper: 'A-Z', ASCII: '\\0-\\u007f', Alpha: 'a-zA-Z', Digit: '0-9', Alnum: 'a-zA-Z0-9' },
  ...{ Punct: '!-\\/:-@\\[-`\\{-~', Graph: '!-~', Print: ' -~', Blank: '\\t ', Cntrl: '\\0-\\u001f\\u007f' },
  ...{ XDigit: '0-9a-fA-F', Space: SPACE },
};
const CATEGORY = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?)$/;
const SCRIPTS = new Set([
  'Latin',
  'Greek',
  'Cyrillic',
  'Arabic',
  'Hebrew',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Thai',
]);
const BINARY = new Set(['Alphabetic', 'Ideographic', 'Lowercase', 'Uppercase', 'White_Space']);

/** What `\p{name}` stands for; undefined for what is not said here. */
export function propertyOf(name: string): string | undefined {
  const posix = POSIX[name];
  if (posix !== undefined) return posix;
  const plain = name.replace(/^Is/, '');
  if (CATEGORY.test(plain)) return `\\p{${plain}}`;
  if (!name.startsWith('Is')) return undefined;
  if (SCRIPTS.has(plain)) return `\\p{Script=${plain}}`;
  return BINARY.has(plain) ? `\\p{${plain}}` : undefined;
}

/** A range within a class; without regard to case, which for Java is that of A to Z only. */
export function inClass(from: string, to: string, i: boolean): string {
  const [low, high] = [from.codePointAt(0) as number, to.codePointAt(0) as number];
  const range = low === high ? quoted(from) : `${quoted(from)}-${quoted(to)}`;
  if (!i) return range;
  const other = (first: number, shift: number): string => {
    const [a, b] = [Math.max(low, first), Math.min(high, first + 25)];
    if (a > b) return '';
    const [x, y] = [String.fromCharCode(a + shift), String.fromCharCode(b + shift)];
    return a === b ? x : `${x}-${y}`;
  };
  return range + other(65, 32) + other(97, -32);
}

const quoted = (c: string): string => c.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');

/** The end, or the end of a last line. (V8 finds `(?![^])` between the halves of a pair, too.) */
export const END = '(?=(?:\\r\\n|(?<!\\r)\\n|[\\r\\u0085\\u2028\\u2029])?$)';
/** A word as `\b` sees it, of Unicode's letters and digits; a combining mark belongs to the letter before it. */
const BEFORE = '(?<=[\\p{L}\\p{Nd}_]|[\\p{L}\\p{Nd}]\\p{Mn}+)';
const BEHIND = '(?:(?=[\\p{L}\\p{Nd}_])|(?=\\p{Mn})(?<=[\\p{L}\\p{Nd}]\\p{Mn}*))';
const NOT_BEFORE = BEFORE.replace('(?<=', '(?<!');
export const PLACES: Readonly<Record<string, string>> = {
  ...{ A: '^', z: '$', Z: END },
  b: `(?:${BEFORE}(?!${BEHIND})|${NOT_BEFORE}${BEHIND})`,
  B: `(?:${BEFORE}${BEHIND}|${NOT_BEFORE}(?!${BEHIND}))`,
};
export const CONTROLS: Readonly<Record<string, string>> = {
  ...{ t: '\t', n: '\n', r: '\r', f: '\f', a: '\u0007', e: '\u001b' },
};

/** A character outside of classes. */
export const character = (c: string, i: boolean): string =>
  i && /[a-zA-Z]/.test(c) ? `[${inClass(c, c, i)}]` : outside(c);
const outside = (c: string): string => c.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
