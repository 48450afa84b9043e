/**
 * TypeScript together with what it makes: every call that is written has been made with the library itself, so that types
 * are its types, and nothing is written that it would refuse.
 */
import { MillraceError } from '../../runtime/errors';
import type { ExprNode } from '../../runtime/functions/function';
import * as library from '../../runtime/index';
import type { Schema } from '../../runtime/types/type';
import { type Doc, member, object } from './layout';
import type { Place } from './tokens';

export interface Piece<V = unknown> {
  readonly doc: Doc;
  readonly value: V;
}

/** A column or an expression of the library. */
export type ExprPiece = Piece<{ readonly node: ExprNode; readonly type: Schema[string] }>;
/** A table of the library, windowed and grouped ones among them. */
export type TablePiece = Piece<{ readonly node: { readonly schema: Schema } }>;

type Callable = (...args: readonly unknown[]) => unknown;

/** The imports of a file, and calls of what they give. */
export class Writer {
  private readonly imports = new Set<string>();

  /** `import { … } from 'millrace';` */
  importLine(): string {
    const names = [...this.imports].sort((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' }));
    const line = `import { ${names.join(', ')} } from 'millrace';`;
    return line.length <= 120 ? line : `import {\n${names.map((n) => `  ${n},\n`).join('')}} from 'millrace';`;
  }

  /** Whether the library has a function of this name. */
  has(name: string): boolean {
    return typeof (library as Record<string, unknown>)[name] === 'function';
  }

  /** A call of a function of the library. @throws MillraceError what the library says of the arguments */
  call<V>(name: string, ...args: readonly Piece[]): Piece<V> {
    const fn = (library as Record<string, unknown>)[name] as Callable | undefined;
    if (!fn) throw new MillraceError('NOT_IN_LIBRARY', `this version of millrace has no ${name}`);
    this.imports.add(name);
    // A callback has its text when it has been called.
    const value = fn(...args.map((a) => a.value)) as V;
    return { doc: { call: name, args: args.map((a) => a.doc) }, value };
  }

  /** A value of the library, such as `t`. */
  use(name: string): void {
    this.imports.add(name);
  }
}

/** A call of a method. */
export function method<V>(target: Piece, name: string, ...args: readonly Piece[]): Piece<V> {
  const made = target.value as Record<string, Callable | undefined>;
  const fn = made[name];
  if (!fn) throw new MillraceError('NOT_IN_LIBRARY', `this version of millrace has no .${name}`);
  // A callback has its text when it has been called.
  const value = fn.apply(
    made,
    args.map((a) => a.value),
  ) as V;
  const step = { call: `.${name}`, args: args.map((a) => a.doc) };
  const { doc } = target;
  return { doc: { chain: typeof doc !== 'string' && 'chain' in doc ? [...doc.chain, step] : [doc, step] }, value };
}

/** What a callback is given: its columns by their names. */
export type Columns = (name: string) => ExprPiece;

/** `(m) => body`. The body is made when the library calls it, with its columns. */
export function callback(body: (column: Columns) => Piece): Piece {
  return callbackOf(['m'], ([column]) => body(column as Columns));
}

/** `(a, b) => body`, of the columns of several tables. */
export function callbackOf(parameters: readonly string[], body: (columns: readonly Columns[]) => Piece): Piece {
  let doc: Doc = '';
  let used = 0;
  const value = (...tables: readonly Record<string, ExprPiece['value']>[]): unknown => {
    const made = body(
      parameters.map((parameter, i) => (name) => {
        used = Math.max(used, i + 1);
        return { doc: member(parameter, name), value: tables[i]?.[name] as ExprPiece['value'] };
      }),
    );
    doc = made.doc;
    return made.value;
  };
  return {
    value,
    get doc() {
      return { arrow: `(${parameters.slice(0, used).join(', ')})`, body: doc };
    },
  };
}

/** An object of pieces. */
export const record = (
  entries: readonly (readonly [name: string, value: Piece, comment?: string | undefined])[],
): Piece => ({
  // Later: a callback among them has its text when it has been called.
  get doc() {
    return object(entries.map(([name, { doc }, comment]) => [name, doc, comment] as const));
  },
  value: Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
});

/** What the library refuses is said with its place in the script. */
export function placed<T>(at: Place, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code === 'SQL_NOT_READ' || error.code === 'SQL_NOT_IMPORTED')
      throw error;
    throw notImported(at, error.message);
  }
}

/** @throws MillraceError SQL_NOT_IMPORTED with line, column and cure. */
export function notImported(at: Place, what: string, cure?: string): MillraceError {
  return new MillraceError('SQL_NOT_IMPORTED', `line ${at.line}, column ${at.column}: ${what}`, cure);
}
