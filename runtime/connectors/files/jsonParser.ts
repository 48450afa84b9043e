/** A strict parser of JSON that keeps what it finds as it is spelled: numbers may have more digits than a double. */
import { Fault, type Form, LIMITS, refuse } from './decode';

/** A value of the record: `text` is a string's content, and everything else as it is spelled. */
export interface Member {
  readonly form: Exclude<Form, 'field'>;
  readonly text: string;
}

/** The members of a record's object by key, syntax checked to the end of the text. */
export function parseRecord(text: string): ReadonlyMap<string, Member> | Fault {
  try {
    const parser = new Parser(text);
    parser.space();
    const members = new Map<string, Member>();
    const { form } = parser.value(1, members);
    parser.space();
    if (parser.at < text.length) return refuse('TRAILING_GARBAGE', 'trailing', { here: parser.here() });
    return form === 'object' ? members : refuse('NOT_AN_OBJECT', 'notAnObject', { form });
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/** The members of an object within a record that was parsed. */
export function membersOf(text: string): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  new Parser(text).value(1, members);
  return members;
}

/** The elements of an array within a record that was parsed. */
export function elementsOf(text: string): readonly Member[] {
  const elements: Member[] = [];
  new Parser(text).value(1, undefined, elements);
  return elements;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\r\n]*/y;
class Parser {
  at = 0;

  constructor(readonly text: string) {}

  /** The value at `at`; the members of an object and the elements of an array go where they are wanted. */
  value(depth: number, members?: Map<string, Member>, elements?: Member[]): Member {
    const start = this.at;
    switch (this.text[start]) {
      case '"':
        return { form: 'string', text: this.string() };
      case '{':
        this.object(this.deeper(depth), members ?? null);
        return { form: 'object', text: this.text.slice(start, this.at) };
      case '[':
        this.array(this.deeper(depth), elements);
        return { form: 'array', text: this.text.slice(start, this.at) };
      default: {
        const word = this.match(WORD);
        if (word !== null) return { form: word === 'null' ? 'null' : 'boolean', text: word };
        const number = this.match(NUMBER);
        if (number !== null) return { form: 'number', text: number };
        throw this.unexpected('a value');
      }
    }
  }

  private object(depth: number, members: Map<string, Member> | null): void {
    this.at++;
    const keys = members ?? new Set<string>();
    this.space();
    if (this.skip('}')) return;
    do {
      this.space();
      if (this.text[this.at] !== '"') throw this.unexpected('a key in quotes');
      const key = this.string();
      if (keys.has(key)) throw refuse('DUPLICATE_KEY', 'duplicateKey', { key: JSON.stringify(key) });
      this.space();
      if (!this.skip(':')) throw this.unexpected('":"');
      this.space();
      const value = this.value(depth);
      if (members === null) (keys as Set<string>).add(key);
      else members.set(key, value);
      this.space();
    } while (this.skip(','));
    if (!this.skip('}')) throw this.unexpected('"," or "}"');
  }

  private array(depth: number, elements?: Member[]): void {
    this.at++;
    this.space();
    if (this.skip(']')) return;
    do {
      this.space();
      const value = this.value(depth);
      elements?.push(value);
      this.space();
    } while (this.skip(','));
    if (!this.skip(']')) throw this.unexpected('"," or "]"');
  }

  private string(): string {
    const start = this.at;
    let escaped = false;
    for (let at = start + 1; ; at++) {
      const code = this.text.charCodeAt(at);
      if (code === 34) {
        this.at = at + 1;
        break;
      }
      if (code === 92) {
        escaped = true;
        at++;
      } else if (!(code >= 32)) {
        throw refuse('INVALID_JSON', 'unendedString', { at: start + 1 });
      }
    }
    if (!escaped) return this.text.slice(start + 1, this.at - 1);
    try {
      return JSON.parse(this.text.slice(start, this.at)) as string;
    } catch {
      throw refuse('INVALID_JSON', 'unknownEscape', { at: start + 1 });
    }
  }

  private deeper(depth: number): number {
    if (depth <= LIMITS.nesting) return depth + 1;
    throw refuse('NESTING_TOO_DEEP', 'tooDeep', { limit: LIMITS.nesting, at: this.at + 1 });
  }

  space(): void {
    this.match(SPACE);
  }

  private skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return null;
    this.at = pattern.lastIndex;
    return match[0];
  }

  here(): string {
    if (this.at >= this.text.length) return 'the end of the record';
    const character = String.fromCodePoint(this.text.codePointAt(this.at) as number);
    return `${JSON.stringify(character)} at character ${this.at + 1}`;
  }

  private unexpected(expected: string): Fault {
    return refuse('INVALID_JSON', 'unexpected', { here: this.here(), expected });
  }
}
