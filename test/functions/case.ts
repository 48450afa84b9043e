/** What the cases of functions are made of: the columns of their tables, and what Flink answers. */
import { type AnyExpr, type Columns, caseWhen, lit, replace, source, t } from 'millrace';

/** The only record that scalar functions see, of the types that records have. Where a column has two, one is NULL. */
export const RECORD = {
  ...{ s: t.string, sn: t.string.nullable(), x: t.string, i: t.int, in: t.int.nullable(), minus: t.int },
  ...{ b: t.bigint, bn: t.bigint.nullable(), d: t.double, dn: t.double.nullable(), e: t.double },
  ...{ yes: t.boolean, no: t.boolean, unknown: t.boolean.nullable(), at: t.timestamp, atn: t.timestamp.nullable() },
  ...{ old: t.timestamp, json: t.string, url: t.string, csv: t.string, blanks: t.string, water: t.string },
} as const;

/** As JSON has it. */
export const RECORD_VALUES = {
  ...{ s: 'né', sn: null, x: 'xyx', i: 7, in: null, minus: -3, b: 30, bn: null, d: 0.5, dn: null, e: 12.34 },
  ...{ yes: true, no: false, unknown: null, at: '2026-11-24 12:34:56.789', atn: null },
  ...{
    old: '1969-12-31 13:29:58.500',
    json: '{"a": 1, "t": "x", "l": [1, 2], "y": true, "d": 1.5}',
    url: 'http://user@a.b:80/p/q?k=v&l=w#r',
  },
  ...{ csv: 'a,b,,d', blanks: '  a b ', water: 'a💧b💧' },
};

/** Made of the record, so that the planner sees no constants: columns of all types. */
export const scalars = source('cases', RECORD).select((r) => {
  const ints = lit([3, 1, 2, 1], t.array(t.int));
  const counts = lit(new Map([['a', 1]]), t.map(t.string, t.int));
  return {
    ...r,
    ...{ c: replace(r.csv, ',', '').cast(t.char(3)), v: r.x.cast(t.varchar(20)), vn: r.sn.cast(t.varchar(20)) },
    ...{ si: r.minus.cast(t.smallint), ti: r.minus.cast(t.tinyint), f: r.d.cast(t.float) },
    ...{ dec: r.e.cast(t.decimal(10, 2)), decn: r.dn.cast(t.decimal(10, 2)) },
    ...{ ltz: r.at.cast(t.timestampLtz), ltzn: r.atn.cast(t.timestampLtz) },
    ...{ date: r.at.cast(t.date), daten: r.atn.cast(t.date), time: r.at.cast(t.time), timen: r.atn.cast(t.time) },
    ...{ ints: caseWhen(r.yes, ints).otherwise(ints), intsn: caseWhen(r.no, ints) },
    maybe: caseWhen(r.yes, lit([5, null], t.array(t.int.nullable()))).otherwise(lit([6], t.array(t.int.nullable()))),
    texts: caseWhen(r.yes, lit(['x', 'y'], t.array(t.string))).otherwise(lit(['z'], t.array(t.string))),
    ...{ counts: caseWhen(r.yes, counts).otherwise(counts), countsn: caseWhen(r.no, counts) },
  };
});

/** The columns that aggregate functions see. */
export const AGGREGATED = {
  ...{ g: t.string, at: t.timestamp, n: t.int, i: t.int, in: t.int.nullable(), b: t.bigint, d: t.double },
  ...{ dn: t.double.nullable(), s: t.string, sn: t.string.nullable(), yes: t.boolean },
} as const;

/** Five rows of one group in their order of arrival. */
export const AGGREGATED_ROWS = [
  {
    g: 'g',
    at: '2026-11-24 12:00:00.000',
    n: 1,
    i: 4,
    in: null,
    b: 9,
    d: 0.5,
    dn: null,
    s: 'b',
    sn: null,
    yes: true,
  },
  {
    g: 'g',
    at: '2026-11-24 12:00:01.000',
    n: 2,
    i: 4,
    in: 2,
    b: 1,
    d: 2.5,
    dn: 1.0,
    s: 'a',
    sn: 'x',
    yes: false,
  },
  {
    g: 'g',
    at: '2026-11-24 12:00:02.000',
    n: 3,
    i: 1,
    in: 5,
    b: 2,
    d: 2.5,
    dn: 3.0,
    s: 'c',
    sn: 'y',
    yes: true,
  },
  {
    g: 'g',
    at: '2026-11-24 12:00:03.000',
    n: 4,
    i: -2,
    in: 2,
    b: 4,
    d: 1.0,
    dn: null,
    s: 'a',
    sn: 'x',
    yes: false,
  },
  {
    g: 'g',
    at: '2026-11-24 12:00:04.000',
    n: 5,
    i: 9,
    in: null,
    b: 4,
    d: 4.0,
    dn: 1.0,
    s: 'é',
    sn: null,
    yes: true,
  },
];

/** An expression and what CAST(… AS STRING) of it is on Flink: its text, or a pattern where that changes by the run. */
export type Case = readonly [expression: AnyExpr, flink: string | null | RegExp, untyped?: typeof UNTYPED];
/** Flink has no code for TYPEOF of it, nor for other new functions: it plans a list of constants, or months after a DATE, as nullable. */
export const UNTYPED = 'untyped';
type Scalars = Parameters<Parameters<typeof scalars.where>[0]>[0];
export type ScalarCases = (c: Scalars) => readonly Case[];
export type AggregateCases = (c: Columns<typeof AGGREGATED>) => readonly Case[];
