import { MillraceError } from '../../errors';
import { type AnyExpr, call, type Expr } from '../../expr';
import { characterLiteral } from '../../sql/literals';
import { type Array_, array } from '../../types/array';
import { type Boolean_, boolean } from '../../types/boolean';
import { double } from '../../types/double';
import { int } from '../../types/int';
import type { CharacterKind } from '../../types/kinds';
import type { NullableOf } from '../../types/numeric';
import { type String_, string } from '../../types/string';
import { type AnyType, type SqlType, withNullability } from '../../types/type';
import { maybe, ofValues } from '../called';
import { type Code, type ExprNode, literalCode, notLocal, type ScalarFunction } from '../function';
import { argument, builtIn, character, type Is, type Stages, type TypeOfExpr } from '../signature';
import { unsupportedPath } from '../support/json';
import { jsonWriterOf } from '../support/json-values';

/** A JSON path as a literal, which is all that Flink takes. @throws MillraceError INVALID_ARGUMENT */
function path(name: string, given: string): string {
  if (typeof given !== 'string' || !/^\s*(lax\s+|strict\s+)?\$/.test(given)) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${name}: ${JSON.stringify(given)} is no JSON path`,
      "A path begins with $, as in '$.a.b[0]', or with lax $ or strict $.",
    );
  }
  return characterLiteral(given);
}

/** A path as code has it. @throws MillraceError NOT_LOCAL */
function pathCode(name: string, given: string): string {
  const why = unsupportedPath(given);
  if (why !== undefined) throw notLocal(`${name} with ${JSON.stringify(given)}`, `it has ${why}`);
  return JSON.stringify(given);
}

/** @throws MillraceError INVALID_ARGUMENT */
function oneOf<T extends string>(name: string, given: T, known: readonly T[]): T {
  if (known.includes(given)) return given;
  throw new MillraceError('INVALID_ARGUMENT', `${name}: ${JSON.stringify(given)} is none of ${known.join(', ')}`);
}

const exists = (at: string, onError?: OnExistsError): ScalarFunction => ({
  name: 'JSON_EXISTS',
  type: () => boolean.nullable(),
  sql: ([json]) =>
    `JSON_EXISTS(${json}, ${path('JSON_EXISTS', at)}${onError === undefined ? '' : ` ${onError} ON ERROR`})`,
  code: maybe(([json]) => `$.jsonExists(${json}, ${pathCode('JSON_EXISTS', at)}, '${onError ?? 'FALSE'}')`),
});
type OnExistsError = 'TRUE' | 'FALSE' | 'UNKNOWN' | 'ERROR';
/**
 * `JSON_EXISTS(json, path [… ON ERROR])`: whether a path finds something in a JSON text. NULL gives NULL.
 * @param onError what it gives for a text that is no JSON: FALSE unless told; `ERROR` fails the job.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#json-functions
 */
export const jsonExists = builtIn(
  exists('$'),
  <X extends AnyExpr | string>(
    json: X & Is<X, CharacterKind, 'JSON_EXISTS'>,
    at: string,
    onError?: OnExistsError,
  ): Expr<Boolean_<true>, Stages<X>> => {
    const known = ['TRUE', 'FALSE', 'UNKNOWN', 'ERROR'] as const;
    if (onError !== undefined) oneOf('JSON_EXISTS', onError, known);
    path('JSON_EXISTS', at);
    return call(exists(at, onError), [argument('JSON_EXISTS', character, json)]) as never;
  },
);

/** What JSON_VALUE gives beside a value. */
export interface JsonValueOptions<R extends AnyType> {
  /** STRING unless told; the value has to have it, or the job fails. */
  readonly returning?: R;
  /** What it gives when the path finds nothing: NULL unless told; `error` fails the job. */
  readonly onEmpty?: { readonly default: string | number | boolean } | 'NULL' | 'ERROR';
  /** What it gives for what is no JSON or no single value: NULL unless told; `error` fails the job. */
  readonly onError?: { readonly default: string | number | boolean } | 'NULL' | 'ERROR';
}
type Returnable = SqlType<'STRING' | 'BOOLEAN' | 'INT' | 'DOUBLE', boolean, unknown>;
const RETURNABLE: Readonly<Record<string, AnyType>> = { STRING: string, BOOLEAN: boolean, INT: int, DOUBLE: double };

type ThenValue = NonNullable<JsonValueOptions<AnyType>['onEmpty']>;
const value = (at: string, returning: AnyType, onEmpty?: ThenValue, onError?: ThenValue): ScalarFunction => ({
  name: 'JSON_VALUE',
  type: () => withNullability(returning, true),
  sql: ([json]) => {
    const clauses = [['EMPTY', onEmpty] as const, ['ERROR', onError] as const].map(([event, then]) =>
      then === undefined ? '' : ` ${thenClause(then, returning)} ON ${event}`,
    );
    return `JSON_VALUE(${json}, ${path('JSON_VALUE', at)} RETURNING ${returning.spec.sql}${clauses.join('')})`;
  },
  code: maybe(([json]) => {
    const events = [onEmpty, onError].map((then) => thenCode(then, returning)).join(', ');
    return `$.jsonValue(${json}, ${pathCode('JSON_VALUE', at)}, '${returning.kind}', ${events})`;
  }),
});
type Returned<R> = R extends SqlType<infer K, boolean, infer Js> ? SqlType<K, true, Js> : never;

/**
 * `JSON_VALUE(json, path RETURNING type …)`: the single value that a path finds in a JSON text. NULL gives NULL.
 * @example jsonValue(m.body, '$.user.age', { returning: t.int, onEmpty: { default: 0 } })
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#json-functions
 * @throws MillraceError INVALID_ARGUMENT
 */
export const jsonValue = builtIn(
  value('$', string),
  <X extends AnyExpr | string, R extends Returnable = String_>(
    json: X & Is<X, CharacterKind, 'JSON_VALUE'>,
    at: string,
    options: JsonValueOptions<R> = {},
  ): Expr<Returned<R>, Stages<X>> => {
    const type = RETURNABLE[options.returning?.kind ?? 'STRING'];
    if (!type) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `JSON_VALUE cannot return ${options.returning?.kind}`,
        'Return STRING, and cast it.',
      );
    }
    path('JSON_VALUE', at);
    for (const then of [options.onEmpty, options.onError]) if (then !== undefined) thenClause(then, type);
    return call(value(at, type, options.onEmpty, options.onError), [argument('JSON_VALUE', character, json)]) as never;
  },
);

const thenCode = (then: ThenValue | undefined, type: AnyType): string =>
  typeof then === 'object'
    ? `['DEFAULT', ${literalCode({ op: 'literal', value: then.default, type }).value}]`
    : `['${then ?? 'NULL'}', null]`;

function thenClause(then: ThenValue, type: AnyType): string {
  if (typeof then === 'string') return oneOf('JSON_VALUE', then, ['NULL', 'ERROR']);
  if (!type.spec.accepts(then.default)) {
    throw new MillraceError(
      'INVALID_LITERAL',
      `JSON_VALUE: ${JSON.stringify(then.default)} is not of type ${type.kind}`,
    );
  }
  return `DEFAULT ${type.spec.literal(then.default as never)}`;
}

/** How JSON_QUERY gives what it finds. */
export interface JsonQueryOptions {
  /** Whether what is found is put into an array: never unless told. */
  readonly wrapper?: 'WITHOUT' | 'CONDITIONAL' | 'UNCONDITIONAL';
  readonly onEmpty?: 'NULL' | 'EMPTY ARRAY' | 'EMPTY OBJECT' | 'ERROR';
  readonly onError?: 'NULL' | 'EMPTY ARRAY' | 'EMPTY OBJECT' | 'ERROR';
}
const query = (
  at: string,
  returning: AnyType,
  clauses: string,
  { wrapper = 'WITHOUT', onEmpty = 'NULL', onError = 'NULL' }: JsonQueryOptions = {},
): ScalarFunction => ({
  name: 'JSON_QUERY',
  type: () => withNullability(returning, true),
  sql: ([json]) => `JSON_QUERY(${json}, ${path('JSON_QUERY', at)}${clauses})`,
  code: maybe(([json]) => {
    const asked = [json, pathCode('JSON_QUERY', at), `'${wrapper}'`, `'${onEmpty}'`, `'${onError}'`];
    return `$.jsonQuery(${asked.join(', ')}, ${returning.spec.parts !== undefined})`;
  }),
});
const THEN = ['NULL', 'EMPTY ARRAY', 'EMPTY OBJECT', 'ERROR'] as const;
/**
 * `JSON_QUERY(json, path …)`: the text of the JSON object or array that a path finds. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#json-functions
 * @throws MillraceError INVALID_ARGUMENT
 */
export const jsonQuery = builtIn(
  query('$', string, ''),
  <X extends AnyExpr | string>(
    json: X & Is<X, CharacterKind, 'JSON_QUERY'>,
    at: string,
    options: JsonQueryOptions = {},
  ): Expr<String_<true>, Stages<X>> => {
    const { wrapper, onEmpty, onError } = options;
    const clauses = [
      wrapper === undefined
        ? ''
        : wrapper === 'WITHOUT'
          ? ' WITHOUT ARRAY WRAPPER'
          : ` WITH ${oneOf('JSON_QUERY', wrapper, ['CONDITIONAL', 'UNCONDITIONAL'])} ARRAY WRAPPER`,
      onEmpty === undefined ? '' : ` ${oneOf('JSON_QUERY', onEmpty, THEN)} ON EMPTY`,
      onError === undefined ? '' : ` ${oneOf('JSON_QUERY', onError, THEN)} ON ERROR`,
    ];
    path('JSON_QUERY', at);
    const definition = query(at, string, clauses.join(''), options);
    return call(definition, [argument('JSON_QUERY', character, json)]) as never;
  },
);

const arrayQuery = (at: string): ScalarFunction => query(at, array(string.nullable()), ' RETURNING ARRAY<STRING>');
/**
 * `JSON_QUERY(json, path RETURNING ARRAY<STRING>)`: the JSON array that a path finds, as an ARRAY of texts. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#json-functions
 */
export const jsonQueryArray = builtIn(
  arrayQuery('$'),
  <X extends AnyExpr | string>(
    json: X & Is<X, CharacterKind, 'JSON_QUERY'>,
    at: string,
  ): Expr<Array_<String_<true>, true>, Stages<X>> => {
    path('JSON_QUERY', at);
    return call(arrayQuery(at), [argument('JSON_QUERY', character, json)]) as never;
  },
);

const stringDefinition: ScalarFunction = {
  name: 'JSON_STRING',
  type: ([x]) => withNullability(string, x?.isNullable === true),
  code: ofValues(([x], [type]) => `$.jsonOf(${jsonWriterOf(type as AnyType)}, ${x})`),
};
/**
 * `JSON_STRING(x)`: the JSON of any value, as a text. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#json-functions
 */
export const jsonString = builtIn(
  stringDefinition,
  <X extends AnyExpr>(x: X): Expr<String_<NullableOf<TypeOfExpr<X>>>, Stages<X>> =>
    call(stringDefinition, [x.node]) as never,
);

type OnNull = 'NULL' | 'ABSENT';

/** Code of a value's JSON; undefined where it is left out. What makes JSON itself comes as it is. */
function part(arg: Code, type: AnyType, onNull: OnNull, node: ExprNode | undefined): string {
  const isRaw = node?.op === 'call' && (node.fn.name === 'JSON_OBJECT' || node.fn.name === 'JSON_ARRAY');
  const json = isRaw ? arg.value : `$.jsonOf(${jsonWriterOf(type)}, ${arg.value})`;
  return arg.isNull === 'false' ? json : `(${arg.isNull} ? ${onNull === 'NULL' ? "'null'" : 'undefined'} : ${json})`;
}

const objectOf = (keys: readonly string[], onNull: OnNull): ScalarFunction => ({
  name: 'JSON_OBJECT',
  type: () => string,
  sql: (values) =>
    `JSON_OBJECT(${values.map((v, i) => `KEY ${characterLiteral(keys[i] as string)} VALUE ${v}`).join(', ')}${
      values.length === 0 ? '' : ` ${onNull} ON NULL`
    })`,
  code: (args, types, _, nodes) => {
    const members = args.map(
      (arg, i) => `[${JSON.stringify(keys[i])}, ${part(arg, types[i] as AnyType, onNull, nodes?.[i])}]`,
    );
    return { value: `$.jsonObject([${members.join(', ')}])`, isNull: 'false' };
  },
});
/**
 * `JSON_OBJECT(KEY key VALUE value, …)`: the text of a JSON object.
 * @param onNull whether a NULL comes as null, as it does unless told, or is left out.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#json-functions
 */
export const jsonObject = builtIn(
  objectOf([], 'NULL'),
  <V extends Readonly<Record<string, AnyExpr>>>(
    entries: V,
    onNull: OnNull = 'NULL',
  ): Expr<String_, Stages<V[keyof V]>> =>
    call(
      objectOf(Object.keys(entries), oneOf('JSON_OBJECT', onNull, ['NULL', 'ABSENT'])),
      Object.values(entries).map(({ node }) => node),
    ) as never,
);

const arrayOf = (onNull: OnNull): ScalarFunction => ({
  name: 'JSON_ARRAY',
  type: () => string,
  sql: (values) => `JSON_ARRAY(${values.join(', ')}${values.length === 0 ? '' : ` ${onNull} ON NULL`})`,
  code: (args, types, _, nodes) => {
    const values = args.map((arg, i) => part(arg, types[i] as AnyType, onNull, nodes?.[i]));
    return { value: `$.jsonArray([${values.join(', ')}])`, isNull: 'false' };
  },
});
/**
 * `JSON_ARRAY(value, …)`: the text of a JSON array.
 * @param onNull whether a NULL is left out, as it is unless told, or comes as null.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#json-functions
 */
export const jsonArray = builtIn(
  arrayOf('ABSENT'),
  <const V extends readonly AnyExpr[]>(values: V, onNull: OnNull = 'ABSENT'): Expr<String_, Stages<V[number]>> =>
    call(
      arrayOf(oneOf('JSON_ARRAY', onNull, ['NULL', 'ABSENT'])),
      values.map(({ node }) => node),
    ) as never,
);

const isJsonOf = (kind: string): ScalarFunction => ({
  name: 'IS JSON',
  infix: true,
  type: () => boolean,
  sql: ([x]) => `${x} IS JSON ${kind}`,
  code: ([x]) => {
    const { value, isNull } = x as Code;
    const is = `$.isJson(${value}, '${kind}')`;
    return { value: isNull === 'false' ? is : `(!${isNull} && ${is})`, isNull: 'false' };
  },
});
type JsonKind = 'VALUE' | 'SCALAR' | 'ARRAY' | 'OBJECT';
/**
 * `x IS JSON [VALUE | SCALAR | ARRAY | OBJECT]`: whether a text begins with JSON, of any kind unless told; what comes
 * behind it Flink does not look at. FALSE for NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#json-functions
 */
export const isJson = builtIn(
  isJsonOf('VALUE'),
  <X extends AnyExpr>(x: X & Is<X, CharacterKind, 'IS JSON'>, kind: JsonKind = 'VALUE'): Expr<Boolean_, Stages<X>> =>
    call(isJsonOf(oneOf('IS JSON', kind, ['VALUE', 'SCALAR', 'ARRAY', 'OBJECT'])), [
      argument('IS JSON', character, x),
    ]) as never,
);
