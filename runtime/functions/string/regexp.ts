import { boolean } from '../../types/boolean';
import { string } from '../../types/string';
import { literalText, maybe, ofValues } from '../called';
import { type ExprNode, notLocal } from '../function';
import { character, define, int32 } from '../signature';
import { unsupportedIn } from '../support/patterns';

/** A pattern that is known when the job is built is checked there. @throws MillraceError NOT_LOCAL */
function demand(name: string, pattern: ExprNode | undefined, uses: { group?: boolean } = {}): void {
  const text = literalText(pattern);
  const why = text === undefined ? undefined : unsupportedIn(text, uses);
  if (why !== undefined) throw notLocal(`${name} with ${JSON.stringify(text)}`, `it has ${why}`);
}

/**
 * `REGEXP(x, pattern)`: whether a part of x matches the pattern, a Java regular expression; never an empty one. NULL
 * gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const regexp = define('REGEXP', [character, character], boolean, {
  code: ofValues(([x, pattern], _, __, nodes) => {
    demand('REGEXP', nodes?.[1]);
    return `$.regexp(${x}, ${pattern})`;
  }),
});

/**
 * `REGEXP_EXTRACT(x, pattern[, group])`: what a group of a Java regular expression matched first, the whole match unless
 * told. NULL without a match and without such a group.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const regexpExtract = define('REGEXP_EXTRACT', [character, character], string.nullable(), {
  optional: int32,
  code: maybe(([x, pattern, group], _, __, nodes) => {
    const of = nodes?.[2];
    demand('REGEXP_EXTRACT', nodes?.[1], { group: of !== undefined && !(of.op === 'literal' && of.value === 0) });
    return `$.regexpExtract(${x}, ${pattern}, ${group ?? '0'})`;
  }),
});

/**
 * `REGEXP_REPLACE(x, pattern, replacement)`: x with the replacement for all matches of a Java regular expression; `$1` in
 * it is plain text. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const regexpReplace = define('REGEXP_REPLACE', [character, character, character], string, {
  code: maybe(([x, pattern, replacement], _, __, nodes) => {
    demand('REGEXP_REPLACE', nodes?.[1]);
    return `$.regexpReplace(${x}, ${pattern}, ${replacement})`;
  }),
});
