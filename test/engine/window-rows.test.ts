/** Windowing table-valued functions as relations, as joins and ranks read them. */
import { job, seconds, source, t } from 'millrace';
import type { AnyRow } from '../../runtime/testing/rows';
import { bare } from './bare';
import { multiset, run } from './run';

const events = source('events', { k: t.string, v: t.int, at: t.timestamp }).watermark('at', seconds(1));
const rowsOf = (windows: object, rows: readonly AnyRow[], cuts?: number[]) => {
  const ran = run(job('j', { lane: 'fast' }, [bare(windows)]), rows, cuts);
  return {
    ...ran,
    windows: ran.rows.map(({ v, from, to }) => `${v}: ${+(from as Date) / 1000}-${+(to as Date) / 1000}`),
  };
};
const at = (v: number, second: number, k = 'a'): AnyRow => ({ k, v, at: new Date(second * 1_000) });

test('a row is in one tumbling window', () => {
  const { windows, rows } = rowsOf(events.tumble('at', { size: seconds(5) }), [at(1, 4), at(2, -1)]);
  expect(windows).toEqual(['1: 0-5']);
  expect(rows[0]?.time).toEqual(new Date(4_999));
});

test('a row is in several hopping windows, the newest first, also in those that have fired', () => {
  const hops = events.hop('at', { slide: seconds(5), size: seconds(10) });
  const { windows, late } = rowsOf(hops, [at(1, 4), at(2, 11), at(3, 6), at(4, -1)]);
  expect(windows).toEqual(['1: 0-10', '1: -5-5', '2: 10-20', '2: 5-15', '3: 5-15', '3: 0-10']);
  expect(late).toEqual([at(4, -1)]);
});

test('a row is in cumulative windows, the shortest first', () => {
  const steps = events.cumulate('at', { step: seconds(5), size: seconds(15) });
  const { windows, late } = rowsOf(steps, [at(1, 6), at(2, -1)]);
  expect(windows).toEqual(['1: 0-10', '1: 0-15']);
  expect(late).toEqual([at(2, -1)]);
});

test("a session's rows come when it is over, in the order in which they came", () => {
  const sessions = events.session('at', { gap: seconds(3), partitionBy: ['k'] });
  const rows = [at(1, 2), at(2, 5.5), at(3, 5.5, 'b'), at(4, 4.5), at(5, 20), at(6, 16)];
  const { windows, late } = rowsOf(sessions, rows);
  expect(windows).toEqual(['1: 2-8.5', '2: 2-8.5', '4: 2-8.5', '3: 5.5-8.5', '5: 20-23']);
  expect(late).toEqual([at(6, 16)]);
  expect(multiset(rowsOf(sessions, rows, [1, 2, 3, 4, 5]).rows)).toEqual(multiset(rowsOf(sessions, rows).rows));
});
