/** What tests do with a stream of an emulator, by AWS's own SDK. */
import { createHash } from 'node:crypto';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
  type Shard,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** The region and the keys of everything in an emulator. */
export const EMULATED = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

const BATCH = 500;
const MAX_TRIES = 20;
const HASH_KEYS = 2n ** 128n;

/** Speaks HTTP/1.1, which all emulators do; by itself this client would take HTTP/2. */
export function kinesisClient(endpoint: string): KinesisClient {
  return new KinesisClient({ ...EMULATED, endpoint, requestHandler: new NodeHttpHandler() });
}

export async function createStream(client: KinesisClient, StreamName: string, ShardCount: number): Promise<void> {
  await client.send(new CreateStreamCommand({ StreamName, ShardCount }));
  await active(client, StreamName);
}

async function active(client: KinesisClient, StreamName: string): Promise<void> {
  for (;;) {
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    if (StreamDescriptionSummary?.StreamStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export interface StreamRecord {
  readonly data: string | Uint8Array;
  /** The partition key; by default one of its own for each record, which spreads them over the shards. */
  readonly key?: string;
  /** The shard for it, by number among n equal ones or as `ListShards` gives it; otherwise the key decides. */
  readonly shard?: { readonly index: number; readonly of: number } | Shard;
}

let lastWriter: Promise<unknown> = Promise.resolve();

/**
 * Puts records in their order, those that were throttled again later. There is one writer at a time in this process:
 * moto loses records of concurrent ones while it reports none as failed.
 */
export function putRecords(client: KinesisClient, stream: string, records: readonly StreamRecord[]): Promise<void> {
  const put = async (): Promise<void> => {
    const entries = records.map(entry);
    for (let start = 0; start < entries.length; start += BATCH) {
      await putBatch(client, stream, entries.slice(start, start + BATCH));
    }
  };
  const written = lastWriter.then(put);
  lastWriter = written.catch(() => {});
  return written;
}

async function putBatch(client: KinesisClient, StreamName: string, batch: PutRecordsRequestEntry[]): Promise<void> {
  let left = batch;
  for (let tries = 1; left.length > 0; tries++) {
    const { Records = [] } = await client.send(new PutRecordsCommand({ StreamName, Records: left }));
    const failed = Records.filter(({ ErrorCode }) => ErrorCode !== undefined);
    left = left.filter((_, index) => Records[index]?.ErrorCode !== undefined);
    if (left.length === 0) return;
    if (tries === MAX_TRIES) throw new Error(`${left.length} records were refused: ${failed[0]?.ErrorMessage}`);
    await new Promise((resolve) => setTimeout(resolve, 50 * tries));
  }
}

function entry({ data, key, shard }: StreamRecord, index: number): PutRecordsRequestEntry {
  return {
    Data: typeof data === 'string' ? Buffer.from(data) : data,
    PartitionKey: key ?? String(index),
    ...(shard && { ExplicitHashKey: hashKey(shard) }),
  };
}

function hashKey(shard: NonNullable<StreamRecord['shard']>): string {
  if ('index' in shard) return String((HASH_KEYS * BigInt(2 * shard.index + 1)) / BigInt(2 * shard.of));
  return range(shard)[0].toString();
}

function range({ HashKeyRange }: Shard): [bigint, bigint] {
  return [BigInt(HashKeyRange?.StartingHashKey ?? 0), BigInt(HashKeyRange?.EndingHashKey ?? 0)];
}

/** All shards of a stream, closed ones too: those have an `EndingSequenceNumber`. */
export async function shardsOf(client: KinesisClient, StreamName: string): Promise<Shard[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
  return Shards;
}

/** Splits a shard in the middle. Returns its children, in the order of their hash keys. */
export async function splitShard(client: KinesisClient, StreamName: string, parent: Shard): Promise<Shard[]> {
  const [start, end] = range(parent);
  const NewStartingHashKey = String((start + end + 1n) / 2n);
  await client.send(new SplitShardCommand({ StreamName, ShardToSplit: parent.ShardId, NewStartingHashKey }));
  return childrenOf(client, StreamName, parent);
}

/** Merges two neighbours. Returns their child. */
export async function mergeShards(client: KinesisClient, StreamName: string, a: Shard, b: Shard): Promise<Shard> {
  await client.send(new MergeShardsCommand({ StreamName, ShardToMerge: a.ShardId, AdjacentShardToMerge: b.ShardId }));
  const [child] = await childrenOf(client, StreamName, a);
  if (!child)
    throw new Error(`${StreamName}: ${a.ShardId} and ${b.ShardId} have no child; does this emulator reshard?`);
  return child;
}

async function childrenOf(client: KinesisClient, stream: string, parent: Shard): Promise<Shard[]> {
  await active(client, stream);
  const children = (await shardsOf(client, stream)).filter(
    ({ ParentShardId, AdjacentParentShardId }) =>
      ParentShardId === parent.ShardId || AdjacentParentShardId === parent.ShardId,
  );
  return children.sort((a, b) => (range(a)[0] < range(b)[0] ? -1 : 1));
}

/** Everything that is in a shard now, as text, and whether it ends there because it was closed. */
export async function readShard(
  client: KinesisClient,
  StreamName: string,
  ShardId: string,
): Promise<{ records: string[]; closed: boolean }> {
  const records: string[] = [];
  const from = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  let { ShardIterator } = await client.send(new GetShardIteratorCommand(from));
  while (ShardIterator) {
    const got = await client.send(new GetRecordsCommand({ ShardIterator }));
    records.push(...(got.Records ?? []).map(({ Data }) => Buffer.from(Data ?? []).toString()));
    ShardIterator = got.NextShardIterator;
    if (got.Records?.length === 0 && ShardIterator) return { records, closed: false };
  }
  return { records, closed: true };
}

/**
 * One record that carries several, as the Kinesis Producer Library makes them: a magic number, a protobuf message
 * (AggregatedRecord: the partition keys, then records that point at them) and the message's MD5.
 * @see https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export function aggregate(records: readonly { readonly key: string; readonly data: string | Uint8Array }[]): Buffer {
  const keys = [...new Set(records.map(({ key }) => key))];
  const message = Buffer.concat([
    ...keys.map((key) => field(1, Buffer.from(key))),
    ...records.map(({ key, data }) =>
      field(3, Buffer.concat([Buffer.from([1 << 3]), varint(keys.indexOf(key)), field(3, Buffer.from(data))])),
    ),
  ]);
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, createHash('md5').update(message).digest()]);
}

/** A length-delimited field of a protobuf message. */
const field = (number: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2]), varint(content.length), content]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left % 128) | 128);
  }
}
