import { bytesLiteral } from './bytes';
import { checkLength, type Length } from './lengths';
import { defineType, type SqlType } from './type';

/** VARBINARY(n): at most n bytes. */
export type VarBinary<L extends number = number, N extends boolean = false> = SqlType<`VARBINARY(${L})`, N, Uint8Array>;

/**
 * `VARBINARY(length)`; of the greatest length it is `t.bytes`.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/types/#varbinary--bytes
 * @throws MillraceError INVALID_TYPE for a length that is not from 1 to 2147483647.
 */
export function varbinary<const L extends number>(length: L & Length<L>): VarBinary<L> {
  checkLength('VARBINARY', length);
  const kind = `VARBINARY(${length as L})` as const;
  return defineType<typeof kind, Uint8Array>({
    kind,
    sql: kind,
    storage: 'dict',
    length,
    accepts: (value) => value instanceof Uint8Array && value.length <= length,
    literal: (value: Uint8Array) => `CAST(${bytesLiteral(value)} AS ${kind})`,
  });
}
