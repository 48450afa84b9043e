import { characterLiteral, isText } from '../sql/literals';
import { checkLength, type Length } from './lengths';
import { defineType, type SqlType } from './type';

/** CHAR(n): text of exactly n code points; a cast pads shorter text with spaces. */
export type Char<L extends number = number, N extends boolean = false> = SqlType<`CHAR(${L})`, N, string>;

/**
 * `CHAR(length)`.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/types/#char
 * @throws MillraceError INVALID_TYPE for a length that is not from 1 to 2147483647.
 */
export function char<const L extends number>(length: L & Length<L>): Char<L> {
  checkLength('CHAR', length);
  const kind = `CHAR(${length as L})` as const;
  return defineType<typeof kind, string>({
    kind,
    sql: kind,
    storage: 'dict',
    length,
    accepts: (value) => isText(value) && codePoints(value) <= length,
    literal: (value: string) => `CAST(${characterLiteral(value)} AS ${kind})`,
  });
}

/** Flink counts code points, not UTF-16 units. */
export function codePoints(text: string): number {
  let n = text.length;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) n--;
  return n;
}
