/** Functions of texts by regular expressions of Java and of SQL. */
import { MillraceError } from '../../errors';
import { InvalidPattern, translate, UnsupportedPattern } from './java-regexp';

interface Compiled {
  /** Finds all matches; `lastIndex` is nobody's state between calls. */
  readonly all: RegExp;
  readonly groups: number;
  readonly canBeEmpty: boolean;
  readonly groupsDiffer: boolean;
}

const COMPILED = new Map<string, Compiled>();
const KEPT = 1000;

/** @throws MillraceError NOT_LOCAL for what the local runtime cannot match as Java does. */
function compiled(pattern: string): Compiled {
  let found = COMPILED.get(pattern);
  if (!found) {
    try {
      const { source, ...rest } = translate(pattern);
      found = { all: new RegExp(source, 'gu'), ...rest };
    } catch (failure) {
      if (failure instanceof UnsupportedPattern) throw notMatched(pattern, failure.message, failure);
      throw failure;
    }
    if (COMPILED.size >= KEPT) COMPILED.clear();
    COMPILED.set(pattern, found);
  }
  return found;
}

/** What a pattern gives; `none` for one that Java refuses, which Flink only logs. */
function tolerant<T>(pattern: string, none: T, match: (by: Compiled) => T): T {
  let by: Compiled;
  try {
    by = compiled(pattern);
  } catch (failure) {
    if (failure instanceof MillraceError && failure.cause instanceof InvalidPattern) return none;
    throw failure;
  }
  return match(by);
}

const notMatched = (pattern: string, why: string, cause?: Error): MillraceError =>
  new MillraceError(
    'NOT_LOCAL',
    `the regular expression ${JSON.stringify(pattern)} is not matched here as Java does: ${why}`,
    'Write it without that, or run the job on Flink: --engine flink.',
    { cause },
  );

/** Why a pattern is not matched here; undefined for one that is, and for one that Java refuses. */
export function unsupportedIn(pattern: string, uses: { group?: boolean } = {}): string | undefined {
  try {
    const { groupsDiffer } = translate(pattern);
    return uses.group && groupsDiffer ? 'a group of a repetition that not every round matches' : undefined;
  } catch (failure) {
    if (failure instanceof InvalidPattern) return undefined;
    if (failure instanceof UnsupportedPattern) return failure.message;
    throw failure;
  }
}

function first(text: string, { all }: Compiled): RegExpExecArray | null {
  all.lastIndex = 0;
  return all.exec(text);
}

const regexp = (text: string, pattern: string): boolean =>
  pattern !== '' && tolerant(pattern, false, (by) => first(text, by) !== null);

function regexpExtract(text: string, pattern: string, group: number): string | null {
  return tolerant(pattern, null, (by) => {
    if (group > 0 && by.groupsDiffer) throw notMatched(pattern, unsupportedIn(pattern, { group: true }) as string);
    return first(text, by)?.[group] ?? null;
  });
}

function regexpReplace(text: string, pattern: string, replacement: string): string | null {
  return tolerant(pattern, null, (by) => {
    demandWhole(text, pattern, by);
    return text.replace(by.all, () => replacement);
  });
}

/** Java finds an empty match also between the halves of a pair, and cuts the character in two. */
function demandWhole(text: string, pattern: string, { canBeEmpty }: Compiled): void {
  if (canBeEmpty && /[\u{10000}-\u{10ffff}]/u.test(text))
    throw notMatched(pattern, 'it may match nothing, and the text has characters above U+FFFF');
}

/** As Java's String.split. */
function parts(text: string, pattern: string, limit: number): string[] {
  const by = compiled(pattern);
  demandWhole(text, pattern, by);
  const all: string[] = [];
  let from = 0;
  for (const match of text.matchAll(by.all)) {
    const end = match.index + match[0].length;
    if (limit > 0 && all.length === limit - 1) break;
    if (end === 0) continue;
    all.push(text.slice(from, match.index));
    from = end;
  }
  if (from === 0) return [text];
  all.push(text.slice(from));
  if (limit === 0) while (all.at(-1) === '') all.pop();
  return all;
}

/** JSON of a MAP of texts; of two entries with one key the last is kept. */
function strToMap(text: string, between: string, within: string): string {
  const map = new Map<string, string | null>();
  if (text !== '') {
    for (const pair of parts(text, between, 0)) {
      const [key = '', value] = parts(pair, within, 2);
      if (value === undefined) map.set(pair, null);
      else map.set(key, value);
    }
  }
  const keys = [...map.keys()].sort((a, b) => (a < b ? -1 : 1));
  return `{${keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(map.get(key))}`).join(',')}}`;
}

const SPECIALS = '[]()|^-+*_%?{}';
const JAVA_SPECIALS = '[]()|^-+*?{}$\\.';
const CLASSES: Readonly<Record<string, string>> = {
  ...{ alpha: '\\p{Alpha}', upper: '\\p{Upper}', lower: '\\p{Lower}', digit: '\\d', space: ' ', whitespace: '\\s' },
  alnum: '\\p{Alnum}',
};

/** A pattern of SIMILAR TO as one of Java, as Calcite has it: what is special to Java alone stays so, as `.` does. */
export function similarPattern(pattern: string, escaping: string): string {
  const fail = (): never => {
    throw new MillraceError('INVALID_PATTERN', `SIMILAR TO: ${JSON.stringify(pattern)} is no pattern`);
  };
  let out = '';
  let inEnumeration = false;
  const quoted = (c: string): string => (JAVA_SPECIALS.includes(c) ? `\\${c}` : c);
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    const named = inEnumeration ? /^\[:([a-z]+|[A-Z]+):\]/.exec(pattern.slice(i)) : null;
    if (c === escaping) {
      const next = pattern[++i] ?? fail();
      if (!SPECIALS.includes(next) && next !== escaping) fail();
      out += SPECIALS.includes(next) ? quoted(next) : next;
    } else if (named) {
      out += CLASSES[(named[1] as string).toLowerCase()] ?? fail();
      i += named[0].length - 1;
    } else if (inEnumeration) {
      if (c !== ']' && c !== '-' && c !== '^' && SPECIALS.includes(c)) fail();
      inEnumeration = c !== ']';
      out += c;
    } else if (c === ']') fail();
    else if (c === '[') {
      inEnumeration = true;
      out += c;
    } else out += c === '_' ? '.' : c === '%' ? '(?s:.*)' : c === '\\' || c === '$' ? `\\${c}` : c;
  }
  return inEnumeration ? fail() : out;
}

const WHOLE = new Map<string, RegExp>();

/** @param escaping one character, or '' for none */
function similar(text: string, pattern: string, escaping: string): boolean {
  const key = `${escaping}\0${pattern}`;
  let regexp = WHOLE.get(key);
  if (!regexp) {
    const java = similarPattern(pattern, escaping);
    compiled(java);
    if (WHOLE.size >= KEPT) WHOLE.clear();
    regexp = new RegExp(`^(?:${translate(java).source})$`, 'u');
    WHOLE.set(key, regexp);
  }
  return regexp.test(text);
}

export const patternSupport = { regexp, regexpExtract, regexpReplace, strToMap, similar };
