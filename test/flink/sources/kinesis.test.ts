import { useFlink } from '../oracle';
import { properties, script } from './job';

jest.setTimeout(600_000);

const flink = useFlink();

const SOURCE = {
  connector: 'millrace-kinesis',
  stream: 'metrics',
  format: 'json',
  'aws.region': 'us-east-1',
  'scan.stream.initpos': 'AT_TIMESTAMP',
  'scan.stream.initpos-timestamp': '2026-01-01T00:00:00.000Z',
  'scan.stream.efo.consumername': 'reader',
  'scan.shard.getrecords.intervalmillis': '500',
};

const explain = (more: Record<string, string>): Promise<string> =>
  flink().explain(script(), properties({ ...SOURCE, ...more }, '/tmp'));

it('reads a stream once for all readers of its table, with the watermark in the source', async () => {
  const [, plan = ''] = (await explain({})).split('== Optimized Execution Plan ==');
  expect(plan.match(/TableSourceScan/g)).toHaveLength(1);
  expect(plan).toMatch(/TableSourceScan\(.*watermark=\[/);
  expect(plan).not.toContain('WatermarkAssigner');
});

it.each([
  [{ 'scan.stream.initposition': 'LATEST' }, "unknown option 'scan.stream.initposition'"],
  [{ 'aws.regoin': 'x' }, "unknown option 'aws.regoin'"],
  [{ 'scan.stream.initpos': 'BEGINNING' }, 'Valid values are: TRIM_HORIZON, LATEST, AT_TIMESTAMP'],
  [{ 'scan.stream.recordpublisher': 'PUSH' }, 'Valid values are: EFO, POLLING'],
  [{ 'scan.shard-assigner': 'random' }, "'scan.shard-assigner' must be one of [default, uniform]"],
  [{ 'scan.shard.getrecords.intervalmillis': '-1' }, 'Invalid value given for getRecords sleep interval'],
  [{ arrival: 'arrived' }, 'arrival'],
  [{ path: '/tmp' }, 'path'],
])('refuses %j', async (more, message) => {
  await expect(explain(more)).rejects.toThrow(message);
});
