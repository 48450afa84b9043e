/** JSON as Jackson reads and writes it: what comes behind the first value is not looked at, numbers keep their kind. */
import { doubleText } from '../../types/stored';
import { notLocal } from '../function';

export type Json = null | boolean | string | bigint | number | Json[] | Map<string, Json>;

/** A text that is not JSON. */
export class NoJson extends Error {}

/** Whole numbers are bigints, others doubles. @throws NoJson */
export function parseJson(text: string): Json {
  const parser = new Parser(text);
  const value = parser.value();
  parser.endOfScalar(value);
  return value;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const SPACE = /[ \t\r\n]*/y;
const PLAIN: Readonly<Record<string, string>> = {
  ...{ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' },
};

class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  value(): Json {
    this.space();
    const c = this.text[this.at];
    if (c === '"') return this.string();
    if (c === '{') return this.object();
    if (c === '[') return this.array();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    NUMBER.lastIndex = this.at;
    const [digits, fraction, exponent] = NUMBER.exec(this.text) ?? [];
    if (digits === undefined) throw new NoJson();
    this.at += digits.length;
    return fraction === undefined && exponent === undefined ? BigInt(digits) : Number(digits);
  }

  /** Words and numbers end where nothing goes on with them. */
  endOfScalar(value: Json): void {
    const next = this.text.slice(this.at, this.at + 1);
    const isNumber = typeof value === 'bigint' || typeof value === 'number';
    if (isNumber && !/^[ \t\r\n]?$/.test(next)) throw new NoJson();
    if ((value === null || typeof value === 'boolean') && /^[\p{L}\p{Nd}_$]$/u.test(next)) throw new NoJson();
  }

  private object(): Json {
    const members = new Map<string, Json>();
    this.at++;
    if (this.skip('}')) return members;
    do {
      this.space();
      if (this.text[this.at] !== '"') throw new NoJson();
      const key = this.string();
      if (!this.skip(':')) throw new NoJson();
      members.set(key, this.value());
    } while (this.skip(','));
    if (!this.skip('}')) throw new NoJson();
    return members;
  }

  private array(): Json {
    const elements: Json[] = [];
    this.at++;
    if (this.skip(']')) return elements;
    do elements.push(this.value());
    while (this.skip(','));
    if (!this.skip(']')) throw new NoJson();
    return elements;
  }

  private string(): string {
    let out = '';
    let isEscaped = false;
    for (this.at++; ; this.at++) {
      const c = this.text[this.at];
      if (c === undefined || c < ' ') throw new NoJson();
      if (c === '"') break;
      if (c !== '\\') {
        out += c;
        continue;
      }
      const escaped = this.text[++this.at] ?? '';
      const [hex] = escaped === 'u' ? (/^[0-9a-fA-F]{4}/.exec(this.text.slice(this.at + 1, this.at + 5)) ?? []) : [];
      const plain = PLAIN[escaped];
      if (hex !== undefined) {
        out += String.fromCharCode(Number.parseInt(hex, 16));
        isEscaped = true;
        this.at += 4;
      } else if (plain !== undefined) out += plain;
      else throw new NoJson();
    }
    this.at++;
    if (isEscaped && /\p{Surrogate}/u.test(out)) {
      throw notLocal('a JSON text with half of a surrogate pair', 'no UTF-8 says it');
    }
    return out;
  }

  private space(): void {
    SPACE.lastIndex = this.at;
    SPACE.exec(this.text);
    this.at = SPACE.lastIndex;
  }

  private skip(c: string): boolean {
    this.space();
    if (this.text[this.at] !== c) return false;
    this.at++;
    return true;
  }
}

/** As Jackson quotes: control characters by capital digits. */
export const quote = (text: string): string =>
  JSON.stringify(text).replace(/\\\\|\\u00[01][0-9a-f]/g, (c) => (c === '\\\\' ? c : `\\u${c.slice(2).toUpperCase()}`));

export function writeJson(value: Json): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return doubleText(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (value instanceof Map) return `{${[...value].map(([key, of]) => `${quote(key)}:${writeJson(of)}`).join(',')}}`;
  return String(value);
}

/** As Java's toString has it. */
export function javaText(value: Json): string {
  if (typeof value === 'number') return doubleText(value).replaceAll('"', '');
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (value instanceof Map) return `{${[...value].map(([key, of]) => `${key}=${javaText(of)}`).join(', ')}}`;
  return String(value);
}
