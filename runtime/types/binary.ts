import { bytesLiteral } from './bytes';
import { checkLength, type Length } from './lengths';
import { defineType, type SqlType } from './type';

/** BINARY(n): exactly n bytes; a cast pads shorter ones with zeros. */
export type Binary<L extends number = number, N extends boolean = false> = SqlType<`BINARY(${L})`, N, Uint8Array>;

/**
 * `BINARY(length)`.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/types/#binary
 * @throws MillraceError INVALID_TYPE for a length that is not from 1 to 2147483647.
 */
export function binary<const L extends number>(length: L & Length<L>): Binary<L> {
  checkLength('BINARY', length);
  const kind = `BINARY(${length as L})` as const;
  return defineType<typeof kind, Uint8Array>({
    kind,
    sql: kind,
    storage: 'dict',
    length,
    accepts: (value) => value instanceof Uint8Array && value.length <= length,
    literal: (value: Uint8Array) => `CAST(${bytesLiteral(value)} AS ${kind})`,
  });
}
