/** OVER aggregates: which rows are in a frame, when they come, and that batches make no difference. */
import { type Insert, job, lag, rank, rowNumber, seconds, sink, source, sum, t } from 'millrace';
import { type Batch, LocalJob } from 'millrace/engine';
import { type AnyRow, fromBatch, toBatch } from 'millrace/testing';
import { inJavaOrder, newJavaMap, putJava } from '../../runtime/engine/over/java-map';
import { run } from './run';

const events = source('events', { k: t.string, v: t.double, at: t.timestamp }).watermark('at', seconds(2));
const out = sink('out', { v: t.double, x: t.double.nullable() });
const places = sink('places', { v: t.double, x: t.bigint });
const at = (v: number, second: number, k = 'a'): AnyRow => ({ k, v, at: new Date(second * 1_000) });

/** What is added to each row, `value: result`, in the order in which the rows come. */
const added = (insert: Insert, rows: readonly AnyRow[], cuts?: number[]): string[] =>
  run(job('j', { lane: 'fast' }, [insert]), rows, cuts).rows.map(({ v, x }) => `${v}: ${x}`);

const sums = (frame: object): Insert =>
  events
    .over({ partitionBy: ['k'], orderBy: 'at', ...frame }, (e) => ({ x: sum(e.v) }))
    .select((e) => ({ v: e.v, x: e.x }))
    .insertInto(out);

const ROWS = [at(1, 10), at(2, 12), at(3, 11), at(4, 12), at(5, 12, 'b'), at(6, 15), at(7, 12.5), at(8, 30)];

test.each([
  ['a row', { rows: 1 }, ['1: 1', '3: 4', '2: 5', '5: 5', '4: 6', '6: 10', '8: 14']],
  ['no row', { rows: 0 }, ['1: 1', '3: 3', '2: 2', '5: 5', '4: 4', '6: 6', '8: 8']],
  ['all rows', { rows: 'unbounded' }, ['1: 1', '3: 4', '2: 6', '4: 10', '5: 5', '6: 16', '8: 24']],
  ['a second', { range: seconds(1) }, ['1: 1', '3: 4', '2: 9', '4: 9', '5: 5', '6: 6', '8: 8']],
  ['all times', { range: 'unbounded' }, ['1: 1', '3: 4', '2: 10', '4: 10', '5: 5', '6: 16', '8: 24']],
  ['no frame', {}, ['1: 1', '3: 4', '2: 10', '4: 10', '5: 5', '6: 16', '8: 24']],
] as const)('over %s', (_, frame, expected) => {
  const results = added(sums(frame), ROWS);
  // Parts fire in an order of their own.
  expect(results.toSorted()).toEqual([...expected].toSorted());
  expect(added(sums(frame), ROWS, [1, 2, 3, 4, 5, 6, 7])).toEqual(results);
});

test('what is late is kept aside', () => {
  const { byTable } = run(job('j', { lane: 'fast' }, [sums({ rows: 3 })]), ROWS);
  expect(byTable.events_late).toEqual([at(7, 12.5)]);
});

test('bounded frames have no rows of 1970-01-01 00:00 and before, as on Flink', () => {
  const rows = [at(1, -1), at(2, 0), at(3, 0.001), at(4, 9)];
  expect(added(sums({ rows: 9 }), rows)).toEqual(['3: 3', '4: 7']);
  expect(added(sums({ range: seconds(9) }), rows)).toEqual(['3: 3', '4: 7']);
  expect(added(sums({ rows: 'unbounded' }), rows)).toEqual(['1: 1', '2: 3', '3: 6', '4: 10']);
});

test('a NaN stays in the sums of a frame that it has left, until the part is idle for long', () => {
  const rows = [at(Number.NaN, 1), at(1, 10), at(2, 15), at(0, 60, 'b'), at(3, 61), at(4, 99)];
  const of = (frame: object) => added(sums(frame), rows).filter((text) => text !== '0: 0');
  expect(of({ rows: 0 })).toEqual(['NaN: NaN', '1: NaN', '2: NaN', '3: NaN', '4: NaN']);
  expect(of({ range: seconds(10) })).toEqual(['NaN: NaN', '1: NaN', '2: NaN', '3: 3', '4: 4']);
});

test('places, and values of rows before', () => {
  const rows = [at(1, 1), at(2, 2), at(3, 2), at(4, 3)];
  const numbered = (place: () => ReturnType<typeof rowNumber>) =>
    events
      .over({ orderBy: 'at' }, () => ({ x: place() }))
      .select((e) => ({ v: e.v, x: e.x }))
      .insertInto(places);
  expect(added(numbered(rowNumber), rows)).toEqual(['1: 1', '2: 2', '3: 3', '4: 4']);
  // Flink's RANK is the place of the last of those of one time.
  expect(added(numbered(rank), rows)).toEqual(['1: 1', '2: 3', '3: 3', '4: 4']);
  const before = events
    .over({ orderBy: 'at' }, (e) => ({ x: lag(e.v, 2) }))
    .select((e) => ({ v: e.v, x: e.x }))
    .insertInto(out);
  expect(added(before, rows)).toEqual(['1: null', '2: 1', '3: 1', '4: 2']);
});

test('ROW_NUMBER has no other beside it', () => {
  expect(() => events.over({ orderBy: 'at' }, (e) => ({ n: rowNumber(), x: sum(e.v) }))).toThrow('ROW_NUMBER tells');
});

test("the order of Java's HashMap", () => {
  const map = newJavaMap<string>();
  for (const time of [17, 1, 33, 2, 65_536]) putJava(map, time, String(time));
  // 65 536 is spread into bucket 1, behind those that came before.
  expect(inJavaOrder(map, () => true).map(([time]) => time)).toEqual([17, 1, 33, 65_536, 2]);
  for (let time = 100; time < 108; time++) putJava(map, time, '');
  expect(map.buckets).toBe(32);
  expect(inJavaOrder(map, (time) => time < 100).map(([time]) => time)).toEqual([1, 33, 2, 17]);
  const before1970 = newJavaMap<string>();
  for (const time of [-1, -2, 5]) putJava(before1970, time, '');
  expect(inJavaOrder(before1970, () => true).map(([time]) => time)).toEqual([-1, -2, 5]);
});

describe('in processing time', () => {
  const clocked = source('clocked', { v: t.double }).processingTime('now');
  const overClock = (frame: object): Insert =>
    clocked
      .over({ orderBy: 'now', ...frame }, (e) => ({ x: sum(e.v) }))
      .select((e) => ({ v: e.v, x: e.x }))
      .insertInto(out);

  /** Rows come a second after one another, from 1 on, the last two at once. */
  const ran = (insert: Insert): string[] => {
    const results: AnyRow[] = [];
    const local = new LocalJob(job('j', { lane: 'fast' }, [insert]), {
      rows: (table: string, batch: Batch) => {
        if (table === 'out') results.push(...fromBatch(['v', 'x'], batch));
      },
    });
    const push = (...values: number[]) =>
      local.push(
        'clocked',
        toBatch(
          clocked.node.inputs[0]?.schema ?? {},
          values.map((v) => ({ v })),
        ),
      );
    for (const second of [1, 2, 3]) {
      local.clock(second * 1_000);
      push(second);
    }
    local.clock(4_000);
    push(4, 5);
    local.clock(5_000);
    return results.map(({ v, x }) => `${v}: ${x}`);
  };

  test.each([
    ['a row', { rows: 1 }, ['1: 1', '2: 3', '3: 5', '4: 7', '5: 9']],
    ['all rows', {}, ['1: 1', '2: 3', '3: 6', '4: 10', '5: 15']],
    ['a second', { range: seconds(1) }, ['1: 1', '2: 3', '3: 5', '4: 12', '5: 12']],
    // Flink forgets once where a frame of one row begins.
    ['no row', { rows: 0 }, ['1: 1', '2: 2', '3: 5', '4: 7', '5: 9']],
  ] as const)('over %s', (_, frame, expected) => {
    expect(ran(overClock(frame))).toEqual(expected);
  });
});
