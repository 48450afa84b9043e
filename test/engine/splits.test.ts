/** Malformed, repeated and late rows: aside, counted, and every record accounted for. */
import fc from 'fast-check';
import { count, job, minutes, seconds, sink, source, t } from 'millrace';
import { LocalJob } from 'millrace/engine';
import type { MalformedRow } from '../../runtime/connectors/files';
import { malformedBatch } from '../../runtime/testing/given';
import { type AnyRow, fromBatch, toBatch } from '../../runtime/testing/rows';
import { multiset, run } from './run';

const events = source('events', { id: t.string, part: t.int, at: t.timestamp })
  .watermark('at', seconds(5))
  .recordId(['id', 'part'], { within: seconds(30) });
const windows = events.tumble('at', { size: seconds(10) });
const counts = sink('counts', { window_end: t.timestamp, n: t.bigint });
const counting = job('counting', { lane: 'regular' }, [
  windows
    .groupBy()
    .select((e) => ({ window_end: e.window_end, n: count() }))
    .insertInto(counts),
]);

const row = (id: string, ms: number, part = 0) => ({ id, part, at: new Date(ms) });
const repeats = (rows: readonly AnyRow[], cuts?: readonly number[]) =>
  run(counting, rows, cuts).byTable.events_duplicates?.map((r) => `${r.id}${(r.at as Date).getTime()}`);

describe('record ids', () => {
  it('keep the first row by arrival, whatever comes between', () => {
    expect(repeats([row('a', 0), row('b', 1), row('a', 0), row('a', 3), row('c', 2)])).toEqual(['a0', 'a3']);
  });

  it('are of all their columns, and no two of them look alike', () => {
    expect(repeats([row('a', 0, 1), row('a', 0, 2), row('a1', 0, 0), row('a', 0, 10)])).toEqual([]);
  });

  it('repeat within the declared time, counted from the last row of the id', () => {
    // 20 s after 0, then 20 s after that: each within 30 s of the one before.
    expect(repeats([row('a', 0), row('a', 20_000), row('a', 40_000)])).toEqual(['a20000', 'a40000']);
    expect(repeats([row('a', 0), row('a', 30_000)])).toEqual(['a30000']);
    expect(repeats([row('a', 0), row('a', 30_001)])).toEqual([]);
  });

  it('are forgotten once the watermark has passed them by that time', () => {
    // 35,000 makes the watermark 30,000: the id of time 0 is gone for the row after it, not for 34,999.
    expect(repeats([row('a', 0), row('z', 34_999), row('a', 0)])).toEqual(['a0']);
    expect(repeats([row('a', 0), row('z', 35_000), row('a', 0)])).toEqual([]);
  });

  it('give the same rows however they are cut into batches', () => {
    const rows = fc.array(
      fc.record({
        id: fc.constantFrom('a', 'b', 'c'),
        part: fc.constantFrom(0, 1),
        at: fc.integer({ min: 0, max: 120_000 }).map((ms) => new Date(ms)),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(rows, fc.array(fc.nat(60)), (all, cuts) => {
        const whole = run(counting, all);
        const cut = run(
          counting,
          all,
          [...cuts].sort((a, b) => a - b),
        );
        expect(multiset(cut.byTable.events_duplicates ?? [])).toEqual(multiset(whole.byTable.events_duplicates ?? []));
        const { duplicates = Number.NaN, read } = whole.counters.sources.events ?? {};
        const { onTime = Number.NaN, late = Number.NaN } = whole.counters.windows.events_late ?? {};
        expect(read).toBe(all.length);
        expect(onTime + late + duplicates).toBe(read);
        expect(whole.rows.reduce((n, r) => n + Number(r.n), 0)).toBe(onTime);
      }),
    );
  });

  it('are refused where they identify nothing', () => {
    const plain = source('plain', { id: t.string, note: t.string.nullable(), value: t.double, at: t.timestamp });
    const timed = plain.watermark('at', seconds(5));
    const within = minutes(1);
    expect(() => plain.recordId('id', { within })).toThrow('a record id needs event time');
    expect(() => timed.recordId('note' as 'id', { within })).toThrow('note is STRING, and cannot identify a record');
    expect(() => timed.recordId('value' as 'id', { within })).toThrow('value is DOUBLE NOT NULL');
    expect(() => timed.recordId([], { within })).toThrow('at least one column');
    expect(() => timed.recordId('id', { within: seconds(0) })).toThrow('within must be positive');
    expect(() => timed.duplicateRows()).toThrow('plain does not say what identifies a record');
  });
});

const broken = (line: number): MalformedRow => ({
  table: 'events',
  file: 'f.jsonl',
  line,
  offset: 0,
  code: 'INVALID_JSON',
  reason: 'why',
  raw: Uint8Array.of(0xff, 0, 65),
});

describe('rows kept aside', () => {
  it('are tables that a job can read, and are kept wherever it runs', () => {
    const bad = sink('bad', { _sequence: t.string, _raw: t.bytes });
    const late = sink('late', { id: t.string });
    const again = sink('again', { id: t.string, at: t.timestamp });
    const reading = job('reading', { lane: 'regular' }, [
      events
        .malformedRows()
        .where((m) => m._error.eq('INVALID_JSON'))
        .select((m) => ({ _sequence: m._sequence, _raw: m._raw }))
        .insertInto(bad),
      windows
        .lateRows()
        .select((e) => ({ id: e.id }))
        .insertInto(late),
      events
        .duplicateRows()
        .select((e) => ({ id: e.id, at: e.at }))
        .insertInto(again),
    ]);
    const { schema } = reading.sources[0] ?? { schema: {} };
    const got: Record<string, AnyRow[]> = {};
    const schemas = new Map([...reading.sinks, ...reading.sideOutputs].map((s) => [s.table, Object.keys(s.schema)]));
    const local = new LocalJob(reading, {
      rows(table, batch) {
        got[table] = [...(got[table] ?? []), ...fromBatch(schemas.get(table) ?? [], batch)];
      },
    });
    local.pushMalformed('events', malformedBatch([broken(7)]));
    local.push('events', toBatch(schema, [row('a', 0), row('a', 0), row('b', 60_000), row('c', 1)]));
    local.end('events');
    expect(got.bad).toEqual([{ _sequence: '7', _raw: Uint8Array.of(0xff, 0, 65) }]);
    expect(got.late).toEqual([{ id: 'c' }]);
    expect(got.again).toEqual([{ id: 'a', at: new Date(0) }]);
    expect(got.events_malformed).toHaveLength(1);
    expect(got.events_late).toEqual([row('c', 1)]);
    expect(got.events_duplicates).toEqual([row('a', 0)]);
    expect(local.counters.sources).toEqual({ events: { read: 5, malformed: 1, duplicates: 1 } });
    expect(local.counters.windows).toEqual({ events_late: { onTime: 2, late: 1 } });
  });

  it('raise the watermark when they are repeats, and not when they are malformed', () => {
    const local = new LocalJob(counting, { rows() {} });
    local.pushMalformed('events', malformedBatch([broken(1)]));
    expect(local.watermark('events')).toBe(Number.NEGATIVE_INFINITY);
    local.push('events', toBatch(counting.sources[0]?.schema ?? {}, [row('a', 0), row('a', 20_000)]));
    expect(local.counters.sources.events?.duplicates).toBe(1);
    expect(local.watermark('events')).toBe(15_000);
  });
});

it('late rows go to the table that their window names, else to one after their source', () => {
  const minute = events.tumble('at', { size: minutes(1), late: 'late_for_the_minute' });
  const [five, ten] = [minutes(5), minutes(10)].map((size) => events.tumble('at', { size }));
  const inserts = [five, minute, ten].map((window) =>
    (window as typeof minute)
      .groupBy()
      .select((e) => ({ window_end: e.window_end, n: count() }))
      .insertInto(counts),
  );
  const { sideOutputs } = job('three', { lane: 'regular' }, inserts);
  expect(sideOutputs.filter((s) => s.split).map((s) => s.table)).toEqual([
    'events_late',
    'late_for_the_minute',
    'events_late_2',
  ]);
  expect(() => events.tumble('at', { size: minutes(1), late: 'not a name' })).toThrow('cannot name a table');
  const taken = events.tumble('at', { size: minutes(1), late: 'counts' }).groupBy();
  const twice = taken.select((e) => ({ window_end: e.window_end, n: count() })).insertInto(counts);
  expect(() => job('twice', { lane: 'regular' }, [twice])).toThrow('two tables are called counts');
});

it('columns that every source has cannot be declared', () => {
  expect(() => source('s', { _raw: t.string })).toThrow('every source has a column _raw of its own');
  expect(() => source('s', { counts: t.map(t.int, t.int) })).toThrow(
    'records have no form for MAP<INT NOT NULL, INT NOT NULL>: its keys are no texts',
  );
});
