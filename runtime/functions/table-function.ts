import { MillraceError } from '../errors';
import type { AnyExpr } from '../expr';
import { identifier } from '../sql/identifiers';
import type { AnyType, Schema, Value } from '../types/type';
import type { ExprNode } from './function';
import type { Bare } from './signature';
import { addUserFunction } from './support';
import { type Argument, argumentsOf, checkClass, checkResult } from './user-defined';

/** A table function of a user: rows made of one row, by a Java class on Flink and in TypeScript here. */
export interface TableFunctionOptions<Args extends readonly AnyType[], Fields extends Schema> {
  /** Its name in scripts. */
  readonly name: string;
  /** The Java class, a `TableFunction`, which is on the class path of the job. */
  readonly class: string;
  /** What it takes, one after the other; nullable where it takes NULL. */
  readonly args: Args;
  /**
   * The columns of its rows, in the order in which the Java class gives them. That class leaves NOT NULL out of its hint:
   * Flink 1.20's planner fails on a LEFT JOIN with such columns.
   */
  readonly returns: Fields;
  /**
   * The rows that it makes; absent, the local runtime refuses jobs that call it. It must give what the Java class gives:
   * nobody but tests compares them.
   */
  readonly local?: (
    ...args: { readonly [I in keyof Args]: Value<Args[I]> | null }
  ) => Iterable<{ readonly [K in keyof Fields]: Value<Fields[K]> }>;
}

/** What a plan knows of a table function. */
export interface TableFunctionDefinition {
  readonly name: string;
  readonly sql: string;
  readonly userDefined: { readonly name: string; readonly class: string };
  readonly returns: Schema;
  /** Number of its local form, which gives each row as an array in the engine's form. */
  readonly local?: number;
}

/** A call of a table function, as `.lateral` takes it. */
export class TableFunctionCall<out Fields extends Schema> {
  declare protected readonly fields: Fields;

  constructor(
    readonly fn: TableFunctionDefinition,
    readonly args: readonly ExprNode[],
  ) {}
}

/**
 * Declares a table function that is written in Java: it makes any number of rows of each row, by `.lateral`.
 * @example
 * const words = tableFunction({
 *   name: 'words', class: 'com.example.Words', args: [t.string], returns: { word: t.string, length: t.int },
 *   local: (text) => (text ?? '').split(' ').map((word) => ({ word, length: word.length })),
 * })
 * posts.lateral((p) => words(p.text))
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/udfs/#table-functions
 * @throws MillraceError INVALID_IDENTIFIER, INVALID_FUNCTION for what is no name of a Java class, or without columns
 */
export function tableFunction<const Args extends readonly AnyType[], const Fields extends Schema>({
  name,
  class: of,
  args: types,
  returns,
  local,
}: TableFunctionOptions<Args, Fields>): <const A extends { readonly [I in keyof Args]: AnyExpr | Bare }>(
  ...args: A & { readonly [I in keyof A]: I extends keyof Args ? Argument<A[I], Args[I]> : never }
) => TableFunctionCall<Fields> {
  checkClass(name, of);
  if (Object.keys(returns).length === 0)
    throw new MillraceError('INVALID_FUNCTION', `function ${name} gives rows without columns`);
  const fn: TableFunctionDefinition = {
    name,
    sql: identifier(name),
    userDefined: { name, class: of },
    returns,
    ...(local && { local: addUserFunction((...args) => rowsOf(name, returns, local(...(args as never)))) }),
  };
  return (...args) => new TableFunctionCall(fn, argumentsOf(name, types, args));
}

/** Rows as arrays, in the forms in which the engine computes. @throws MillraceError INVALID_RESULT */
function rowsOf(name: string, returns: Schema, rows: Iterable<Readonly<Record<string, unknown>>>): unknown[][] {
  return Array.from(rows, (row) =>
    Object.entries(returns).map(([column, type]) => {
      const value = checkResult(`${name}: ${column}`, type, row[column]);
      return value instanceof Date ? value.getTime() : value;
    }),
  );
}
