/** What is computed of a time attribute is a plain timestamp; to Flink some functions give a time attribute again. */
import { ceilTo, coalesce, count, type Insert, job, max, minutes, script, seconds, sink, source, t } from 'millrace';

const events = source('events', { k: t.string, at: t.timestamp }).watermark('at', seconds(1));
const sqlOf = (insert: Insert): string => script(job('j', { lane: 'fast' }, [insert]));

it('casts it as the argument of such a function', () => {
  const rows = events.select((e) => ({ at: e.at, up: ceilTo(e.at, 'HOUR'), same: coalesce(e.at, e.at) }));
  const sql = sqlOf(rows.insertInto(sink('out', { at: t.timestamp, up: t.timestamp, same: t.timestamp })));
  expect(sql).toContain('CEIL(CAST(`at` AS TIMESTAMP(3)) TO HOUR)');
  expect(sql).toContain('COALESCE(CAST(`at` AS TIMESTAMP(3)), CAST(`at` AS TIMESTAMP(3)))');
});

it('casts it in aggregates of a window, whose rows still have it', () => {
  const rows = events
    .tumble('at', { size: minutes(1) })
    .groupBy('k')
    .select((e) => ({ k: e.k, at: e.window_time, last: max(e.at), n: count() }));
  const sql = sqlOf(rows.insertInto(sink('out', { k: t.string, at: t.timestamp, last: t.timestamp, n: t.bigint })));
  expect(sql).toContain('MAX(CAST(`at` AS TIMESTAMP(3)))');
});
