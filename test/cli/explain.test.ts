import { count, job, minutes, seconds, sink, source, t } from 'millrace';
import { explain } from '../../cli/explain/explain';
import minuteAverages from '../../jobs/minute-averages';

it('says when windows fire, what is malformed or late, and that repeats are not looked for', () => {
  const text = explain(minuteAverages);
  expect(text).toContain(
    'the greatest event_time of each shard less 5 s, and of these the least; a shard that is idle for 30 s',
  );
  expect(text).toContain('event_time more than 1 min after its arrival is malformed');
  expect(text).toContain('record id: none, so a record that a producer sends twice counts twice');
  expect(text).toContain('tumble 1 min over event_time: late rows go to metrics_late');
  expect(text).toContain('metrics_malformed: records that are no rows');
});

it('says what state a record id costs', () => {
  const orders = source('orders', { id: t.string, at: t.timestamp })
    .watermark('at', seconds(60))
    .recordId('id', { within: minutes(9) });
  const totals = sink('totals', { id: t.string, n: t.bigint }, { primaryKey: ['id'] });
  const byId = orders.groupBy('id').select((o) => ({ id: o.id, n: count() }));
  const text = explain(job('totalling', { lane: 'scenic' }, [byId.insertInto(totals)]));
  // Each id is held for 9 + 1 minutes: 600,000 of them, at 2 × 36 + 24 bytes.
  expect(text).toContain(
    'each id for 10 min, at twice its length + 24 bytes; 36-byte ids at 1,000 a second: 600,000 ids, 57.6 MB',
  );
  expect(text).toContain('totals: updates by id');
  expect(text).toContain('an idle shard holds it back');
});
