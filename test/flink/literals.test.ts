/** Literals of every type, elements of collections and times shifted: what Flink makes of their SQL. */
import { type AnyExpr, days, lit, minutes, seconds, t } from 'millrace';
import { expression } from '../../runtime/sql/query';
import { answers } from './ask';
import { useFlink } from './oracle';

const flink = useFlink();

const at = new Date('2026-03-29T00:58:00.120Z');
const early = new Date('1969-12-31T23:59:59.999Z');
const tags = lit(['a', null, "c'"], t.array(t.string.nullable()));
const counts = lit(
  new Map([
    ['a', 1n],
    ['b', -2n],
  ]),
  t.map(t.string, t.bigint),
);
const user = lit({ name: 'Ada', age: null }, t.row({ name: t.string, age: t.int.nullable() }));

/** An expression and its value as Flink's text. */
const CASES: readonly (readonly [AnyExpr, string | null])[] = [
  [lit('ab', t.char(4)), 'ab  '],
  [lit("💧'", t.varchar(2)), "💧'"],
  [lit(true, t.boolean), 'TRUE'],
  [lit(Uint8Array.from([65, 66]), t.varbinary(4)), 'AB'],
  [lit(Uint8Array.from([65, 66]), t.binary(2)), 'AB'],
  [lit('-1.5', t.decimal(10, 2)), '-1.50'],
  [lit('99999999999999999999999999999999999999', t.decimal(38)), '99999999999999999999999999999999999999'],
  [lit('0.00000000000000000000000000000000000001', t.decimal(38, 38)), '0.00000000000000000000000000000000000001'],
  [lit(-128, t.tinyint), '-128'],
  [lit(-32768, t.smallint), '-32768'],
  [lit(-2147483648, t.int), '-2147483648'],
  [lit(-9223372036854775808n, t.bigint), '-9223372036854775808'],
  [lit(0.1, t.float), '0.1'],
  [lit(1e-300, t.double), '1.0E-300'],
  [lit('2026-02-28', t.date), '2026-02-28'],
  [lit('0001-01-01', t.date), '0001-01-01'],
  [lit('23:59:59', t.time), '23:59:59'],
  [lit(at, t.timestamp), '2026-03-29 00:58:00.120'],
  [lit(early, t.timestamp), '1969-12-31 23:59:59.999'],
  [lit(new Date('2026-03-29T00:58:00Z'), t.timestampOf(0)), '2026-03-29 00:58:00'],
  [lit('2026-03-29 00:58:00.123456789', t.timestampOf(9)), '2026-03-29 00:58:00.123456789'],
  [lit('2026-03-29 00:58:00.1', t.timestampOf(6)), '2026-03-29 00:58:00.100000'],
  [lit(at, t.timestampLtz), '2026-03-29 00:58:00.120'],
  [lit('2026-03-29 00:58:00.123456', t.timestampLtzOf(6)), '2026-03-29 00:58:00.123456'],
  [lit(null, t.decimal(10, 2).nullable()), null],
  [lit(null, t.array(t.int).nullable()), null],
  [tags, "[a, NULL, c']"],
  [tags.at(1), 'a'],
  [tags.at(2), null],
  [tags.at(4), null],
  [counts, '{a=1, b=-2}'],
  [counts.get('b'), '-2'],
  [counts.get('c'), null],
  [user, '(Ada, NULL)'],
  [user.field('name'), 'Ada'],
  [user.field('age'), null],
  [
    lit([{ n: ['1.5'] }], t.array(t.row({ n: t.array(t.decimal(3, 2)) })))
      .at(1)
      .field('n')
      .at(1),
    '1.50',
  ],
  [lit(at, t.timestamp).plus(minutes(5)), '2026-03-29 01:03:00.120'],
  [lit(at, t.timestamp).minus(days(400)), '2025-02-22 00:58:00.120'],
  [lit(early, t.timestamp).plus(seconds(0.001)), '1970-01-01 00:00:00.000'],
  [lit(at, t.timestampLtz).minus(seconds(0.12)), '2026-03-29 00:58:00.000'],
  [lit('2026-03-29 00:58:00.123456', t.timestampOf(6)).plus(seconds(1)), '2026-03-29 00:58:01.123456'],
  [lit(new Date('2026-03-29T00:58:00Z'), t.timestampOf(0)).plus(seconds(1)), '2026-03-29 00:58:01'],
  [lit('1.50', t.decimal(10, 2)).times(2), '3.0000'],
];

const sqlOf = ([{ node }]: (typeof CASES)[number]): string => expression(node);

it('has their values', async () => {
  const values = await answers(
    flink(),
    CASES.map((c) => `CAST(${sqlOf(c)} AS STRING)`),
  );
  expect(CASES.map((c, i) => `${sqlOf(c)}: ${values[i]}`)).toEqual(CASES.map((c) => `${sqlOf(c)}: ${c[1]}`));
});

/** A type as the language spells it. */
const spelled = (type: string | null | undefined): string =>
  (type ?? '')
    .replaceAll('VARCHAR(2147483647)', 'STRING')
    .replace(/TIMESTAMP(\(\d\)) WITH LOCAL TIME ZONE/, 'TIMESTAMP_LTZ$1');

it('has their types', async () => {
  const types = await answers(
    flink(),
    CASES.map((c) => `TYPEOF(${sqlOf(c)}, TRUE)`),
  );
  expect(CASES.map((c, i) => `${sqlOf(c)}: ${spelled(types[i])}`)).toEqual(
    CASES.map((c) => `${sqlOf(c)}: ${c[0].type.sql}`),
  );
});
