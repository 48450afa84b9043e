/** Casts between all types that Flink casts, of values that are hard to cast, on both engines. */
import fc from 'fast-check';
import { type AnyExpr, arrayOf, job, sink, source, t } from 'millrace';
import type { Expr } from '../../runtime/expr';
import { castable } from '../../runtime/functions/conversion/cast';
import { familyOf } from '../../runtime/types/kinds';
import type { AnyType } from '../../runtime/types/type';
import { locally, onFlink } from '../flink/both';
import { useFlink } from '../flink/oracle';
import { TEXTS } from './nasty-texts';
import { NUMBERS } from './nasty-values';
import { differences } from './same';

const flink = useFlink();

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const at = (text: string): Date => new Date(`${text}Z`);
const BYTES = [bytes(), bytes(1), bytes(97, 98), bytes(0xc3, 0xa9, 0xff, 97), bytes(0xf0, 0x9f), null];
const TIMES = [
  '1970-01-01T00:00:00',
  '2026-11-24T12:34:56',
  '1969-12-31T13:29:58',
  '0001-01-01T00:00:01',
  '9999-12-31T23:59:59',
];
const MILLIS = [
  ...TIMES,
  '2026-11-24T12:34:56.789',
  '1969-12-31T13:29:58.500',
  '1969-12-31T23:59:59.999',
  '2026-11-24T00:00:00.005',
];
const MICROS = [
  '2026-11-24 12:34:56.123456',
  '1969-12-31 13:29:58.123456',
  '1969-12-31 23:59:59.999999',
  '2026-11-24 00:00:00.050000',
];
const dates = (texts: readonly string[]): (Date | null)[] => [...texts.map(at), null];

const SOURCES: Readonly<Record<string, readonly [type: AnyType, values: readonly unknown[]]>> = {
  ...NUMBERS,
  boolean: [t.boolean.nullable(), [true, false, null]],
  string: [t.string.nullable(), TEXTS],
  char: [t.char(5).nullable(), ['1    ', 'true ', ' 12.5', '💧é  x', null]],
  varchar: [t.varchar(20).nullable(), ['1', 'true', '2026-1-2', '💧💧💧💧', null]],
  bytes: [t.bytes.nullable(), BYTES],
  binary: [t.binary(4).nullable(), [bytes(1, 2, 3, 4), bytes(97, 98, 0, 0), null]],
  varbinary: [t.varbinary(4).nullable(), [bytes(1, 2, 3, 4), bytes(97), null]],
  date: [t.date.nullable(), ['2026-11-24', '1969-12-31', '1970-01-01', '0001-01-01', '9999-12-31', null]],
  time: [t.time.nullable(), ['12:34:56', '00:00:00', '23:59:59', null]],
  timestamp0: [t.timestampOf(0).nullable(), dates(TIMES)],
  timestamp: [t.timestamp.nullable(), dates(MILLIS)],
  timestamp6: [t.timestampOf(6).nullable(), [...MICROS, null]],
  timestamp9: [t.timestampOf(9).nullable(), [...MICROS.map((text) => `${text}789`), null]],
  ltz0: [t.timestampLtzOf(0).nullable(), dates(TIMES)],
  ltz: [t.timestampLtz.nullable(), dates(MILLIS)],
  ltz6: [t.timestampLtzOf(6).nullable(), [...MICROS, null]],
};

const TARGETS: readonly AnyType[] = [
  ...[t.char(3), t.char(30), t.varchar(5), t.string, t.boolean, t.binary(4), t.varbinary(3), t.varbinary(9), t.bytes],
  ...[t.tinyint, t.smallint, t.int, t.bigint, t.float, t.double],
  ...[t.decimal(5, 2), t.decimal(5, 5), t.decimal(18, 6), t.decimal(38), t.decimal(38, 18)],
  ...[t.date, t.time, t.timestampOf(0), t.timestampOf(1), t.timestamp, t.timestampOf(6), t.timestampOf(9)],
  ...[t.timestampLtzOf(0), t.timestampLtz, t.timestampLtzOf(4)],
];

/** Flink has no 0 and no 1 of a DECIMAL that is all fraction, and fails to plan what needs them. */
const isPlanned = (from: AnyType, to: AnyType): boolean => {
  const isFraction = ({ spec: { kind, precision, scale } }: AnyType) =>
    kind.startsWith('DECIMAL') && precision === scale;
  return !(from.kind === 'BOOLEAN' && isFraction(to)) && !(to.kind === 'BOOLEAN' && isFraction(from));
};

/** What Flink takes for more than a day, or less than none, and cannot write: the local engine refuses it. */
const isNoTime = (value: unknown): boolean =>
  typeof value === 'string' && /^ *(\d{3,}|[3-9]\d|2[4-9])\s*$|^\d{4}-\d/.test(value);

type Castable = AnyExpr & { cast(type: AnyType): Castable; tryCast(type: AnyType): Castable };

it.each(Object.keys(SOURCES))(
  'of %s are the same',
  async (name) => {
    const [type, values] = SOURCES[name] as (typeof SOURCES)[string];
    const family = familyOf(type.kind);
    const isText = family === 'character';
    const rows = values.map((v, row) => ({
      row,
      v,
      finite: typeof v === 'number' && !Number.isFinite(v) ? 0 : v,
      time: isNoTime(v) ? null : v,
    }));
    const found = await differences(flink(), { row: t.int, v: type, finite: type, time: type }, rows, (c) => {
      const results = TARGETS.filter((to) => castable(type, to) && isPlanned(type, to)).flatMap((to) => {
        const toDecimal = family === 'approximate' && familyOf(to.kind) === 'decimal';
        const from = (toDecimal ? c.finite : isText && to.kind === 'TIME' ? c.time : c.v) as Castable;
        // A TIME may be before midnight, a DATE of the year 0, and a DECIMAL rounded up to a digit too many: texts have those.
        const then = (cast: Castable) =>
          ['time', 'date'].includes(familyOf(to.kind)) || (isText && familyOf(to.kind) === 'decimal')
            ? cast.cast(t.string)
            : cast;
        const casts = [[`TRY_CAST to ${to.kind}`, then(from.tryCast(to))]] as [string, AnyExpr][];
        if (!isText) casts.push([`CAST to ${to.kind}`, then(from.cast(to))]);
        return casts;
      });
      return { row: c.row as AnyExpr, ...Object.fromEntries(results) };
    });
    expect(found).toEqual([]);
  },
  300_000,
);

it('of ARRAYs and ROWs are the same', async () => {
  const schema = { row: t.int, i: t.int.nullable(), d: t.double.nullable(), s: t.string.nullable(), at: t.timestamp };
  const rows = [
    { row: 0, i: 1, d: 0.1, s: '7', at: at('2026-11-24T12:34:56.789') },
    { row: 1, i: null, d: 1e10, s: 'é, 💧"', at: at('1969-12-31T13:29:58.500') },
    { row: 2, i: -300, d: null, s: null, at: at('0001-01-01T00:00:01') },
  ];
  const found = await differences(flink(), schema, rows, (columns) => {
    const { row, i, d, s, at } = columns as unknown as Readonly<
      Record<'row' | 'i' | 'd' | 's' | 'at', Expr<AnyType, 'row'>>
    >;
    const of = (expr: AnyExpr) => expr as Castable;
    const [ints, texts] = [of(arrayOf(i, i)), of(arrayOf(s, s))];
    return {
      row: row as AnyExpr,
      ints: ints.cast(t.string),
      short: ints.cast(t.varchar(6)),
      filled: ints.cast(t.char(30)),
      doubles: of(arrayOf(d, d)).cast(t.string),
      texts: texts.cast(t.string),
      times: of(arrayOf(at)).cast(t.string),
      nested: of(arrayOf(arrayOf(i), arrayOf(i))).cast(t.string),
      longs: ints.cast(t.array(t.bigint.nullable())),
      small: ints.cast(t.array(t.tinyint.nullable())),
      decimals: ints.cast(t.array(t.decimal(3, 1).nullable())),
      read: texts.tryCast(t.array(t.int.nullable())),
    };
  });
  expect(found).toEqual([]);
});

it('texts of random doubles and floats are the same, and the decimals made of them', async () => {
  const double = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.maxSafeInteger(),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  );
  const float = fc.float({ noNaN: true, noDefaultInfinity: true });
  const rows = fc
    .sample(fc.tuple(double, float, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), { seed: 7, numRuns: 3000 })
    .map(([d, f, b], row) => ({ row, d, whole: Math.trunc(d % 2 ** 62), f, b }));
  const found = await differences(
    flink(),
    { row: t.int, d: t.double, whole: t.double, f: t.float, b: t.bigint },
    rows,
    (c) => {
      const of = (name: string) => c[name] as Castable;
      return {
        row: c.row as AnyExpr,
        ...Object.fromEntries(['d', 'whole', 'f'].map((name) => [name, of(name).cast(t.string)])),
        decimal: of('d').cast(t.decimal(38, 18)),
        rounded: of('f').cast(t.decimal(20, 3)),
        float: of('b').cast(t.float),
        back: of('d').cast(t.string).cast(t.float),
        long: of('d').cast(t.bigint),
        short: of('whole').cast(t.smallint),
      };
    },
  );
  expect(found).toEqual([]);
}, 300_000);

const failing = source('failing', { text: t.string, d: t.double });
type Failing = Parameters<Parameters<typeof failing.select>[0]>[0];

it.each<[string, (c: Failing) => AnyExpr, string]>([
  ['a text without digits to INT', (c) => c.text.cast(t.int), 'NumberFormatException'],
  ['a text without digits to DOUBLE', (c) => c.text.cast(t.double), 'NumberFormatException'],
  ['a text without digits to DECIMAL(38, 0)', (c) => c.text.cast(t.decimal(38)), 'NumberFormatException'],
  ['a text that is neither true nor false to BOOLEAN', (c) => c.text.cast(t.boolean), 'Cannot parse'],
  ['a text that is no day to DATE', (c) => c.text.cast(t.date), 'DateTimeException'],
  ['a text that is no time to TIMESTAMP', (c) => c.text.cast(t.timestamp), 'DateTimeParseException'],
  ['NaN to DECIMAL', (c) => c.d.tryCast(t.decimal(10, 2)), 'NumberFormatException'],
])('a cast of %s fails the job on both engines', async (_, of, reason) => {
  const rows = [{ text: 'ab', d: Number.NaN }];
  const table = failing.select((c) => ({ x: of(c) as Expr<AnyType, 'row'> }));
  const all = job('failing', { lane: 'fast' }, [table.insertInto(sink('out', table.node.schema) as never)]);
  expect(() => locally(all, rows)).toThrow('fails the job on Flink too');
  await expect(onFlink(flink(), all, rows)).rejects.toThrow(reason);
});
