import type { CharacterKind } from '../../types/kinds';
import { string } from '../../types/string';
import { maybe } from '../called';
import { character, define, int32, type Parameter } from '../signature';

/** SPLIT_INDEX takes the code of a character, too. */
const separator: Parameter<CharacterKind | 'INT', string | number> = {
  families: ['character', 'integer'],
  takes: ({ kind, spec }) => spec.storage === 'dict' || kind === 'INT',
};

/**
 * `SPLIT_INDEX(x, separator, index)`: one of the parts of x between separators, counted from 0. NULL when there is no such
 * part, and when an argument is NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const splitIndex = define('SPLIT_INDEX', [character, separator, int32], string.nullable(), {
  code: maybe((args) => `$.splitIndex(${args.join(', ')})`),
});

/**
 * `PARSE_URL(url, part[, key])`: a part of a URL, such as `HOST`, `PATH`, `QUERY`, `REF`, `PROTOCOL`, `AUTHORITY`, `FILE`
 * or `USERINFO`; of `QUERY` the value of a key if told. NULL when the text is no URL or has no such part.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const parseUrl = define('PARSE_URL', [character, character], string.nullable(), {
  optional: character,
  code: maybe((args) => `$.parseUrl(${args.join(', ')})`),
});
