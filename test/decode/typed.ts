/** Records of the types that the byte scanner leaves to the strict reading: those with parameters, and those with parts. */
import { t } from '../../runtime/types';
import { familyOf } from '../../runtime/types/kinds';
import type { AnyType, Schema } from '../../runtime/types/type';
import type { Random } from './random';

/** DOUBLEs are not within others: Java spells them in its own way. */
export const typesSchema: Schema = {
  c: t.char(3),
  v: t.varchar(5).nullable(),
  raw: t.bytes.nullable(),
  bin: t.binary(4).nullable(),
  vb: t.varbinary(4).nullable(),
  dec: t.decimal(10, 2),
  whole: t.decimal(38).nullable(),
  tiny: t.decimal(38, 38).nullable(),
  i8: t.tinyint.nullable(),
  i16: t.smallint.nullable(),
  f: t.float.nullable(),
  day: t.date.nullable(),
  clock: t.time.nullable(),
  t0: t.timestampOf(0).nullable(),
  t6: t.timestampOf(6).nullable(),
  ltz: t.timestampLtz,
  l9: t.timestampLtzOf(9).nullable(),
  tags: t.array(t.string.nullable()),
  sums: t.array(t.array(t.decimal(5, 1))).nullable(),
  counts: t.map(t.varchar(5), t.bigint.nullable()).nullable(),
  user: t.row({ 'first name': t.string, age: t.int.nullable(), since: t.timestampLtz.nullable() }).nullable(),
};
/** Of these columns, those that a CSV file can have. */
export const flatSchema: Schema = Object.fromEntries(
  Object.entries(typesSchema).filter(([, type]) => type.spec.parts === undefined),
);

const quote = (text: string): string => `"${text}"`;

/** What is nearly a value of one of these types, as JSON. */
export const NEARLY: readonly string[] = [
  ...[
    '"aaa"',
    '"🦀🦀🦀"',
    '"🦀🦀🦀🦀"',
    '"aaaa"',
    '"aaaaaa"',
    '"AQ=="',
    '"AQ="',
    '"AQ"',
    '"AQIDBA=="',
    '"AQIDBAU="',
    '"A-_="',
    '"AR=="',
  ],
  ...[
    '99999999.99',
    '100000000',
    '"99999999.990"',
    '"1.005"',
    '1.0e-2',
    '1e-3',
    '"1e2"',
    '"+1"',
    '"-0.00"',
    '" 1"',
    '"1 "',
    '1e38',
    '1e37',
  ],
  ...[
    '0.00000000000000000000000000000000000001',
    '1e-39',
    '0.99999999999999999999999999999999999999',
    '-128',
    '128',
    '-129',
    '32768',
    '-32768',
  ],
  ...[
    '3.4028235e38',
    '3.5e38',
    '1e-46',
    '16777217',
    '0.1',
    '"2024-02-29"',
    '"2026-02-29"',
    '"0000-01-01"',
    '"0001-01-01"',
    '"2026-1-01"',
  ],
  ...[
    '"9999-12-31"',
    '"24:00:00"',
    '"23:59:60"',
    '"23:59:59"',
    '"23:59"',
    '"23:59:59.0"',
    '"2026-03-29 00:58:00Z"',
    '"2026-03-29 00:58:00.1239+0100"',
  ],
  ...[
    '"1969-12-31T23:59:59.9999999Z"',
    '[null]',
    '["a",null,1]',
    '[["1.5"],[1]]',
    '[[null]]',
    '[[1.55]]',
    '[1.5]',
    '{"k":1}',
    '{"k":null}',
    '{"k":"1"}',
  ],
  ...[
    '{"toolong":1}',
    '{"b":1,"a":2}',
    '{"\\u006b":1}',
    '{"first name":"x"}',
    '{"first name":null}',
    '{"age":1}',
    '{"first name":"\\ud83e"}',
  ],
  ...[
    '{"first name":"x","age":1.5}',
    '{"first name":"x","since":"2026-03-29 00:58:00"}',
    '{"first name":"x","more":[{}]}',
    '[]',
    '{}',
    '[ ]',
    '{ }',
  ],
];

/** A value of the type, as JSON. */
export function typed(random: Random, type: AnyType): string {
  if (type.isNullable && random.chance(25)) return 'null';
  const { precision = 0, scale = 0, length = 9, parts } = type.spec;
  const list = (value: () => string): string[] => Array.from({ length: random.below(4) }, value);
  switch (familyOf(type.kind)) {
    case 'character':
      return quote(Array.from({ length: random.below(length + 1) }, () => random.of(['a', 'ö', '🦀'])).join(''));
    case 'binary':
      return quote(
        Buffer.from(random.digits(20))
          .subarray(0, random.below(length + 1))
          .toString('base64'),
      );
    case 'integer':
      return String(random.below(256) - 128);
    case 'approximate':
      return `${random.of(['', '-'])}${random.below(1000)}.${random.digits(12)}e${random.below(60) - 30}`;
    case 'decimal': {
      const whole = precision === scale ? '0' : random.digits(precision - scale).replace(/^0+(?=.)/, '');
      const text = `${random.of(['', '-'])}${whole}${scale > 0 ? `.${random.digits(scale)}` : ''}`;
      return random.chance(50) ? text : quote(text);
    }
    case 'date':
      return quote(`20${10 + random.below(90)}-0${1 + random.below(9)}-2${random.below(9)}`);
    case 'time':
      return quote(`1${random.below(10)}:5${random.below(10)}:0${random.below(10)}`);
    case 'timestamp':
    case 'timestamp_ltz': {
      const zone = familyOf(type.kind) === 'timestamp' ? '' : random.of(['Z', '+02:00', '-0930']);
      return quote(`${random.of(['1969', '2026'])}-03-29T00:58:00.${random.digits(9)}${zone}`);
    }
    case 'array':
      return `[${list(() => typed(random, parts?.element as AnyType)).join(', ')}]`;
    case 'map':
      return `{${list(() => typed(random, parts?.value as AnyType)).map((value, i) => `"k${9 - i}": ${value}`)}}`;
    default: {
      const fields = Object.entries(parts?.fields ?? {}).map(([name, field]) => `"${name}":${typed(random, field)}`);
      if (random.chance(5)) fields.pop();
      return `{${fields.join(' , ')}}`;
    }
  }
}
