/** Values of a type, the ones among them on which jobs break. */
import fc from 'fast-check';
import { familyOf } from '../types/kinds';
import type { AnyType, SqlType, Value } from '../types/type';

/**
 * Values of a type, NULL among them where it is nullable: the least and greatest, NaN and −0.0, empty texts and texts of
 * several bytes a character, decimals with all digits, times before 1970.
 * @example fc.property(valuesOf(t.decimal(10, 2).nullable()), (price) => …)
 */
export function valuesOf<T extends SqlType>(type: T): fc.Arbitrary<Value<T>> {
  const values = notNull(type);
  return (type.isNullable ? fc.option(values, { nil: null, freq: 6 }) : values) as fc.Arbitrary<Value<T>>;
}

const INTEGERS: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, INT: 32 };

function notNull({ kind, spec }: AnyType): fc.Arbitrary<unknown> {
  const { precision = 0, scale = 0, length, parts } = spec;
  switch (familyOf(kind)) {
    case 'character':
      return texts(length);
    case 'boolean':
      return fc.boolean();
    case 'binary':
      return fc.uint8Array({ maxLength: Math.min(length ?? 8, 8) });
    case 'integer':
      return kind === 'BIGINT' ? longs : integers(INTEGERS[kind] as number);
    case 'approximate':
      return kind === 'DOUBLE' ? mixed(fc.double(), DOUBLES) : mixed(fc.float(), DOUBLES.map(Math.fround));
    case 'decimal':
      return decimals(precision, scale);
    case 'date':
      return moments(86_400_000).map((ms) => new Date(ms).toISOString().slice(0, 10));
    case 'time':
      return mixed(fc.nat(86_399), [0, 86_399]).map((s) => new Date(s * 1000).toISOString().slice(11, 19));
    case 'timestamp':
    case 'timestamp_ltz':
      return timestamps(precision);
    case 'array':
      return fc.array(valuesOf(parts?.element as AnyType), { maxLength: 4 });
    case 'map':
      return fc
        .uniqueArray(fc.tuple(valuesOf(parts?.key as AnyType), valuesOf(parts?.value as AnyType)), {
          ...{ minLength: 1, maxLength: 3 },
          selector: ([key]) => String(key),
        })
        .map((entries) => new Map(entries));
    case 'row':
      return fc.record(
        Object.fromEntries(Object.entries(parts?.fields ?? {}).map(([n, field]) => [n, valuesOf(field)])),
      );
  }
}

/** Mostly plain values, sometimes one that is hard. */
const mixed = <T>(plain: fc.Arbitrary<T>, hard: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: fc.constantFrom(...hard) });

const TEXTS = [
  '',
  ' ',
  'a',
  'A',
  'ä',
  'a b',
  '"',
  "'",
  '\\',
  '%_',
  '\n',
  '0',
  '-1',
  'null',
  '\u{1f600}',
  'e\u0301',
  '\u4e2d',
];

const texts = (length = 12): fc.Arbitrary<string> => {
  const hard = TEXTS.filter((text) => [...text].length <= length);
  return mixed(fc.string({ maxLength: Math.min(length, 12), unit: 'grapheme-ascii' }), hard);
};

const DOUBLES = [0, -0, 1, -1, 0.1, 1e16, 5e-324, 1.7e308, NaN, Infinity, -Infinity];

function integers(bits: number): fc.Arbitrary<number> {
  const most = 2 ** (bits - 1);
  return mixed(fc.integer({ min: Math.max(-1000, -most), max: Math.min(1000, most - 1) }), [0, 1, -1, most - 1, -most]);
}

const longs = mixed(fc.bigInt({ min: -1000n, max: 1000n }), [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]);

/** Texts with all the digits behind the point, or with fewer. */
function decimals(precision: number, scale: number): fc.Arbitrary<string> {
  const greatest = 10n ** BigInt(precision) - 1n;
  const few = greatest < 99_999n ? greatest : 99_999n;
  return mixed(fc.bigInt({ min: -few, max: few }), [0n, 1n, -1n, greatest, -greatest]).map((units) => {
    const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
    const whole = digits.slice(0, digits.length - scale);
    return `${units < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(digits.length - scale)}` : ''}`;
  });
}

/** Multiples of `step` milliseconds, near 1970 and 2026 and at the ends of the years that Flink writes. */
const moments = (step: number): fc.Arbitrary<number> =>
  mixed(
    fc.oneof(
      fc.integer({ min: -200, max: 200 }),
      fc.integer({ min: -200, max: 200 }).map((n) => n + 20_500 * (86_400_000 / step)),
    ),
    [-719_162 * (86_400_000 / step), 0, 2_932_896 * (86_400_000 / step)],
  ).map((n) => n * step);

function timestamps(precision: number): fc.Arbitrary<Date | string> {
  const step = precision < 3 ? 1000 / 10 ** precision : 1;
  if (precision <= 3) return moments(step).map((ms) => new Date(ms));
  return fc
    .tuple(moments(1), fc.nat(10 ** (precision - 3) - 1))
    .map(
      ([ms, rest]) =>
        `${new Date(ms).toISOString().slice(0, 23).replace('T', ' ')}${String(rest).padStart(precision - 3, '0')}`,
    );
}
