import { type AnyExpr, call, type Expr } from '../../expr';
import type { CharacterKind } from '../../types/kinds';
import { type String_, string } from '../../types/string';
import { withNullability } from '../../types/type';
import { maybe, noValue, ofValues, orNull } from '../called';
import { strict } from '../code';
import { anyNullable, type Code, type ScalarFunction } from '../function';
import { builtIn, character, define, type Is, int32, type Nulls, nodes, type Stages } from '../signature';

type Text = AnyExpr | string;
/** What is wrong with each of several arguments, if anything. */
type Texts<A extends readonly unknown[], Name extends string> = {
  readonly [I in keyof A]: A[I] & Is<A[I], CharacterKind, Name>;
};

const text = (name: string, code?: ScalarFunction['code']): ScalarFunction => ({
  name,
  type: (args) => withNullability(string, anyNullable(args)),
  ...(code && { code }),
});
const every = (n: number) => Array.from({ length: n }, () => character);

const concatDefinition = text(
  'CONCAT',
  strict((args) => args.join(' + ')),
);
/**
 * `CONCAT(a, b, …)`: the texts one behind the other, a STRING. NULL when one of them is.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const concat = builtIn(
  concatDefinition,
  <const A extends readonly [Text, ...Text[]]>(
    ...texts: Texts<A, 'CONCAT'>
  ): Expr<String_<Nulls<A[number]>>, Stages<A[number]>> =>
    call(concatDefinition, nodes('CONCAT', every(texts.length), texts)) as never,
);

const concatWsDefinition = text('CONCAT_WS', ([separator, ...texts], _, type) => {
  const { value, isNull } = separator as Code;
  const joined = `[${texts.map(orNull).join(', ')}].filter((x) => x !== null).join(${value})`;
  return { value: isNull === 'false' ? joined : `(${isNull} ? ${noValue(type)} : ${joined})`, isNull };
});
/**
 * `CONCAT_WS(separator, a, b, …)`: the texts that are not NULL with the separator between them, a STRING. NULL when the
 * separator is.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const concatWs = builtIn(
  concatWsDefinition,
  <W extends Text, const A extends readonly Text[]>(
    separator: W & Is<W, CharacterKind, 'CONCAT_WS'>,
    ...texts: Texts<A, 'CONCAT_WS'>
  ): Expr<String_<Nulls<W | A[number]>>, Stages<W | A[number]>> =>
    call(concatWsDefinition, nodes('CONCAT_WS', every(texts.length + 1), [separator, ...texts])) as never,
);

/**
 * `REPEAT(x, n)`: x n times, '' when n is not positive. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const repeat = define('REPEAT', [character, int32], string, {
  code: strict(([x, n]) => `${x}.repeat(Math.max(0, ${n}))`),
});

/**
 * `REPLACE(x, part, replacement)`: x with the replacement wherever it has the part. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const replace = define('REPLACE', [character, character, character], string, {
  code: ofValues((args) => `$.replaced(${args.join(', ')})`),
});

/**
 * `REVERSE(x)`: the code points of x from the last to the first. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const reverse = define('REVERSE', [character], string.nullable(), {
  code: strict(([x]) => `Array.from(${x}).reverse().join('')`),
});

/**
 * `LPAD(x, length, pad)`: x filled up on its left, or cut to its first code points. NULL gives NULL; so do a negative
 * length and an empty pad, which Flink's type does not tell: written as a NOT NULL column, that fails the job.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const lpad = define('LPAD', [character, int32, character], string, {
  code: maybe((args) => `$.lpad(${args.join(', ')})`),
});

/**
 * `RPAD(x, length, pad)`: x filled up on its right, or cut to its first code points. NULL gives NULL; so do a negative
 * length and an empty pad, which Flink's type does not tell: written as a NOT NULL column, that fails the job.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const rpad = define('RPAD', [character, int32, character], string, {
  code: maybe((args) => `$.rpad(${args.join(', ')})`),
});
