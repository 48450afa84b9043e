/** Functions of dates and times over nasty ones: the local runtime gives what Flink gives. */
import {
  ceilTo,
  convertTz,
  dateFormat,
  dayOfMonth,
  dayOfWeek,
  dayOfYear,
  days,
  extract,
  floorTo,
  fromUnixtime,
  hour,
  hours,
  job,
  milliseconds,
  minute,
  month,
  overlaps,
  quarter,
  regexpReplace,
  second,
  sink,
  source,
  t,
  timestampAdd,
  timestampDiff,
  toDate,
  toTimestamp,
  toTimestampLtz,
  unixTimestamp,
  week,
  year,
} from 'millrace';
import { locally } from '../flink/both';
import { useFlink } from '../flink/oracle';
import { bothOf } from './agree';

const TIMES = [
  ...['1970-01-01 00:00:00.000', '1969-12-31 23:59:59.999', '1969-12-31 13:29:58.500', '1969-01-01 00:00:00.000'],
  ...['1900-02-28 12:00:00.001', '1899-12-31 23:00:00.000', '1583-01-01 00:00:00.001', '2000-02-29 23:59:59.999'],
  ...['2026-03-29 02:30:00.000', '2026-10-25 02:30:00.100', '2026-12-31 23:59:59.000', '2027-01-01 00:00:00.000'],
  ...['2026-11-24 12:34:56.789', '2020-12-28 01:02:03.000', '2021-01-03 04:05:06.010', '2016-01-03 00:00:00.000'],
  ...['2024-02-29 00:00:00.000', '2100-02-28 12:00:00.000', '2038-01-19 03:14:08.000', '9999-12-31 23:59:59.999'],
  ...['2026-04-01 00:00:00.000', '2026-04-05 00:00:01.000', '2026-05-31 10:00:00.000'],
];
const SCHEMA = {
  ...{ at: t.timestamp, atn: t.timestamp.nullable(), second: t.timestampOf(0), micro: t.timestampOf(6) },
  ...{ nano: t.timestampOf(9), ltz: t.timestampLtz, fine: t.timestampLtzOf(6) },
  ...{ day: t.date, dayn: t.date.nullable(), clock: t.time, i: t.int, in: t.int.nullable() },
};
const row = (text: string, n: number) => {
  const other = TIMES[(n * 7 + 3) % TIMES.length] as string;
  const date = (of: string) => new Date(`${of.replace(' ', 'T')}Z`);
  return {
    ...{ at: date(text), atn: n % 4 === 1 ? null : date(other), second: date(`${text.slice(0, 19)}.000`) },
    ...{ micro: `${text}123`, nano: `${text.slice(0, 19)}.000000456`, ltz: date(text), fine: `${text}045` },
    ...{ day: text.slice(0, 10), dayn: n % 5 === 2 ? null : other.slice(0, 10), clock: text.slice(11, 19) },
    ...{ i: n * 5 - 30, in: n % 3 === 0 ? null : n },
  };
};
const UNITS = ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;
const CALENDAR = ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY'] as const;
const PARTS = [
  ...(['MILLENNIUM', 'CENTURY', 'DECADE', 'YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY'] as const),
  ...(['DOY', 'DOW', 'ISODOW', 'ISOYEAR', 'EPOCH'] as const),
];
const FINE = ['MILLISECOND', 'MICROSECOND', 'NANOSECOND'] as const;

describe('functions of times', () => {
  const flink = useFlink();

  it('take them apart, also before 1970', async () => {
    const { here, there } = await bothOf(flink(), SCHEMA, TIMES.map(row), (r) => ({
      ...Object.fromEntries(PARTS.map((unit) => [`at${unit}`, extract(unit, r.atn)])),
      ...Object.fromEntries(PARTS.map((unit) => [`day${unit}`, extract(unit, r.dayn)])),
      ...Object.fromEntries(PARTS.map((unit) => [`fine${unit}`, extract(unit, r.fine)])),
      ...Object.fromEntries(FINE.map((unit) => [`at${unit}`, extract(unit, r.at)])),
      ...Object.fromEntries(FINE.map((unit) => [`micro${unit}`, extract(unit, r.micro)])),
      ...Object.fromEntries(FINE.map((unit) => [`nano${unit}`, extract(unit, r.nano)])),
      ...{ year: year(r.at), quarter: quarter(r.day), month: month(r.micro), week: week(r.day) },
      ...{ doy: dayOfYear(r.day), dom: dayOfMonth(r.nano), dow: dayOfWeek(r.second) },
      ...{ hour: hour(r.micro), minute: minute(r.ltz), second: second(r.fine), clock: hour(r.clock) },
      ...{ clockM: minute(r.clock), clockS: second(r.clock), clockMs: extract('MILLISECOND', r.clock) },
    }));
    expect(here).toEqual(there);
  }, 600_000);

  it('round to units', async () => {
    const rows = TIMES.map(row).filter(({ day }) => day < '9000');
    const { here, there } = await bothOf(flink(), SCHEMA, rows, (r) => ({
      ...Object.fromEntries(UNITS.map((unit) => [`floor${unit}`, floorTo(r.atn, unit)])),
      ...Object.fromEntries(UNITS.map((unit) => [`ceil${unit}`, ceilTo(r.at, unit)])),
      ...Object.fromEntries(UNITS.map((unit) => [`floorMicro${unit}`, floorTo(r.micro, unit)])),
      ...Object.fromEntries(UNITS.map((unit) => [`ceilNano${unit}`, ceilTo(r.nano, unit)])),
      ...Object.fromEntries(UNITS.slice(0, 6).map((unit) => [`floorLtz${unit}`, floorTo(r.ltz, unit)])),
      ...Object.fromEntries(UNITS.slice(0, 6).map((unit) => [`ceilFine${unit}`, ceilTo(r.fine, unit)])),
      ...Object.fromEntries(CALENDAR.map((unit) => [`floorDay${unit}`, floorTo(r.dayn, unit)])),
      ...Object.fromEntries(CALENDAR.map((unit) => [`ceilDay${unit}`, ceilTo(r.day, unit)])),
    }));
    expect(here).toEqual(there);
  }, 600_000);

  it('shift them and count what is between', async () => {
    const rows = TIMES.map(row).filter(({ day }) => day < '9000');
    const { here, there } = await bothOf(flink(), SCHEMA, rows, (r) => ({
      ...Object.fromEntries(UNITS.map((unit) => [`add${unit}`, timestampAdd(unit, r.i, r.at)])),
      ...Object.fromEntries(UNITS.map((unit) => [`addMicro${unit}`, timestampAdd(unit, -1, r.micro)])),
      ...Object.fromEntries(UNITS.map((unit) => [`addLtz${unit}`, timestampAdd(unit, r.in, r.ltz)])),
      ...Object.fromEntries(UNITS.map((unit) => [`addFine${unit}`, timestampAdd(unit, 3, r.fine)])),
      ...Object.fromEntries(UNITS.map((unit) => [`addDay${unit}`, timestampAdd(unit, r.i, r.day)])),
      ...Object.fromEntries(UNITS.map((unit) => [`diff${unit}`, timestampDiff(unit, r.at, r.atn)])),
      ...Object.fromEntries(UNITS.map((unit) => [`diffFine${unit}`, timestampDiff(unit, r.micro, r.atn)])),
      ...Object.fromEntries(UNITS.map((unit) => [`diffDay${unit}`, timestampDiff(unit, r.dayn, r.day)])),
      ...Object.fromEntries(UNITS.map((unit) => [`diffMixed${unit}`, timestampDiff(unit, r.dayn, r.at)])),
      ...Object.fromEntries(UNITS.map((unit) => [`diffLtz${unit}`, timestampDiff(unit, r.ltz, r.fine)])),
      ...{ plus: r.micro.plus(milliseconds(5)), minus: r.nano.minus(days(40)), ltz: r.fine.plus(hours(1)) },
      ...{ overlaps: overlaps(r.at, r.atn, r.at.plus(days(1)), r.atn) },
      ...{ overlaps2: overlaps(r.atn, r.at, r.at.minus(days(10)), r.at) },
      ...{ overlapsFine: overlaps(r.micro, r.micro, r.micro.plus(hours(1)), r.micro) },
    }));
    expect(here).toEqual(there);
  }, 600_000);

  const TEXTS = [
    ...['2026-11-24 12:34:56', '2026-11-24 12:34:56.789', '2026-11-24', '2026-2-3 4:5:6', '2026-02-30 00:00:00'],
    ...['2026-02-31', '2026-13-01', '2026-00-10', '2026-04-31 25:61:61', '2026-04-30 24:00:00', '2026-04-30 24:00:01'],
    ...['', ' ', '2026', '2026-', '2026--', '2026-1', '2026-1-', '2026--5', '20260203', '2026-011-24', ' 2026-11-24'],
    ...['2026-11-24 ', '2026-11-24T12:34:56', '2026-11-24 12:34', '2026-11-24 12:34:56.', '2026-11-24 12:34:56x'],
    ...['2026-11-24 12:34:56.123456789', '2026-03-29 02:30:00', '2026-10-25 02:30:00', '1969-12-31 23:59:59'],
    ...['24.11.2026', '24/11/26', 'Nov 24, 2026', '11:22 PM', '2026-11-24 -1:-2:-3', '2026-11-24 12:34:56 PM'],
    ...['2026 - 11 - 24', '02026-11-24', '12:34:56', '2026-11-2412:34:56', 'x'],
  ];

  it('read texts', async () => {
    const rows = TEXTS.map((s) => ({ s }));
    const { here, there } = await bothOf(flink(), { s: t.string }, rows, (r) => ({
      toTimestamp: toTimestamp(r.s),
      day: toTimestamp(r.s, 'yyyy-MM-dd'),
      loose: toTimestamp(r.s, 'y-M-d H:m:s'),
      german: toTimestamp(r.s, 'dd.MM.yyyy'),
      short: toTimestamp(r.s, 'dd/MM/yy'),
      english: toTimestamp(r.s, 'MMM d, yyyy'),
      half: toTimestamp(r.s, 'hh:mm a'),
      optional: toTimestamp(r.s, 'yyyy-MM-dd[ HH:mm[:ss[.SSS]]]'),
      packed: toTimestamp(r.s, 'yyyyMMdd'),
      iso: toTimestamp(r.s, "yyyy-MM-dd'T'HH:mm:ss"),
      toDate: toDate(r.s),
      unix: unixTimestamp(r.s),
      unixDay: unixTimestamp(r.s, 'yyyy-MM-dd'),
      unixPacked: unixTimestamp(regexpReplace(r.s, '^[ 0]', '2'), 'yyyyMMdd'),
      unixGerman: unixTimestamp(r.s, 'dd.MM.yyyy'),
      unixEnglish: unixTimestamp(r.s, 'MMM d, yyyy'),
      unixHalf: unixTimestamp(r.s, 'yyyy-MM-dd hh:mm:ss a'),
      reformatted: dateFormat(r.s, 'EEE, d MMM yyyy h:mm a'),
      berlin: convertTz(r.s, 'Europe/Berlin', 'UTC'),
      toBerlin: convertTz(r.s, 'UTC', 'Europe/Berlin'),
      toFixed: convertTz(r.s, 'America/Los_Angeles', 'GMT+05:30'),
    }));
    expect(here).toEqual(there);
  }, 600_000);

  it('write texts', async () => {
    const rows = TIMES.map(row);
    const { here, there } = await bothOf(flink(), SCHEMA, rows, (r) => ({
      iso: dateFormat(r.atn, "yyyy-MM-dd'T'HH:mm:ss.SSS"),
      fine: dateFormat(r.micro, 'SSSSSSSSS S yy y u uuuu'),
      words: dateFormat(r.ltz, "EEEE E d. MMMM MMM LLL 'it''s' '' [h a] hh"),
      second: dateFormat(r.second, 'ss s m H'),
      unix: fromUnixtime(r.i.times(86_399)),
      unixWords: fromUnixtime(r.i.times(1_000_003), 'EEEE E d D u yyy yy MMMM k K h a S G'),
      seconds: toTimestampLtz(r.i.times(86_399), 0),
      millis: toTimestampLtz(r.i, 3),
    }));
    expect(here).toEqual(there);
  }, 600_000);

  it('are refused where they are not computed', () => {
    const of = (column: (r: never) => never) =>
      locally(
        job('refused', { lane: 'fast' }, [
          source('times', { s: t.string, ltz: t.timestampLtz })
            .select(((r: never) => ({ x: column(r) })) as never)
            .insertInto(sink('out', { x: t.string.nullable() }) as never),
        ]),
        [],
      );
    expect(() => of(((r: { ltz: never }) => dateFormat(r.ltz, 'yyyy zzz')) as never)).toThrow(
      /the format "yyyy zzz": it has zzz/,
    );
    expect(() => of(((r: { ltz: never }) => floorTo(r.ltz, 'MINUTE')) as never)).toThrow();
  });
});
