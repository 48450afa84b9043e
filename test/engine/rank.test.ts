/** Top-N, deduplication and LIMIT: what is sent, change by change, and that batches make no difference. */
import { asc, count, type Duration, desc, type Insert, job, max, seconds, sink, source, sum, t } from 'millrace';
import { type Batch, LocalJob } from 'millrace/engine';
import { type AnyRow, fromBatch, toBatch } from 'millrace/testing';
import { type RowKind, takesBack } from '../../runtime/engine/changes';
import type { PlanNode } from '../../runtime/operators/operator';
import { sentLocally } from '../flink/sequence';

const events = source('events', { k: t.string, v: t.double.nullable(), n: t.int, at: t.timestamp }).watermark(
  'at',
  seconds(2),
);
const rowsOf = (...values: (number | null)[]): AnyRow[] =>
  values.map((v, n) => ({ k: 'a', v, n, at: new Date((n + 1) * 1_000) }));

/** What is sent, `+ value, place`. */
function sent(insert: Insert, rows: readonly AnyRow[]): string[] {
  const one = job('j', { lane: 'fast' }, [insert]);
  const all = sentLocally(one, { events: rows });
  expect(sentLocally(one, { events: rows }, 1)).toEqual(all);
  return all.map((line) => `${line[0]} ${Object.values(JSON.parse(line.slice(2))).join(', ')}`);
}

const numbered = sink('out', { v: t.double.nullable(), place: t.bigint }, { primaryKey: ['place'] });
const best = (orderBy: ReturnType<typeof asc<'v'>>, n = 2): Insert =>
  events
    .topN(n, { orderBy, rank: 'place' })
    .select((e) => ({ v: e.v, place: e.place }))
    .insertInto(numbered);

test('a row that moves up or down is sent again', () => {
  expect(sent(best(desc('v')), rowsOf(1, 3, 2, 2, 0))).toEqual([
    ...['+ 1, 1', '- 1, 1', '+ 3, 1', '+ 1, 2', '- 1, 2', '+ 2, 2'],
  ]);
});

test('NULL is first ascending, and last descending', () => {
  expect(sent(best(asc('v'), 1), rowsOf(1, null, 0))).toEqual(['+ 1, 1', '- 1, 1', '+ , 1']);
  expect(sent(best(desc('v'), 1), rowsOf(null, 1))).toEqual(['+ , 1', '- , 1', '+ 1, 1']);
});

test('NaN has no place, nor 0.0 beside −0.0', () => {
  expect(() => sent(best(asc('v')), rowsOf(1, Number.NaN))).toThrow('v is NaN, which has no place in an order');
  expect(() => sent(best(asc('v')), rowsOf(0, -0))).toThrow('0.0 stands beside −0.0');
});

test('the first and the last by time', () => {
  const out = sink('out', { n: t.int }, { primaryKey: ['n'] });
  const at = (n: number, second: number): AnyRow => ({ k: 'a', v: n, n, at: new Date(second * 1_000) });
  const kept = (keep: 'first' | 'last') =>
    events
      .deduplicate({ by: ['k'], keep, orderBy: 'at' })
      .select((e) => ({ n: e.n }))
      .insertInto(out, { upsertMaterialize: true });
  const rows = [at(1, 5), at(2, 5), at(3, 4), at(4, 6), at(5, 6)];
  expect(sent(kept('first'), rows)).toEqual(['+ 1', '- 1', '+ 3']);
  expect(sent(kept('last'), rows)).toEqual(['+ 1', '- 1', '+ 2', '- 2', '+ 4', '- 4', '+ 5']);
});

describe('of rows that are updated', () => {
  const greatest = events.groupBy('n').select((e) => ({ n: e.n, most: max(e.v) }));
  const sums = events.groupBy('n').select((e) => ({ n: e.n, total: sum(e.v) }));
  const out = sink('out', { n: t.int, place: t.bigint }, { primaryKey: ['place'] });
  const of = (...values: [n: number, v: number][]): AnyRow[] =>
    values.map(([n, v], i) => ({ k: 'a', v, n, at: new Date((i + 1) * 1_000) }));

  test('one that is never worse stays where it is among its equals', () => {
    const top = greatest
      .topN(2, { orderBy: [desc('most')], rank: 'place' })
      .select((g) => ({ n: g.n, place: g.place }));
    expect(sent(top.insertInto(out), of([1, 5], [2, 5], [1, 5], [3, 9], [2, 10]))).toEqual([
      ...['+ 1, 1', '+ 2, 2'],
      ...['- 1, 1', '+ 3, 1', '- 2, 2', '+ 1, 2'],
      ...['- 3, 1', '+ 2, 1', '- 1, 2', '+ 3, 2'],
    ]);
  });

  test('one that may be worse is taken back first', () => {
    const top = sums.topN(2, { orderBy: [desc('total')], rank: 'place' }).select((g) => ({ n: g.n, place: g.place }));
    expect(sent(top.insertInto(out), of([1, 5], [2, 4], [1, -3]))).toEqual([
      ...['+ 1, 1', '+ 2, 2'],
      ...['- 1, 1', '+ 2, 1', '- 2, 2', '+ 1, 2'],
    ]);
  });
});

test('a window is sent when it is over, without rows that come when it is', () => {
  const out = sink('out', { n: t.int, place: t.bigint });
  const windows = events
    .hop('at', { slide: seconds(5), size: seconds(10) })
    .topN(1, { orderBy: asc('v'), rank: 'place' })
    .select((e) => ({ n: e.n, place: e.place }));
  const at = (n: number, second: number): AnyRow => ({ k: 'a', v: -n, n, at: new Date(second * 1_000) });
  // The fourth row comes when [−5, 5) is over, and is in [0, 10) alone.
  expect(sent(windows.insertInto(out), [at(1, 1), at(2, 2), at(3, 7), at(4, 4), at(5, 30)])).toEqual([
    ...['+ 2, 1', '+ 4, 1', '+ 3, 1', '+ 5, 1', '+ 5, 1'],
  ]);
});

test('LIMIT gives the first to come, and others when those are taken back', () => {
  const some = sink('out', { n: t.int });
  expect(
    sent(
      events
        .select((e) => ({ n: e.n }))
        .limit(2)
        .insertInto(some),
      rowsOf(7, 8, 9),
    ),
  ).toEqual(['+ 0', '+ 1']);
  const counts = sink('out', { n: t.int, c: t.bigint }, { primaryKey: ['n'] });
  const limited = events
    .groupBy('n')
    .select((e) => ({ n: e.n, c: count() }))
    .limit(1);
  expect(sent(limited.insertInto(counts), [...rowsOf(1, 1), ...rowsOf(1)])).toEqual(['+ 0, 1', '- 0, 1', '+ 1, 1']);
});

describe('in processing time', () => {
  const clocked = source('clocked', { k: t.string, n: t.int }).processingTime('now');
  const out = sink('out', { k: t.string, n: t.int }, { primaryKey: ['k'] });
  const kept = (keep: 'first' | 'last'): Insert =>
    clocked
      .deduplicate({ by: ['k'], keep, orderBy: 'now' })
      .select((e) => ({ k: e.k, n: e.n }))
      .insertInto(out as never);

  /** Two rows when the clock is at each of the times. */
  function ran(insert: Insert, stateTtl: Duration | undefined, ...times: number[]): string[] {
    const results: string[] = [];
    const local = new LocalJob(job('j', { lane: 'fast', ...(stateTtl && { stateTtl }) }, [insert]), {
      rows: (table: string, batch: Batch) => {
        const rows = table === 'out' ? fromBatch(['k', 'n'], batch) : [];
        rows.forEach(({ n }, i) => {
          results.push(`${takesBack((batch.kinds?.[i] ?? 0) as RowKind) ? '-' : '+'} ${n}`);
        });
      },
    });
    const { schema } = clocked.node.inputs[0] as PlanNode;
    const row = { k: 'a', n: 1 };
    for (const time of times) {
      local.clock(time);
      local.push('clocked', toBatch(schema, [row, row]));
    }
    return results;
  }

  test('the first to come is final, and the same row again is sent in another millisecond', () => {
    expect(ran(kept('first'), undefined, 1, 2)).toEqual(['+ 1']);
    expect(ran(kept('last'), undefined, 1, 2)).toEqual(['+ 1', '- 1', '+ 1']);
  });

  test('what was not written for the state TTL is forgotten', () => {
    expect(ran(kept('first'), seconds(5), 1_000, 5_999, 6_000)).toEqual(['+ 1', '+ 1']);
    expect(ran(kept('last'), seconds(5), 1_000, 5_999, 10_999)).toEqual([
      ...['+ 1', '- 1', '+ 1', '- 1', '+ 1', '- 1', '+ 1', '+ 1', '- 1', '+ 1'],
    ]);
  });
});
