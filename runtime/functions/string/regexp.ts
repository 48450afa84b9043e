import { boolean } from '../../types/boolean';
import { string } from '../../types/string';
import { character, define, int32 } from '../signature';

/**
 * `REGEXP(x, pattern)`: whether a part of x matches the pattern, a Java regular expression; never an empty one. NULL
 * gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const regexp = define('REGEXP', [character, character], boolean);

/**
 * `REGEXP_EXTRACT(x, pattern[, group])`: what a group of a Java regular expression matched first, the whole match unless
 * told. NULL without a match and without such a group.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const regexpExtract = define('REGEXP_EXTRACT', [character, character], string.nullable(), { optional: int32 });

/**
 * `REGEXP_REPLACE(x, pattern, replacement)`: x with the replacement for all matches of a Java regular expression; `$1` in
 * it is plain text. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const regexpReplace = define('REGEXP_REPLACE', [character, character, character], string);
