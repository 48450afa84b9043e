/** Reading tokens one after the other: what the parsers of statements, queries and expressions share. */
import type { Name } from './ast';
import { notRead, type Place, type Token } from './tokens';

/** Words that end or join clauses, and so cannot name anything without quotes. */
const RESERVED = new Set(
  `ALL AND AS BETWEEN BY CASE CAST CREATE CROSS CURSOR DISTINCT ELSE END FROM FULL GROUP HAVING IN INNER INSERT INTERVAL
  INTO IS JOIN LEFT LIKE NATURAL NOT NULL ON OR ORDER OUTER OVER PARTITION PUMP RIGHT SELECT STREAM THEN UNION USING WHEN
  WHERE WINDOW WINDOWED`.split(/\s+/),
);

export class Reader {
  private next = 0;
  constructor(private readonly all: readonly Token[]) {}

  get token(): Token {
    return this.all[this.next] as Token;
  }

  get ended(): boolean {
    return this.token.kind === 'end';
  }

  get at(): Place {
    return this.token.at;
  }

  /** Whether the next tokens are these words or symbols. */
  sees(...words: readonly string[]): boolean {
    return words.every((word, i) => is(this.all[this.next + i], word));
  }

  /** Takes the words if they come next. */
  takes(...words: readonly string[]): boolean {
    if (!this.sees(...words)) return false;
    this.next += words.length;
    return true;
  }

  /** Takes the first of the words that comes next. */
  takesOne<W extends string>(...words: readonly W[]): W | undefined {
    return words.find((word) => this.takes(word));
  }

  expect(...words: readonly string[]): void {
    for (const word of words) if (!this.takes(word)) throw this.expected(word);
  }

  /** Whether a name, a point and a star come next. */
  seesStarBehind(): boolean {
    return is(this.all[this.next + 1], '.') && is(this.all[this.next + 2], '*');
  }

  take(): Token {
    return this.all[this.next++] as Token;
  }

  name(what: string): Name {
    const { kind, text, at } = this.token;
    if (kind !== 'name' && (kind !== 'word' || RESERVED.has(text.toUpperCase()))) throw this.expected(what);
    this.next++;
    return { text, quoted: kind === 'name', at };
  }

  /** `AS alias`, or an alias alone. */
  alias(): Name | undefined {
    if (this.takes('AS')) return this.name('a name after AS');
    const { kind, text } = this.token;
    return kind === 'name' || (kind === 'word' && !RESERVED.has(text.toUpperCase())) ? this.name('a name') : undefined;
  }

  integer(what: string): number {
    const { kind, text } = this.token;
    if (kind !== 'number' || !/^\d+$/.test(text)) throw this.expected(what);
    this.next++;
    return Number(text);
  }

  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.takes(',')) items.push(item());
    return items;
  }

  expected(what: string): Error {
    const { kind, text, at } = this.token;
    const found = kind === 'end' ? 'the script ends' : kind === 'string' ? `there is '${text}'` : `there is ${text}`;
    const cure =
      kind === 'word' && RESERVED.has(text.toUpperCase()) && what.startsWith('a')
        ? `${text.toUpperCase()} is a reserved word: as a name it is written "${text}".`
        : undefined;
    return notRead(at, `${what} is expected, and ${found}`, cure);
  }
}

function is(token: Token | undefined, word: string): boolean {
  if (token?.kind === 'symbol') return token.text === word;
  return token?.kind === 'word' && token.text.toUpperCase() === word;
}
