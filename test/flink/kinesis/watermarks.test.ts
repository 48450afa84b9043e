import type { BridgeJob } from '../../cloud/bridgeJob';
import { createStream, kinesisClient, putRecords } from '../../cloud/kinesis';
import { useKinesisLocal } from '../../cloud/kinesisLocal';
import { expectMetrics, record, type Sum, sums, timestampsInSeconds, useJobs } from './job';

jest.setTimeout(300_000);

const kinesis = useKinesisLocal();
let endpoint: () => string = () => kinesis().endpoint;
const start = useJobs(() => endpoint());

const SHARDS = 4;
const SECONDS = 300;
const END = 3600;

/** A row a second on each shard, those of shard 3 ten minutes behind; last, on each, one that closes the windows. */
function skewed(): { key: string; seq: number; seconds: number; shard: { index: number; of: number } }[] {
  const shards = Array.from({ length: SHARDS }, (_, index) => ({ index, of: SHARDS }));
  return shards.flatMap((shard) => {
    const from = shard.index === 3 ? 0 : 600;
    const rows = Array.from({ length: SECONDS }, (_, n) => ({
      key: `k${shard.index}`,
      seq: n,
      seconds: from + n,
      shard,
    }));
    return [...rows, { key: `k${shard.index}`, seq: 0, seconds: END, shard }];
  });
}

const put = (stream: string, rows: ReturnType<typeof skewed>): Promise<void> =>
  putRecords(
    kinesisClient(kinesis().endpoint),
    stream,
    rows.map(({ key, seq, seconds, shard }) => ({ ...record(key, seq, seconds), shard })),
  );

async function expectSums(job: BridgeJob, expected: Sum[]): Promise<void> {
  await job.waitFor(async () => (await job.rows('sums')).length >= expected.length);
  expect(await job.rows('sums')).toEqual(expected);
  await expectMetrics(job, {
    numLateRecordsDropped: 0,
    'Table.metrics.read': SHARDS * (SECONDS + 1),
    'Table.metrics.onTime': SHARDS * (SECONDS + 1),
    'Table.metrics.late': 0,
  });
}

describe.each([
  ['TRIM_HORIZON', {}],
  ['AT_TIMESTAMP', { 'scan.stream.initpos-timestamp': '2026-01-01T00:00:00.000Z' }],
])('a replay from %s', (position, more) => {
  it('has no late rows though one shard is ten minutes behind', async () => {
    const stream = `skewed-${position}`;
    await createStream(kinesisClient(kinesis().endpoint), stream, SHARDS);
    await put(stream, skewed());
    const front = await timestampsInSeconds(kinesis().endpoint);
    try {
      endpoint = () => front.endpoint;
      const { job } = await start(stream, { 'scan.stream.initpos': position, ...more });
      await expectSums(job, sums(skewed(), END));
    } finally {
      endpoint = () => kinesis().endpoint;
      front.stop();
    }
  });
});

it('lets windows of other shards fire when one is empty, and idle', async () => {
  const client = kinesisClient(kinesis().endpoint);
  await createStream(client, 'idle', SHARDS);
  const rows = skewed().filter(({ shard }) => shard.index < 3);
  await put('idle', rows);
  const { job } = await start('idle', {}, { settings: { 'table.exec.source.idle-timeout': '1 s' } });
  const expected = sums(rows, END);
  // The others go on: were they idle too, nothing would be known of the time.
  let seq = 0;
  await job.waitFor(async () => {
    const more = [0, 1, 2].map((index) => ({ ...record(`k${index}`, ++seq, END), shard: { index, of: SHARDS } }));
    await putRecords(client, 'idle', more);
    return (await job.rows('sums')).length >= expected.length;
  });
  expect(await job.rows('sums')).toEqual(expected);
  expect(await job.rows('late')).toEqual([]);
  // It takes part again with its first row, which is late because it was idle.
  await putRecords(client, 'idle', [
    { ...record('k3', 1, 0), shard: { index: 3, of: SHARDS } },
    { ...record('k3', 2, END + 1), shard: { index: 3, of: SHARDS } },
  ]);
  await job.waitFor(async () => (await job.rows('late')).length === 1);
  expect(await job.rows('late')).toEqual([{ key: 'k3', seq: 1, ts: '2026-01-01 00:00:00' }]);
});
