/** The words of a script in the SQL of Kinesis Data Analytics, each with its place. */
import { MillraceError } from '../../runtime/errors';

/** Where a thing stands in the script: line and column, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Token {
  /** `word`: a keyword or an unquoted name; `name`: one in double quotes. */
  readonly kind: 'word' | 'name' | 'number' | 'string' | 'symbol' | 'end';
  /** As written, without its quotes. */
  readonly text: string;
  readonly at: Place;
}

/** @throws MillraceError SQL_NOT_READ with line, column and cure. */
export function notRead(at: Place, what: string, cure?: string): MillraceError {
  return new MillraceError('SQL_NOT_READ', `line ${at.line}, column ${at.column}: ${what}`, cure);
}

const SYMBOLS = ['<>', '!=', '<=', '>=', '||', '(', ')', ',', '.', ';', '=', '<', '>', '+', '-', '*', '/', '%', '?'];
const SPACE = /\s+|--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_][A-Za-z0-9_$]*/y;
const QUOTED = { "'": /'((?:[^']|'')*)'/y, '"': /"((?:[^"]|"")*)"/y } as const;

/** @throws MillraceError SQL_NOT_READ */
export function tokens(sql: string): Token[] {
  const found: Token[] = [];
  const placeOf = places(sql);
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const result = pattern.exec(sql);
    if (result) at = pattern.lastIndex;
    return result;
  };
  for (;;) {
    while (match(SPACE)) {}
    const start = placeOf(at);
    if (at >= sql.length) return [...found, { kind: 'end', text: '', at: start }];
    const first = sql[at] as string;
    if (sql.startsWith('/*', at)) throw notRead(start, 'this comment has no end', 'Close it with */.');
    if (first === "'" || first === '"') {
      const quoted = match(QUOTED[first]);
      if (!quoted) throw notRead(start, `this ${first} is not closed`, `Add the ${first} that ends it.`);
      const text = (quoted[1] as string).replaceAll(first + first, first);
      found.push({ kind: first === "'" ? 'string' : 'name', text, at: start });
      continue;
    }
    const number = match(NUMBER);
    const word = number ? null : match(WORD);
    const symbol = number || word ? undefined : SYMBOLS.find((s) => sql.startsWith(s, at));
    if (number) found.push({ kind: 'number', text: number[0], at: start });
    else if (word) found.push({ kind: 'word', text: word[0], at: start });
    else if (symbol) {
      at += symbol.length;
      found.push({ kind: 'symbol', text: symbol, at: start });
    } else {
      const cure = /[“”‘’]/.test(first) ? 'Write straight quotes: " and \'.' : 'Take it out.';
      throw notRead(start, `${JSON.stringify(first)} is no part of SQL`, cure);
    }
  }
}

/** From an offset to its place; offsets must not go back. */
function places(sql: string): (offset: number) => Place {
  let line = 1;
  let lineStart = 0;
  let seen = 0;
  return (offset) => {
    for (; seen < offset; seen++) {
      if (sql[seen] === '\n') {
        line++;
        lineStart = seen + 1;
      }
    }
    return { line, column: offset - lineStart + 1 };
  };
}
