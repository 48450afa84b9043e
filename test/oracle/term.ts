/**
 * Programs of the language as plain data: what is drawn, shrunk, kept in recordings, run (`evaluate`) and printed as
 * TypeScript (`print`).
 */
import * as millrace from 'millrace';

/** A value that JSON holds as it is, or one of those that it cannot. */
export type Value =
  | string
  | boolean
  | null
  | number
  | { readonly big: string }
  | { readonly double: 'NaN' | 'Infinity' | '-Infinity' | '-0' }
  | { readonly date: string }
  | { readonly bytes: string }
  | { readonly entries: readonly (readonly [string, Value])[] };

/** An expression of TypeScript, as far as jobs need it. */
export type Term =
  | { readonly js: Value }
  /** A constant, a parameter of a lambda, or an export of millrace. */
  | { readonly ref: string }
  | { readonly of: Term; readonly get: string }
  /** A function of millrace. */
  | { readonly call: string; readonly args: readonly Term[] }
  | { readonly of: Term; readonly method: string; readonly args: readonly Term[] }
  | { readonly fields: Readonly<Record<string, Term>> }
  | { readonly list: readonly Term[] }
  | { readonly lambda: readonly string[]; readonly body: Term };

export const js = (value: Value): Term => ({ js: value });
export const ref = (name: string): Term => ({ ref: name });
export const get = (of: Term, name: string): Term => ({ of, get: name });
export const call = (name: string, ...args: Term[]): Term => ({ call: name, args });
export const on = (of: Term, method: string, ...args: Term[]): Term => ({ of, method, args });
export const fields = (of: Readonly<Record<string, Term>>): Term => ({ fields: of });
export const list = (...terms: Term[]): Term => ({ list: terms });
export const lambda = (params: readonly string[], body: Term): Term => ({ lambda: params, body });

/** What names stand for, beside the exports of millrace. */
export type Scope = Readonly<Record<string, unknown>>;

// biome-ignore lint/suspicious/noExplicitAny: programs are data here, and the language checks them when they are built
type Untyped = any;

/** @throws MillraceError where the language refuses the program, TypeError where it is none. */
export function evaluate(term: Term, scope: Scope): unknown {
  if ('js' in term) return javascript(term.js);
  if ('ref' in term) return named(term.ref, scope);
  if ('call' in term) return (named(term.call, scope) as Untyped)(...term.args.map((arg) => evaluate(arg, scope)));
  if ('fields' in term)
    return Object.fromEntries(Object.entries(term.fields).map(([name, field]) => [name, evaluate(field, scope)]));
  if ('list' in term) return term.list.map((one) => evaluate(one, scope));
  if ('lambda' in term) {
    return (...given: unknown[]) =>
      evaluate(term.body, { ...scope, ...Object.fromEntries(term.lambda.map((name, i) => [name, given[i]])) });
  }
  const of = evaluate(term.of, scope) as Untyped;
  if ('get' in term) {
    if (!(term.get in of)) throw new TypeError(`there is no ${term.get}`);
    return of[term.get];
  }
  return of[term.method](...term.args.map((arg) => evaluate(arg, scope)));
}

function named(name: string, scope: Scope): unknown {
  const found = name in scope ? scope[name] : (millrace as Scope)[name];
  if (found === undefined) throw new TypeError(`there is no ${name}`);
  return found;
}

function javascript(value: Value): unknown {
  if (value === null || typeof value !== 'object') return value;
  if ('big' in value) return BigInt(value.big);
  if ('double' in value) return Number(value.double);
  if ('date' in value) return new Date(value.date);
  if ('bytes' in value) return Uint8Array.from(Buffer.from(value.bytes, 'hex'));
  return new Map(value.entries.map(([key, of]) => [key, javascript(of)]));
}

/** As TypeScript; the names of millrace that it uses are added to `used`. */
export function print(term: Term, used: Set<string> = new Set(), own: ReadonlySet<string> = new Set()): string {
  const all = (terms: readonly Term[], names = own): string => terms.map((one) => print(one, used, names)).join(', ');
  const name = (text: string): string => {
    if (!own.has(text)) used.add(text);
    return text;
  };
  if ('js' in term) return printValue(term.js);
  if ('ref' in term) return name(term.ref);
  if ('call' in term) return `${name(term.call)}(${all(term.args)})`;
  if ('list' in term) return `[${all(term.list)}]`;
  if ('fields' in term) {
    const parts = Object.entries(term.fields).map(([key, of]) => `${property(key)}: ${print(of, used, own)}`);
    return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
  }
  if ('lambda' in term) {
    const body = print(term.body, used, new Set([...own, ...term.lambda]));
    return `(${term.lambda.join(', ')}) => ${'fields' in term.body ? `(${body})` : body}`;
  }
  const of = print(term.of, used, own);
  if ('get' in term) return isName(term.get) ? `${of}.${term.get}` : `${of}[${JSON.stringify(term.get)}]`;
  return `${of}.${term.method}(${all(term.args)})`;
}

const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);
const property = (text: string): string => (isName(text) ? text : JSON.stringify(text));

function printValue(value: Value): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if ('big' in value) return `${value.big}n`;
  if ('double' in value) return value.double;
  if ('date' in value) return `new Date(${JSON.stringify(value.date)})`;
  if ('bytes' in value) return `Uint8Array.of(${[...Buffer.from(value.bytes, 'hex')].join(', ')})`;
  return `new Map([${value.entries.map(([k, v]) => `[${JSON.stringify(k)}, ${printValue(v)}]`).join(', ')}])`;
}
