/**
 * Regular expressions of Java, said in JavaScript. Both backtrack in the same order, so that what is written alike matches
 * alike; what differs is written otherwise, and what cannot be is refused by its name.
 * Followed: java.util.regex.Pattern of Java 17, with which the tests compare.
 */
import { CONTROLS, character, END, inClass, LINE_END, PLACES, propertyOf, SHORTHANDS } from './java-classes';

/** A construct that is not said in JavaScript. */
export class UnsupportedPattern extends Error {}
/** What Java refuses, too. */
export class InvalidPattern extends UnsupportedPattern {}

export interface Translated {
  readonly source: string;
  readonly groups: number;
  /** It may match an empty text. */
  readonly canBeEmpty: boolean;
  /** A group within a repetition may keep what an earlier round matched, which JavaScript forgets. */
  readonly groupsDiffer: boolean;
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

/** A part of a pattern: `sure` are the groups that have matched when it has, `inner` all of its groups. */
interface Part {
  readonly source: string;
  readonly canBeEmpty: boolean;
  readonly sure: ReadonlySet<number>;
  readonly inner: readonly number[];
  /** It asks what is around it, and cannot be repeated. */
  readonly isAssertion?: true;
}

/** @throws UnsupportedPattern */
export function translate(pattern: string): Translated {
  const parser = new Parser(Array.from(pattern));
  const { source, canBeEmpty } = parser.whole();
  return { source, canBeEmpty, groups: parser.groups, groupsDiffer: parser.groupsDiffer };
}

const NONE: ReadonlySet<number> = new Set();
const unsupported = (what: string): never => {
  throw new UnsupportedPattern(what);
};
const invalid = (what: string): never => {
  throw new InvalidPattern(what);
};

class Parser {
  groups = 0;
  groupsDiffer = false;
  private at = 0;
  private inLookbehind = false;
  private readonly names = new Set<string>();

  constructor(private readonly text: readonly string[]) {}

  whole(): Part {
    const part = this.alternatives({ i: false, m: false, s: false }, NONE);
    if (this.at < this.text.length) invalid('a ) that nothing opened');
    return part;
  }

  private get next(): string | undefined {
    return this.text[this.at];
  }

  private skip(text: string): boolean {
    if (this.text.slice(this.at, this.at + text.length).join('') !== text) return false;
    this.at += text.length;
    return true;
  }

  private alternatives(flags: Flags, before: ReadonlySet<number>): Part {
    let scope = flags;
    const branches: Part[] = [];
    do {
      const [branch, after] = this.sequence(scope, before);
      // A flag set in one branch holds in those behind it.
      scope = after;
      branches.push(branch);
    } while (this.skip('|'));
    const [first, ...others] = branches as [Part, ...Part[]];
    return {
      source: branches.map(({ source }) => source).join('|'),
      canBeEmpty: branches.some(({ canBeEmpty }) => canBeEmpty),
      sure: new Set([...first.sure].filter((group) => others.every(({ sure }) => sure.has(group)))),
      inner: branches.flatMap(({ inner }) => inner),
    };
  }

  private sequence(flags: Flags, before: ReadonlySet<number>): [Part, Flags] {
    let scope = flags;
    const sure = new Set(before);
    const parts: Part[] = [];
    while (this.next !== undefined && this.next !== '|' && this.next !== ')') {
      const set = this.flags(scope);
      if (set) {
        scope = set;
        continue;
      }
      const part = this.repeated(scope, sure);
      for (const group of part.sure) sure.add(group);
      parts.push(part);
    }
    const part = {
      source: parts.map(({ source }) => source).join(''),
      canBeEmpty: parts.every(({ canBeEmpty }) => canBeEmpty),
      sure,
      inner: parts.flatMap(({ inner }) => inner),
    };
    return [part, scope];
  }

  /** `(?i)`, which holds to the end of the group. */
  private flags(scope: Flags): Flags | undefined {
    const [, on = '', off = ''] = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?\)/.exec(this.ahead(20)) ?? [];
    if (on === '' && off === '') return undefined;
    this.at += 3 + on.length + (off === '' ? 0 : off.length + 1);
    return changed(scope, on, off);
  }

  private ahead(n: number): string {
    return this.text.slice(this.at, this.at + n).join('');
  }

  private repeated(flags: Flags, before: ReadonlySet<number>): Part {
    const part = this.atom(flags, before);
    const [quantifier] = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(this.ahead(24)) ?? [];
    if (quantifier === undefined) return part;
    if (part.isAssertion) unsupported('a repetition of what matches a place');
    this.at += quantifier.length;
    if (this.skip('+')) unsupported(`the possessive ${quantifier}+`);
    const [min = 0, max = min] =
      quantifier === '*'
        ? [0, Infinity]
        : quantifier === '+'
          ? [1, Infinity]
          : quantifier === '?'
            ? [0, 1]
            : quantifier
                .slice(1, -1)
                .split(',')
                .map((n) => (n === '' ? Infinity : Number(n)));
    if (max === Infinity && this.inLookbehind) unsupported('a lookbehind of any length');
    if (max > min && part.canBeEmpty) unsupported('a repetition of what may match nothing');
    if (/^[*+?{]/.test(this.ahead(1)) && !this.ahead(1).startsWith('?')) unsupported('a repetition of a repetition');
    if (max > 1 && part.inner.some((group) => !part.sure.has(group))) this.groupsDiffer = true;
    const lazy = this.skip('?') ? '?' : '';
    if (/^[*+?{]/.test(this.ahead(1))) unsupported('a repetition of a repetition');
    return {
      source: `${part.source}${quantifier}${lazy}`,
      canBeEmpty: min === 0 || part.canBeEmpty,
      sure: min === 0 ? NONE : part.sure,
      inner: part.inner,
    };
  }

  private atom(flags: Flags, before: ReadonlySet<number>): Part {
    const c = this.text[this.at++] as string;
    switch (c) {
      case '(':
        return this.group(flags, before);
      case '[':
        return one(`[${this.characterClass(flags)}]`);
      case '.':
        return one(flags.s ? '[^]' : `[^${LINE_END}]`);
      case '^':
        return assertion(flags.m ? `(?:^|(?<=[\\n\\u0085\\u2028\\u2029]|\\r(?!\\n))(?!$))` : '^');
      case '$':
        return assertion(flags.m ? `(?=\\r|[\\u0085\\u2028\\u2029]|(?<!\\r)\\n|$)` : END);
      case '\\':
        return this.escape(flags, before);
      case '*':
      case '+':
      case '?':
        return invalid(`a ${c} behind nothing`);
      case '{':
        return unsupported('a { that repeats nothing');
      default:
        return one(character(c, flags.i));
    }
  }

  private group(flags: Flags, before: ReadonlySet<number>): Part {
    const [kind = ''] =
      /^\?(?:[:=!>]|<[=!]|<[a-zA-Z][a-zA-Z0-9]*>|[a-zA-Z]*(?:-[a-zA-Z]+)?:)/.exec(this.ahead(80)) ?? [];
    if (kind === '' && this.next === '?') unsupported(`(${this.ahead(3)}`);
    this.at += kind.length;
    if (kind === '?>') unsupported('the atomic group (?>…)');
    const isLook = /^\?<?[=!]$/.test(kind);
    const isCapturing = kind === '' || (kind.startsWith('?<') && !isLook);
    const [, on = '', off = ''] = /^\?([a-zA-Z]*)(?:-([a-zA-Z]+))?:$/.exec(kind) ?? [];
    const number = isCapturing ? ++this.groups : 0;
    if (isCapturing && this.inLookbehind) unsupported('a group in a lookbehind');
    if (isCapturing && this.names.has(kind)) unsupported('two groups of one name');
    if (isCapturing && kind !== '') this.names.add(kind);
    const wasIn = this.inLookbehind;
    if (kind.startsWith('?<') && isLook) this.inLookbehind = true;
    const part = this.alternatives(changed(flags, on, off), before);
    this.inLookbehind = wasIn;
    if (!this.skip(')')) invalid('a ( that nothing closes');
    if (isLook) {
      const sure = kind.endsWith('=') ? part.sure : NONE;
      return { source: `(${kind}${part.source})`, canBeEmpty: true, sure, inner: part.inner, isAssertion: true };
    }
    if (!isCapturing) return { ...part, source: `(?:${part.source})` };
    return {
      source: `(${part.source})`,
      canBeEmpty: part.canBeEmpty,
      sure: new Set([...part.sure, number]),
      inner: [number, ...part.inner],
    };
  }

  private escape(flags: Flags, before: ReadonlySet<number>): Part {
    const c = this.next;
    if (c === undefined) return invalid('a \\ at the end');
    const place = PLACES[c];
    if (place !== undefined) {
      this.at++;
      return assertion(place);
    }
    if (c === 'Q') {
      this.at++;
      const quoted: string[] = [];
      while (this.next !== undefined && !this.skip('\\E')) quoted.push(this.text[this.at++] as string);
      const text = quoted.map((each) => character(each, flags.i)).join('');
      // A repetition behind it is of its last character.
      if (/^[*+?{]/.test(this.ahead(1))) unsupported('a repetition behind \\E');
      return { source: text, canBeEmpty: quoted.length === 0, sure: NONE, inner: [] };
    }
    if (/[1-9]/.test(c)) {
      this.at++;
      const group = Number(c);
      if (/\d/.test(this.next ?? '')) unsupported('a reference to a group with two digits');
      // To a group that has not matched, Java's matches never, and JavaScript's always.
      if (flags.i || !before.has(group)) unsupported(`the reference \\${c} to a group that may not have matched`);
      return { source: `(?:\\${c})`, canBeEmpty: true, sure: NONE, inner: [] };
    }
    const shorthand = this.shorthand(flags, false);
    if (shorthand !== undefined) return one(`[${shorthand}]`);
    return one(character(this.escaped(), flags.i));
  }

  /** What `\d`, `\p{Lu}` and so on stand for, as the content of a class. */
  private shorthand({ i }: Flags, within: boolean): string | undefined {
    const c = this.next as string;
    const content = SHORTHANDS[c];
    if (content !== undefined) {
      this.at++;
      return content;
    }
    if (c === 'p' || c === 'P') {
      const [all = '', braced, single] = /^[pP](?:\{(\w+)\}|([A-Z]))/.exec(this.ahead(60)) ?? [];
      const name = braced ?? single ?? '';
      const property = i ? undefined : propertyOf(name);
      if (property === undefined || (c === 'P' && within && !property.startsWith('\\p'))) {
        return unsupported(`\\${c}{${name}}${i ? ' without regard to case' : ''}`);
      }
      this.at += all.length;
      if (c === 'p') return property;
      return property.startsWith('\\p') ? `\\P${property.slice(2)}` : `^${property}`;
    }
    return undefined;
  }

  /** The character that an escape stands for. */
  private escaped(): string {
    const c = this.text[this.at++] as string;
    const plain = CONTROLS[c];
    if (plain !== undefined) return plain;
    const [digits = ''] =
      (c === 'x'
        ? /^(?:[0-9a-fA-F]{2}|\{[0-9a-fA-F]{1,6}\})/
        : c === 'u'
          ? /^[0-9a-fA-F]{4}/
          : /^(?:[0-3][0-7]{2}|[0-7]{1,2})/
      ).exec(this.ahead(8)) ?? [];
    if ('xu0'.includes(c) && digits !== '') {
      this.at += digits.length;
      const code = Number.parseInt(digits.replace(/[{}]/g, ''), c === '0' ? 8 : 16);
      if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) unsupported('half of a surrogate pair');
      return String.fromCodePoint(code);
    }
    // Java keeps letters for what it may yet mean by them.
    if (/[a-zA-Z0-9]/.test(c)) return unsupported(`\\${c}`);
    return c;
  }

  private characterClass(flags: Flags): string {
    let content = this.skip('^') ? '^' : '';
    if (this.next === ']') unsupported('a ] that begins a class');
    while (!this.skip(']')) {
      if (this.next === undefined) invalid('a [ that nothing closes');
      if (this.next === '[') unsupported('a class within a class');
      if (this.ahead(2) === '&&') unsupported('&& in a class');
      if (this.ahead(2) === '\\Q') unsupported('\\Q in a class');
      if (this.skip('\\')) {
        const shorthand = this.shorthand(flags, true);
        if (shorthand !== undefined) {
          if (shorthand.startsWith('^')) unsupported('a negated class within a class');
          if (this.next === '-' && this.ahead(2) !== '-]') unsupported('a range that begins with a class');
          content += shorthand;
          continue;
        }
        content += this.range(this.escaped(), flags.i);
      } else content += this.range(this.text[this.at++] as string, flags.i);
    }
    return content;
  }

  /** A character of a class, or a range that begins with it. */
  private range(from: string, i: boolean): string {
    if (this.next !== '-' || this.ahead(2) === '-]') return inClass(from, from, i);
    this.at++;
    if (/^\[?$/.test(this.ahead(1))) unsupported('a range that ends with a class');
    let to = this.text[this.at++] as string;
    if (to === '\\') {
      if (this.shorthand({ i, m: false, s: false }, true) !== undefined) unsupported('a range that ends with a class');
      to = this.escaped();
    }
    if ((from.codePointAt(0) as number) > (to.codePointAt(0) as number)) invalid('a range that ends before it begins');
    return inClass(from, to, i);
  }
}

const one = (source: string): Part => ({ source, canBeEmpty: false, sure: NONE, inner: [] });
const assertion = (source: string): Part => ({ source, canBeEmpty: true, sure: NONE, inner: [], isAssertion: true });

function changed(flags: Flags, on: string, off: string): Flags {
  const other = /[^ims]/.exec(on + off);
  if (other) unsupported(`the flag (?${other[0]})`);
  const set = (flag: 'i' | 'm' | 's') => (on.includes(flag) || flags[flag]) && !off.includes(flag);
  return { i: set('i'), m: set('m'), s: set('s') };
}
