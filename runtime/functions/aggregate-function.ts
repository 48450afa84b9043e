import { type AnyExpr, aggregateCall, type Expr } from '../expr';
import type { AnyType, Value } from '../types/type';
import type { RowArgument } from './aggregate/arguments';
import { type AggregateFunction, notLocal } from './function';
import type { Bare } from './signature';
import { addUserFunction } from './support';
import { type Argument, argumentsOf, checkClass, checkResult, localArguments } from './user-defined';

/** An aggregate function of a user: a Java class for Flink, and the same in TypeScript for the local runtime. */
export interface AggregateFunctionOptions<Args extends readonly AnyType[], R extends AnyType, State> {
  /** Its name in scripts. */
  readonly name: string;
  /**
   * The Java class, an `AggregateFunction` with `accumulate` and, for windows that overlap or grow, `merge`; it is on the
   * class path of the job.
   */
  readonly class: string;
  /** What it takes of each row, one after the other; nullable where it takes NULL. */
  readonly args: Args;
  readonly returns: R;
  /**
   * What it does here; absent, the local runtime refuses jobs that call it. It must give what the Java class gives: nobody
   * but tests compares them.
   */
  readonly local?: {
    /** The state of a group without rows. */
    create(): State;
    /** The state with one more row: the same object, changed, or a new one. */
    accumulate(state: State, ...args: { readonly [I in keyof Args]: Value<Args[I]> | null }): State;
    /** The state without a row that it was given; absent, the local runtime refuses it where rows may be taken back. */
    retract?(state: State, ...args: { readonly [I in keyof Args]: Value<Args[I]> | null }): State;
    /** The state with the rows of another, which stays as it is: the one, changed, or a new one. */
    merge(state: State, other: State): State;
    value(state: State): Value<R>;
  };
}

/**
 * Declares an aggregate function that is written in Java. Scripts of jobs that call it register it by its class, which has
 * to be on the class path there.
 * @example
 * const longest = aggregateFunction({
 *   name: 'longest', class: 'com.example.Longest', args: [t.string], returns: t.string.nullable(),
 *   local: {
 *     create: () => ({ text: null as string | null }),
 *     accumulate: (state, text) => ((text?.length ?? -1) > (state.text?.length ?? -1) ? { text } : state),
 *     merge: (state, other) => ((other.text?.length ?? -1) > (state.text?.length ?? -1) ? other : state),
 *     value: ({ text }) => text,
 *   },
 * })
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/udfs/#aggregate-functions
 * @throws MillraceError INVALID_IDENTIFIER, INVALID_FUNCTION for what is no name of a Java class
 */
export function aggregateFunction<const Args extends readonly AnyType[], R extends AnyType, State>({
  name,
  class: of,
  args: types,
  returns,
  local,
}: AggregateFunctionOptions<Args, R, State>): <const A extends { readonly [I in keyof Args]: AnyExpr | Bare }>(
  ...args: A & {
    readonly [I in keyof A]: I extends keyof Args
      ? Argument<A[I], Args[I]> & (A[I] extends AnyExpr ? RowArgument<A[I]> : unknown)
      : never;
  }
) => Expr<R, 'agg'> {
  const quoted = checkClass(name, of);
  const definition: AggregateFunction = {
    name,
    userDefined: { name, class: of },
    type: () => returns,
    sql: (args, _, rendered) => rendered(quoted, ...args),
    ...(local && { local: localOf(name, returns, local as never) }),
  };
  return (...args) => aggregateCall(definition, argumentsOf(name, types, args)) as never;
}

type Local = NonNullable<AggregateFunctionOptions<readonly AnyType[], AnyType, unknown>['local']>;

/** A group keeps its state in one slot, null before its first row. */
function localOf(
  name: string,
  returns: AnyType,
  { create, accumulate, retract, merge, value }: Local,
): NonNullable<AggregateFunction['local']> {
  const accumulates = addUserFunction((state, ...args) => accumulate(state ?? create(), ...(args as never[])));
  const retracts = retract && addUserFunction((state, ...args) => retract(state ?? create(), ...(args as never[])));
  const merges = addUserFunction((state, other) => {
    if (other === null) return state;
    const merged = merge(state ?? create(), other);
    // What a window goes on with must not be what a slice of it holds, which other windows are made of.
    return merged === other ? structuredClone(other) : merged;
  });
  const values = addUserFunction((state) => {
    const result = checkResult(name, returns, value(state ?? create()));
    return result instanceof Date ? result.getTime() : result;
  });
  return {
    slots: () => [{ storage: 'any', init: 'null' }],
    accumulate: ([slot], args, types) =>
      `${slot} = $.user(${[accumulates, slot, ...localArguments(args, types)].join(', ')});`,
    ...(retracts !== undefined && {
      retract: ([slot], args, types) =>
        `${slot} = $.user(${[retracts, slot, ...localArguments(args, types)].join(', ')});`,
    }),
    merge: ([slot], [other]) => `${slot} = $.user(${merges}, ${slot}, ${other});`,
    value([slot]) {
      if (returns.spec.storage === 'dict' && returns.kind !== 'STRING')
        throw notLocal(`${name}, which gives ${returns.kind}`);
      const code = `$.user(${values}, ${slot})`;
      return { value: code, isNull: returns.isNullable ? `(${code} === null)` : 'false' };
    },
  };
}
