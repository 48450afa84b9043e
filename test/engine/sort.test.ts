/** ORDER BY time. */
import { asc, desc, type Insert, job, seconds, sink, source, t } from 'millrace';
import { type Batch, LocalJob } from 'millrace/engine';
import { type AnyRow, fromBatch, toBatch } from 'millrace/testing';
import { run } from './run';

const events = source('events', { n: t.int, s: t.string.nullable(), at: t.timestamp }).watermark('at', seconds(2));
const out = sink('out', { n: t.int, s: t.string.nullable(), at: t.timestamp });
const at = (n: number, second: number, s: string | null = null): AnyRow => ({ n, s, at: new Date(second * 1_000) });
const order = (insert: Insert, rows: readonly AnyRow[], cuts?: number[]) =>
  run(job('j', { lane: 'fast' }, [insert]), rows, cuts).rows.map(({ n }) => n);

const ROWS = [
  ...[at(1, 5, 'a'), at(2, 4, '\u{1F600}'), at(3, 4), at(5, 4, '\uFFFD'), at(4, 6)],
  ...[at(6, 9), at(7, 3), at(8, 7.5)],
];

test.each([
  ['as they came', events.orderBy('at'), [2, 3, 5, 1, 4, 8, 6]],
  ['by texts', events.orderBy('at', asc('s')), [3, 5, 2, 1, 4, 8, 6]],
  ['by texts from the last on', events.orderBy('at', desc('s'), 'n'), [2, 5, 3, 1, 4, 8, 6]],
] as const)('rows of one time %s', (_, sorted, expected) => {
  expect(order(sorted.insertInto(out), ROWS)).toEqual(expected);
  expect(order(sorted.insertInto(out), ROWS, [1, 2, 3, 4, 5, 6, 7])).toEqual(expected);
});

test('what is late is kept aside', () => {
  const { byTable } = run(job('j', { lane: 'fast' }, [events.orderBy('at').insertInto(out)]), ROWS);
  expect(byTable.events_late?.map(({ n }) => n)).toEqual([7]);
});

test('in processing time rows of one millisecond are sorted', () => {
  const clocked = source('clocked', { n: t.int }).processingTime('now');
  const results: unknown[] = [];
  const sorted = clocked.orderBy('now', desc('n')).insertInto(sink('out', { n: t.int, now: t.timestampLtz }));
  const local = new LocalJob(job('j', { lane: 'fast' }, [sorted]), {
    rows: (table: string, batch: Batch) => {
      if (table === 'out') results.push(...fromBatch(['n'], batch).map(({ n }) => n));
    },
  });
  const push = (...values: number[]) =>
    local.push(
      'clocked',
      toBatch(
        { n: t.int },
        values.map((n) => ({ n })),
      ),
    );
  local.clock(1_000);
  push(1, 3, 2);
  expect(results).toEqual([]);
  local.clock(1_001);
  push(9);
  local.clock(1_002);
  expect(results).toEqual([3, 2, 1, 9]);
});
