import { char } from '../../types/char';
import type { CharacterKind } from '../../types/kinds';
import { type SqlType, withNullability } from '../../types/type';
import { varchar } from '../../types/varchar';
import { strict } from '../code';
import { character, define, type Function1, int32, type Parameter } from '../signature';

type Text = Parameter<CharacterKind, string>;
type Digest<Name extends string, Length extends number> = Function1<
  Name,
  Text,
  SqlType<`CHAR(${Length})`, false, string>
>;

const digest = <Name extends string, const L extends number>(name: Name, length: L): Digest<Name, L> =>
  define(name, [character], withNullability(char(length as never), false), {
    code: strict(([x]) => `$.digest('${name.toLowerCase()}', ${x})`),
  }) as never;

/**
 * `MD5(x)`: the digest of the UTF-8 of x in hexadecimal digits, CHAR(32). NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#hash-functions
 */
export const md5 = digest('MD5', 32);
/**
 * `SHA1(x)`: the digest of the UTF-8 of x in hexadecimal digits, CHAR(40). NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#hash-functions
 */
export const sha1 = digest('SHA1', 40);
/**
 * `SHA224(x)`: the digest of the UTF-8 of x in hexadecimal digits, CHAR(56). NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#hash-functions
 */
export const sha224 = digest('SHA224', 56);
/**
 * `SHA256(x)`: the digest of the UTF-8 of x in hexadecimal digits, CHAR(64). NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#hash-functions
 */
export const sha256 = digest('SHA256', 64);
/**
 * `SHA384(x)`: the digest of the UTF-8 of x in hexadecimal digits, CHAR(96). NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#hash-functions
 */
export const sha384 = digest('SHA384', 96);
/**
 * `SHA512(x)`: the digest of the UTF-8 of x in hexadecimal digits, CHAR(128). NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#hash-functions
 */
export const sha512 = digest('SHA512', 128);

/**
 * `SHA2(x, length)`: the digest of the UTF-8 of x in hexadecimal digits, VARCHAR(128). NULL gives NULL; a length other than
 * 224, 256, 384 or 512 fails the job.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#hash-functions
 */
export const sha2 = define('SHA2', [character, int32], varchar(128), {
  code: strict(([x, length]) => `$.digest('sha' + ${length}, ${x})`),
});
