/** Values on which functions go wrong, by type. */
import { t } from 'millrace';
import type { AnyType } from '../../runtime/types/type';

const nines = (whole: number, fraction = 0): string =>
  `${'9'.repeat(whole) || '0'}${fraction > 0 ? `.${'9'.repeat(fraction)}` : ''}`;
const both = (text: string): string[] => [text, `-${text}`];
const [LEAST, MOST] = [-(2n ** 63n), 2n ** 63n - 1n];

/** By the name of a column: its type, nullable, and its values. */
export const NUMBERS: Readonly<Record<string, readonly [type: AnyType, values: readonly unknown[]]>> = {
  tiny: [t.tinyint.nullable(), [0, 1, -1, 7, 127, -128, null]],
  small: [t.smallint.nullable(), [0, 1, -1, 300, 32767, -32768, null]],
  int: [t.int.nullable(), [0, 1, -1, 10, 16777217, 2147483647, -2147483648, null]],
  big: [t.bigint.nullable(), [0n, 1n, -1n, 1000n, 2n ** 53n + 1n, MOST, LEAST, null]],
  float: [
    t.float.nullable(),
    [0, 1, -1, 0.1, -2.5, 1e-45, 3.4028234663852886e38, 16777216, NaN, Infinity, -Infinity, null].map((v) =>
      v === null ? v : Math.fround(v),
    ),
  ],
  double: [
    t.double.nullable(),
    [0, 1, -1, 0.1, -2.5, 5e-324, 1.7976931348623157e308, 9007199254740992, 1e16, NaN, Infinity, -Infinity, null],
  ],
  d1: [t.decimal(1).nullable(), [...both('1'), '0', '9', null]],
  d5_5: [t.decimal(5, 5).nullable(), [...both('0.00001'), '0.00000', '0.99999', '0.10000', null]],
  d10_2: [t.decimal(10, 2).nullable(), [...both('12.34'), '0.00', ...both(nines(8, 2)), '0.10', '-2.50', null]],
  d18_6: [t.decimal(18, 6).nullable(), [...both(nines(12, 6)), '0.000000', '0.100000', '1.000000', null]],
  d20_10: [t.decimal(20, 10).nullable(), [...both(nines(10, 10)), '0.1000000000', '-1.0000000001', null]],
  d38: [t.decimal(38).nullable(), [...both(nines(38)), '0', '1', '16777217', '9007199254740993', null]],
  d38_18: [
    t.decimal(38, 18).nullable(),
    [...both(nines(20, 18)), '0.000000000000000001', '0.100000000000000006', '-2.500000000000000000', null],
  ],
  d38_38: [t.decimal(38, 38).nullable(), [...both(nines(0, 38)), `0.${'0'.repeat(37)}1`, `0.1${'0'.repeat(37)}`, null]],
};
