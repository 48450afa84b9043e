import { RecordBatchReader, tableFromArrays, tableToIPC } from 'apache-arrow';
import { fromRecordBatch, LocalJob, toRecordBatch } from 'millrace/engine';
import minuteAverages from '../../jobs/minute-averages';

it('a job takes Arrow record batches and gives them', () => {
  const table = tableFromArrays({
    metric_name: ['cpu', 'cpu', 'disk'],
    metric_value: Float64Array.of(1, 2, 3),
    event_time: [0, 59_999, 60_000].map((ms) => new Date(ms)),
  });
  const results: Record<string, unknown>[] = [];
  const local = new LocalJob(minuteAverages, {
    rows: (_, batch) => {
      for (const row of toRecordBatch(batch, ['metric_name', 'window_start', 'avg_value'])) results.push(row.toJSON());
    },
  });
  const [source] = minuteAverages.sources;
  for (const recordBatch of RecordBatchReader.from(tableToIPC(table))) {
    local.push('metrics', fromRecordBatch(recordBatch, source?.schema ?? {}, { onMalformed() {} }));
  }
  local.end('metrics');
  expect(results).toEqual([
    { metric_name: 'cpu', window_start: 0, avg_value: 1.5 },
    { metric_name: 'disk', window_start: 60_000, avg_value: 3 },
  ]);
});
