import { checkWhole } from './lengths';
import type { Mistake } from './mistake';
import { defineType, type SqlType } from './type';

/**
 * DECIMAL(p, s): exact numbers of p digits, s of them behind the point. In JavaScript a text, such as '-1.50': a double
 * has no place for 38 digits.
 */
export type Decimal<P extends number = number, S extends number = number, N extends boolean = false> = SqlType<
  `DECIMAL(${P}, ${S})`,
  N,
  string
>;

/** Flink's greatest precision. */
export const MAX_PRECISION = 38;

/** The numbers from 1 to 38. */
type Precision =
  | (1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19)
  | (20 | 21 | 22 | 23 | 24 | 25 | 26 | 27 | 28 | 29 | 30 | 31 | 32 | 33 | 34 | 35 | 36 | 37 | 38);

type PrecisionMistake<P extends number> = number extends P
  ? unknown
  : P extends Precision
    ? unknown
    : Mistake<"DECIMAL's precision is a whole number from 1 to 38">;
type ScaleMistake<S extends number> = number extends S
  ? unknown
  : S extends Precision | 0
    ? unknown
    : Mistake<"DECIMAL's scale is a whole number from 0 to its precision">;

/**
 * `DECIMAL(precision, scale)`, scale 0 unless told.
 * @example t.decimal(10, 2)
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/types/#decimal
 * @throws MillraceError INVALID_TYPE for a precision that is not from 1 to 38, or a scale that is not from 0 to it.
 */
export function decimal<const P extends number, const S extends number = 0>(
  precision: P & PrecisionMistake<P>,
  scale?: S & ScaleMistake<S>,
): Decimal<P, S> {
  const s: number = scale ?? 0;
  return decimalOf(precision, s) as Decimal<P, S>;
}

/** @throws MillraceError INVALID_TYPE */
export function decimalOf(precision: number, scale: number): Decimal {
  const kind = `DECIMAL(${precision}, ${scale})` as const;
  checkWhole(kind, 'the precision', precision, 1, MAX_PRECISION);
  checkWhole(kind, 'the scale', scale, 0, precision);
  return defineType<typeof kind, string>({
    kind,
    sql: kind,
    storage: 'dict',
    precision,
    scale,
    accepts: (value) => {
      const digits = digitsOf(value);
      return digits !== undefined && digits.whole <= precision - scale && digits.fraction <= scale;
    },
    // Through text: Flink would read a plain number as a DECIMAL of its own precision first.
    literal: (value: string | number | bigint) =>
      `CAST('${significant(String(value), precision === scale)}' AS ${kind})`,
  });
}

/** A decimal without zeros before it: to Flink they are digits, and for the one of `0.5` a DECIMAL(1, 1) has no place. */
function significant(value: string, isFraction: boolean): string {
  const text = value.replace(/^(-?)0+(?=\d)/, '$1');
  return isFraction ? text.replace(/^(-?)0(?:\.(\d+))?$/, (_, sign, digits = '0') => `${sign}.${digits}`) : text;
}

/** The one text of a decimal with so many digits behind the point: no zeros before it but one, no -0. */
export function decimalText(value: string | number | bigint, scale: number): string {
  const [whole = '', fraction = ''] = String(value).replace('-', '').split('.');
  const digits = fraction.slice(0, scale).padEnd(scale, '0');
  const text = `${whole.replace(/^0+(?=\d)/, '')}${scale > 0 ? `.${digits}` : ''}`;
  return String(value).startsWith('-') && /[1-9]/.test(text) ? `-${text}` : text;
}

/** How many digits a decimal has before its point and behind it; undefined when the value is none. */
export function digitsOf(value: unknown): { readonly whole: number; readonly fraction: number } | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const parts = /^-?(\d+)(?:\.(\d+))?$/.exec(String(value));
  if (!parts) return undefined;
  return { whole: (parts[1] ?? '').replace(/^0+/, '').length, fraction: (parts[2] ?? '').replace(/0+$/, '').length };
}
