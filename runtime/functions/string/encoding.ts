import { int } from '../../types/int';
import type { CharacterKind, IntegerKind } from '../../types/kinds';
import { string } from '../../types/string';
import { ofValues } from '../called';
import { strict } from '../code';
import { binary, character, define, integer, type Parameter } from '../signature';

/** HEX takes text too. */
const wholeOrText: Parameter<IntegerKind | CharacterKind, string | number | bigint> = {
  families: ['integer', 'character'],
};

/**
 * `FROM_BASE64(x)`: the text whose Base64 x is, read as UTF-8. NULL gives NULL; what is no Base64 fails the job.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const fromBase64 = define('FROM_BASE64', [character], string, {
  code: ofValues(([x]) => `$.fromBase64(${x})`),
});

/**
 * `TO_BASE64(x)`: the Base64 of the UTF-8 of x. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const toBase64 = define('TO_BASE64', [character], string, { code: strict(([x]) => `$.toBase64(${x})`) });

/**
 * `ASCII(x)`: the first byte of the UTF-8 of x, as a number from −128 to 127; 0 for ''. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const ascii = define('ASCII', [character], int, { code: ofValues(([x]) => `$.ascii(${x})`) });

/**
 * `CHR(n)`: the character of ISO 8859-1 with the number n modulo 256; '' for a negative n. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const chr = define('CHR', [integer], string.nullable(), { code: ofValues(([n]) => `$.chr(${n})`) });

/**
 * `DECODE(x, charset)`: text from bytes. Charsets: US-ASCII, ISO-8859-1, UTF-8, UTF-16BE, UTF-16LE, UTF-16. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const decode = define('DECODE', [binary, character], string.nullable(), {
  code: ofValues(([x, charset]) => `$.decoded(${x}, ${charset})`),
});

/**
 * `BIN(n)`: n in binary digits, a negative one as 64 bits. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const bin = define('BIN', [integer], string, {
  code: strict(([n]) => `BigInt.asUintN(64, BigInt(${n})).toString(2)`),
});

/**
 * `HEX(x)`: a whole number in hexadecimal digits, a negative one as 64 bits; of a text the bytes of its UTF-8. NULL gives
 * NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const hex = define('HEX', [wholeOrText], string, {
  code: strict(([x], [type]) =>
    type?.spec.storage === 'dict' ? `$.hex(${x})` : `BigInt.asUintN(64, BigInt(${x})).toString(16).toUpperCase()`,
  ),
});
