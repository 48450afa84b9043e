import { characterLiteral, isText } from '../sql/literals';
import { codePoints } from './char';
import { checkLength, type Length } from './lengths';
import { defineType, type SqlType } from './type';

/** VARCHAR(n): text of at most n code points. */
export type VarChar<L extends number = number, N extends boolean = false> = SqlType<`VARCHAR(${L})`, N, string>;

/**
 * `VARCHAR(length)`; of the greatest length it is `t.string`.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/types/#varchar--string
 * @throws MillraceError INVALID_TYPE for a length that is not from 1 to 2147483647.
 */
export function varchar<const L extends number>(length: L & Length<L>): VarChar<L> {
  checkLength('VARCHAR', length);
  const kind = `VARCHAR(${length as L})` as const;
  return defineType<typeof kind, string>({
    kind,
    sql: kind,
    storage: 'dict',
    length,
    accepts: (value) => isText(value) && codePoints(value) <= length,
    literal: (value: string) => `CAST(${characterLiteral(value)} AS ${kind})`,
  });
}
