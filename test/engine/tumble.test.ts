import fc from 'fast-check';
import { avg, count, job, max, milliseconds, min, minutes, seconds, sink, source, sum, t } from 'millrace';
import { minuteAverages } from '../../jobs/minute-averages';
import { LocalJob } from '../../runtime/engine';
import type { Job } from '../../runtime/job';
import { toBatch } from '../../runtime/testing/rows';
import { multiset, run } from './run';

const events = source('events', {
  name: t.string,
  note: t.string.nullable(),
  size: t.int.nullable(),
  big: t.bigint,
  value: t.double,
  at: t.timestamp,
}).watermark('at', seconds(5));

const summary = sink('summary', {
  name: t.string,
  note: t.string.nullable(),
  window_start: t.timestamp,
  window_end: t.timestamp,
  rows: t.bigint,
  notes: t.bigint,
  size_sum: t.int.nullable(),
  size_avg: t.int.nullable(),
  big_sum: t.bigint,
  big_min: t.bigint,
  value_avg: t.double,
  value_max: t.double,
  note_max: t.string.nullable(),
});

const summaries = job('summaries', { lane: 'regular' }, [
  events
    .tumble('at', { size: seconds(10) })
    .groupBy('name', 'note')
    .select((e) => ({
      name: e.name,
      note: e.note,
      window_start: e.window_start,
      window_end: e.window_end,
      rows: count(),
      notes: count(e.note),
      size_sum: sum(e.size),
      size_avg: avg(e.size),
      big_sum: sum(e.big),
      big_min: min(e.big),
      value_avg: avg(e.value),
      value_max: max(e.value),
      note_max: max(e.note),
    }))
    .insertInto(summary),
]);

const event = fc.record({
  name: fc.constantFrom('a', 'b', 'é', '💧'),
  note: fc.option(fc.constantFrom('x', '', '\uffff')),
  size: fc.option(fc.integer()),
  big: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  value: fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
  // Around the epoch, so that negative times and the assigner's start at 0 are met.
  at: fc.integer({ min: -30_000, max: 60_000 }).map((ms) => new Date(ms)),
});
const stream = fc.array(event, { maxLength: 60 });
const cutsOf = (n: number) => fc.array(fc.nat({ max: n }), { maxLength: n }).map((cuts) => cuts.sort((a, b) => a - b));

describe('tumbling windows', () => {
  it('do not depend on how rows are cut into batches', () => {
    fc.assert(
      fc.property(
        stream.chain((rows) => fc.tuple(fc.constant(rows), cutsOf(rows.length))),
        ([rows, cuts]) => {
          const whole = run(summaries, rows);
          const cut = run(summaries, rows, cuts);
          const single = run(
            summaries,
            rows,
            rows.map((_, i) => i + 1),
          );
          for (const other of [cut, single]) {
            expect(multiset(other.rows)).toEqual(multiset(whole.rows));
            expect(multiset(other.late)).toEqual(multiset(whole.late));
            expect(other.counters).toEqual(whole.counters);
          }
        },
      ),
    );
  });

  it('hold every row that is not late exactly once, between their bounds', () => {
    fc.assert(
      fc.property(stream, (rows) => {
        const { rows: results, late } = run(summaries, rows);
        const counted = results.reduce((n, r) => n + Number(r.rows), 0);
        expect(counted + late.length).toBe(rows.length);
        const remaining = [...rows];
        for (const row of late)
          remaining.splice(
            remaining.findIndex((r) => multiset([r])[0] === multiset([row])[0]),
            1,
          );
        for (const result of results) {
          const [start, end] = [result.window_start, result.window_end] as [Date, Date];
          expect(end.getTime() - start.getTime()).toBe(10_000);
          const inside = remaining.filter(
            (r) => r.name === result.name && r.note === result.note && r.at >= start && r.at < end,
          );
          expect(inside.length).toBe(Number(result.rows));
        }
      }),
    );
  });

  it('call a row late when the watermark before it has reached the end of its window − 1 ms', () => {
    const at = (ms: number) => ({ name: 'a', note: null, size: 1, big: 1n, value: 1, at: new Date(ms) });
    // 14,998 makes the watermark 9,998; 14,999 makes it 9,999, which ends the first window.
    const { late } = run(summaries, [at(14_998), at(9_999), at(14_999), at(9_998), at(10_000)]);
    expect(late.map((r) => (r.at as Date).getTime())).toEqual([9_998]);
  });

  it('fire as soon as the watermark reaches their end − 1 ms, and not before', () => {
    const source = events.node as Job['sources'][number];
    const fired: number[] = [];
    const local = new LocalJob(summaries, { rows: (_, batch) => fired.push(batch.length) });
    const push = (ms: number) =>
      local.push(
        'events',
        toBatch(source.schema, [{ name: 'a', note: null, size: 1, big: 1n, value: 1, at: new Date(ms) }]),
      );
    push(3);
    push(14_998);
    expect(local.openWindows()).toEqual([
      { end: 10_000, groups: 1 },
      { end: 20_000, groups: 1 },
    ]);
    expect([local.watermark('events'), fired]).toEqual([9_998, []]);
    push(14_999);
    expect([local.watermark('events'), fired]).toEqual([9_999, [1]]);
    local.end('events');
    expect(fired).toEqual([1, 1]);
  });

  it('tell 0.0, −0.0 and NaN apart as keys, as Flink does', () => {
    const keys = sink('keys', { value: t.double, n: t.bigint });
    const perValue = job('per-value', { lane: 'regular' }, [
      events
        .tumble('at', { size: seconds(10) })
        .groupBy('value')
        .select((e) => ({ value: e.value, n: count() }))
        .insertInto(keys),
    ]);
    const values = [0, -0, Number.NaN, 0, Number.NaN];
    const rows = values.map((value) => ({ name: 'a', note: null, size: 1, big: 1n, value, at: new Date(1) }));
    expect(multiset(run(perValue, rows).rows)).toEqual(
      multiset([
        { value: 0, n: 2n },
        { value: -0, n: 1n },
        { value: Number.NaN, n: 2n },
      ]),
    );
  });

  it('are late before 1970 as after it', () => {
    const at = (ms: number) => ({ name: 'a', note: null, size: 1, big: 1n, value: 1, at: new Date(ms) });
    const { late } = run(summaries, [at(-1), at(-60_000), at(4_999), at(-90_000)]);
    expect(late.map((r) => (r.at as Date).getTime())).toEqual([-60_000, -90_000]);
    expect(run(summaries, [at(5_001), at(-90_000)]).late).toHaveLength(1);
  });

  it('sum and average as Flink does: wrapping, truncating, skipping NULL', () => {
    const row = (size: number | null, big: bigint) => ({
      name: 'a',
      note: null,
      size,
      big,
      value: -0,
      at: new Date(1),
    });
    const [result] = run(summaries, [row(2 ** 31 - 1, 2n ** 63n - 1n), row(2, 1n), row(null, 0n)]).rows;
    expect(result).toMatchObject({
      size_sum: -(2 ** 31) + 1,
      size_avg: 2 ** 30,
      big_sum: -(2n ** 63n),
      rows: 3n,
      notes: 0n,
    });
    // The AVG of −0.0 alone is 0.0.
    expect(result?.value_avg).toBe(0);
    expect(run(summaries, [row(-5, 0n), row(0, 0n)]).rows[0]).toMatchObject({ size_avg: -2 });
    expect(run(summaries, [row(null, 0n)]).rows[0]).toMatchObject({ size_sum: null, size_avg: null, note_max: null });
  });

  it('order strings by code point', () => {
    const note = (text: string) => ({ name: 'a', note: text, size: 1, big: 1n, value: 1, at: new Date(1) });
    const notes = sink('notes', { top: t.string.nullable() });
    const top = job('top', { lane: 'regular' }, [
      events
        .tumble('at', { size: seconds(10) })
        .groupBy()
        .select((e) => ({ top: max(e.note) }))
        .insertInto(notes),
    ]);
    expect(run(top, [note('\uffff'), note('💧'), note('z')]).rows).toEqual([{ top: '💧' }]);
  });

  it('cascade over window_time', () => {
    const totals = sink('totals', { window_start: t.timestamp, rows: t.bigint });
    const cascade = job('cascade', { lane: 'regular' }, [
      events
        .tumble('at', { size: seconds(1) })
        .groupBy('name')
        .select((e) => ({ name: e.name, at: e.window_time, rows: count() }))
        .tumble('at', { size: seconds(10) })
        .groupBy()
        .select((e) => ({ window_start: e.window_start, rows: sum(e.rows) }))
        .insertInto(totals),
    ]);
    fc.assert(
      fc.property(
        stream.chain((rows) => fc.tuple(fc.constant(rows), cutsOf(rows.length))),
        ([rows, cuts]) => {
          const { rows: results, late, counters } = run(cascade, rows, cuts);
          expect(results.reduce((n, r) => n + Number(r.rows), 0)).toBe(rows.length - late.length);
          expect(counters.windows.events_late_2?.late).toBe(0);
          expect(counters.windows.events_late?.onTime).toBe(rows.length - late.length);
          expect(multiset(results)).toEqual(multiset(run(cascade, rows).rows));
        },
      ),
    );
  });

  it('refuse what is no window', () => {
    expect(() => events.tumble('at', { size: milliseconds(0) })).toThrow('must be positive');
    expect(() => minutes(0.00001)).toThrow('whole number of milliseconds');
  });

  it('are what the founding job is made of', () => {
    const founding = job('minute-averages', { lane: 'regular' }, [minuteAverages]);
    const row = (metric_name: string, metric_value: number, event_time: string) => ({
      metric_name,
      metric_value,
      event_time: new Date(`${event_time}Z`),
    });
    const { rows } = run(founding, [
      row('cpu', 1, '2026-03-29T00:58:00.123'),
      row('cpu', 2, '2026-03-29T00:58:59.999'),
      row('cpu', 5, '2026-03-29T00:59:00.000'),
    ]);
    expect(rows).toEqual([
      { metric_name: 'cpu', window_start: new Date('2026-03-29T00:58:00Z'), avg_value: 1.5 },
      { metric_name: 'cpu', window_start: new Date('2026-03-29T00:59:00Z'), avg_value: 5 },
    ]);
  });
});
