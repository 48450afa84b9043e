/** Sessions against the plainest model: rows of a key, sorted by time, cut where more than the gap lies between two. */
import fc from 'fast-check';
import { count, job, max, seconds, sink, source, sum, t } from 'millrace';
import type { AnyRow } from '../../runtime/testing/rows';
import { multiset, run } from './run';

const GAP = 3_000;
const events = source('events', { k: t.string, v: t.int, at: t.timestamp }).watermark('at', seconds(10));
const results = sink('results', {
  k: t.string,
  from: t.timestamp,
  to: t.timestamp,
  n: t.bigint,
  total: t.int,
  last: t.timestamp,
});
const sessions = events.session('at', { gap: seconds(GAP / 1_000), partitionBy: ['k'] });
const summing = job('sessions', { lane: 'regular' }, [
  sessions
    .groupBy('k')
    .select((e) => ({
      ...{ k: e.k, from: e.window_start, to: e.window_end },
      ...{ n: count(), total: sum(e.v), last: max(e.at) },
    }))
    .insertInto(results),
]);

const stream = (disorder: number) =>
  fc
    .array(
      fc.record({ k: fc.constantFrom('a', 'b', 'c'), v: fc.nat(9), step: fc.nat(4_000), back: fc.nat(disorder) }),
      { maxLength: 80 },
    )
    .map((rows) => {
      let time = 0;
      return rows.map(({ k, v, step, back }): AnyRow => {
        time += step;
        return { k, v, at: new Date(time - back) };
      });
    });
const timeOf = (row: AnyRow): number => (row.at as Date).getTime();

function model(rows: readonly AnyRow[]): AnyRow[] {
  const found: AnyRow[] = [];
  for (const k of new Set(rows.map((row) => row.k))) {
    let open: AnyRow[] = [];
    const close = (): void => {
      const [from, last] = [timeOf(open[0] as AnyRow), timeOf(open.at(-1) as AnyRow)];
      const total = open.reduce((sum, row) => sum + (row.v as number), 0);
      const bounds = { from: new Date(from), to: new Date(last + GAP) };
      found.push({ k, ...bounds, n: BigInt(open.length), total, last: new Date(last) });
      open = [];
    };
    for (const row of rows.filter((row) => row.k === k).sort((a, b) => timeOf(a) - timeOf(b))) {
      if (open.length > 0 && timeOf(row) - timeOf(open.at(-1) as AnyRow) > GAP) close();
      open.push(row);
    }
    if (open.length > 0) close();
  }
  return found;
}

describe('session windows', () => {
  it('are those of the sorted rows, when none is late', () => {
    fc.assert(
      fc.property(stream(10_000), (rows) => {
        const { rows: results, late } = run(summing, rows);
        expect(late).toEqual([]);
        expect(multiset(results)).toEqual(multiset(model(rows)));
      }),
    );
  });

  it('of rows in disorder do not depend on batches, and every row is in one or late', () => {
    fc.assert(
      fc.property(stream(30_000), fc.array(fc.nat(80)), (rows, cuts) => {
        const whole = run(summing, rows);
        const cut = run(
          summing,
          rows,
          [...cuts].sort((a, b) => a - b),
        );
        expect(multiset(cut.rows)).toEqual(multiset(whole.rows));
        expect(whole.rows.reduce((n, row) => n + Number(row.n), 0) + whole.late.length).toBe(rows.length);
      }),
    );
  });

  it('tell their late rows without an aggregate, too', () => {
    const late = job('late', { lane: 'regular' }, [
      sessions
        .lateRows()
        .select((e) => ({ k: e.k }))
        .insertInto(sink('names', { k: t.string })),
    ]);
    // 20,000 makes the watermark 10,000: a session of 7,001 alone would have fired at 10,000, one of 7,002 not.
    const at = (ms: number): AnyRow => ({ k: String(ms), v: 0, at: new Date(ms) });
    expect(run(late, [at(20_000), at(7_001), at(7_002)]).byTable.names).toEqual([{ k: '7001' }]);
  });
});
