import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import http2 from 'node:http2';
import { createInterface } from 'node:readline';
import {
  DescribeStreamConsumerCommand,
  DescribeStreamSummaryCommand,
  type KinesisClient,
  RegisterStreamConsumerCommand,
} from '@aws-sdk/client-kinesis';
import {
  aggregate,
  createStream,
  kinesisClient,
  mergeShards,
  putRecords,
  readShard,
  shardsOf,
  splitShard,
} from './kinesis';
import { kinesisLocal, useKinesisLocal } from './kinesisLocal';
import { Service } from './leash';
import { motoDescribe, useMoto } from './moto';

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));

async function everything(client: KinesisClient, stream: string): Promise<string[]> {
  const shards = await shardsOf(client, stream);
  const contents = await Promise.all(shards.map(({ ShardId = '' }) => readShard(client, stream, ShardId)));
  return contents.flatMap(({ records }) => records);
}

const byNumber = (a: string, b: string): number => Number(a) - Number(b);

motoDescribe('moto', () => {
  const moto = useMoto();

  it('keeps every record of writers that take turns', async () => {
    const client = kinesisClient(moto().endpoint);
    await createStream(client, 'numbers', 2);
    const records = numbers(1_200).map((data) => ({ data }));
    await Promise.all([
      putRecords(client, 'numbers', records.slice(0, 700)),
      putRecords(client, 'numbers', records.slice(700)),
    ]);
    expect((await everything(client, 'numbers')).sort(byNumber)).toEqual(numbers(1_200));
  });
});

describe('kinesis-local', () => {
  const kinesis = useKinesisLocal();
  let client: KinesisClient;

  beforeAll(() => {
    client = kinesisClient(kinesis().endpoint);
  });

  it('keeps records in the shard that was chosen for them', async () => {
    await createStream(client, 'chosen', 3);
    const shards = await shardsOf(client, 'chosen');
    await putRecords(client, 'chosen', [
      ...numbers(600).map((data) => ({ data, shard: { index: 1, of: 3 } })),
      ...shards.slice(2).map((shard) => ({ data: 'last', shard })),
    ]);
    const contents = await Promise.all(shards.map(({ ShardId = '' }) => readShard(client, 'chosen', ShardId)));
    expect(contents).toEqual([
      { records: [], closed: false },
      { records: numbers(600), closed: false },
      { records: ['last'], closed: false },
    ]);
  });

  it('reshards: parents end, their children go on', async () => {
    await createStream(client, 'reshards', 1);
    const [parent] = await shardsOf(client, 'reshards');
    if (!parent) throw new Error('no shard');
    await putRecords(client, 'reshards', [{ data: 'parent' }]);
    const [left, right] = await splitShard(client, 'reshards', parent);
    if (!left || !right) throw new Error('no two children');
    await putRecords(
      client,
      'reshards',
      [left, right].map((shard, index) => ({ data: `child ${index}`, shard })),
    );
    const merged = await mergeShards(client, 'reshards', left, right);
    await putRecords(client, 'reshards', [{ data: 'grandchild' }]);
    const contents = await Promise.all(
      [parent, left, right, merged].map(({ ShardId = '' }) => readShard(client, 'reshards', ShardId)),
    );
    expect(contents).toEqual([
      { records: ['parent'], closed: true },
      { records: ['child 0'], closed: true },
      { records: ['child 1'], closed: true },
      { records: ['grandchild'], closed: false },
    ]);
  });

  it('serves enhanced fan-out by HTTP/2 without TLS', async () => {
    await createStream(client, 'fan-out', 1);
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: 'fan-out' }));
    const StreamARN = StreamDescriptionSummary?.StreamARN;
    const { Consumer } = await client.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: 'test' }));
    const ConsumerARN = Consumer?.ConsumerARN;
    let status: string | undefined;
    while (status !== 'ACTIVE') {
      const answer = await client.send(new DescribeStreamConsumerCommand({ ConsumerARN }));
      status = answer.ConsumerDescription?.ConsumerStatus;
    }

    const session = http2.connect(kinesis().endpoint);
    const request = session.request({
      ':method': 'POST',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.SubscribeToShard',
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=0',
    });
    const [shard] = await shardsOf(client, 'fan-out');
    request.end(JSON.stringify({ ConsumerARN, ShardId: shard?.ShardId, StartingPosition: { Type: 'TRIM_HORIZON' } }));
    const answered = await new Promise<http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader>((resolve) =>
      request.once('response', resolve),
    );
    expect(answered).toMatchObject({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
    // It goes on streaming: a record that is put now comes without being asked for.
    await putRecords(client, 'fan-out', [{ data: 'pushed' }]);
    let received = '';
    for await (const chunk of request as AsyncIterable<Buffer>) {
      received += chunk.toString('latin1');
      if (received.includes(Buffer.from('pushed').toString('base64'))) break;
    }
    session.destroy();
    expect(received).toContain('SubscribeToShardEvent');
  });
});

describe('an aggregated record', () => {
  it('is what the Kinesis Producer Library writes', () => {
    const record = aggregate([
      { key: 'a', data: 'x' },
      { key: 'b', data: 'y'.repeat(200) },
    ]);
    const message = record.subarray(4, -16);
    expect(record.subarray(0, 4).toString('hex')).toBe('f3899ac2');
    expect(record.subarray(-16)).toEqual(createHash('md5').update(message).digest());
    expect(message.toString('hex')).toBe(
      `0a0161 0a0162 1a05 0800 1a0178 1acd01 0801 1ac801 ${'79'.repeat(200)}`.replaceAll(' ', ''),
    );
  });
});

describe('nothing is left', () => {
  /** Whether a process of the group runs; one that is dead and only waits to be reaped does not. */
  const alive = (group: number | undefined): boolean =>
    execFileSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .some(([id, state]) => id === String(group) && !state?.startsWith('Z'));

  it('after stop, with a connection open', async () => {
    const { endpoint, stop } = await kinesisLocal();
    const session = http2.connect(endpoint).on('error', () => {});
    await new Promise((resolve) => session.once('connect', resolve));
    await stop();
    await expect(fetch(endpoint)).rejects.toThrow();
    session.destroy();
  });

  it('of a program that does not heed SIGTERM, nor of its children', async () => {
    const stubborn = `trap '' TERM; sleep 600 & echo ready; while :; do sleep 1; done`;
    const service = new Service('stubborn', '/bin/sh', ['-c', stubborn]);
    await service.line(/ready/);
    expect(alive(service.pid)).toBe(true);
    await service.stop();
    expect(alive(service.pid)).toBe(false);
    expect(await service.ended()).toBe('SIGKILL');
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('when the process that started it ends by %s', async (signal) => {
    const program = `
      const { Service } = require(${JSON.stringify(require.resolve('./leash'))});
      const service = new Service('long', process.execPath, ['-e', 'console.log("ready"); setInterval(() => {}, 1000)']);
      service.line(/ready/).then(() => console.log(service.pid));
    `;
    const parent = spawn(process.execPath, ['--import', 'tsx', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await new Promise<string[]>((resolve) =>
      createInterface({ input: parent.stdout }).once('line', (text) => resolve([text])),
    );
    const group = Number(line);
    expect(alive(group)).toBe(true);
    parent.kill(signal);
    while (alive(group)) await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it('says why a program ended before it was ready', async () => {
    const service = new Service('broken', '/bin/sh', ['-c', 'echo no such thing >&2; exit 3']);
    await expect(service.line(/ready/)).rejects.toThrow('broken ended with 3\nno such thing');
    await expect(new Service('missing', 'no-such-program', []).line(/ready/)).rejects.toThrow('no-such-program');
  });
});
