import { join } from 'node:path';
import type { BridgeJob } from '../../cloud/bridgeJob';
import { createStream, kinesisClient, mergeShards, putRecords, shardsOf, splitShard } from '../../cloud/kinesis';
import { useKinesisLocal } from '../../cloud/kinesisLocal';
import { record, rowsInOrder, useJobs } from './job';

jest.setTimeout(300_000);

const kinesis = useKinesisLocal();
const start = useJobs(() => kinesis().endpoint);

const KEYS = Array.from({ length: 8 }, (_, index) => `k${index}`);

/** Writes rows of all keys in turns, a millisecond apart, and knows how many of each. */
class Writer {
  written = 0;
  readonly client = kinesisClient(kinesis().endpoint);
  constructor(readonly stream: string) {}

  async write(rounds: number): Promise<void> {
    const from = this.written;
    this.written += rounds;
    const rows = Array.from({ length: rounds }, (_, n) => KEYS.map((key) => record(key, from + n, (from + n) / 1000)));
    await putRecords(this.client, this.stream, rows.flat());
  }

  /** The open shards by their hash keys. */
  async open() {
    const all = await shardsOf(this.client, this.stream);
    const open = all.filter(({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined);
    const at = (shard: (typeof open)[number]) => BigInt(shard.HashKeyRange?.StartingHashKey ?? 0);
    return open.sort((a, b) => (at(a) < at(b) ? -1 : 1));
  }

  async split(index: number): Promise<void> {
    const shard = (await this.open())[index];
    if (!shard) throw new Error(`no shard ${index}`);
    await splitShard(this.client, this.stream, shard);
  }

  async merge(index: number): Promise<void> {
    const [a, b] = (await this.open()).slice(index, index + 2);
    if (!a || !b) throw new Error(`no shards ${index}`);
    await mergeShards(this.client, this.stream, a, b);
  }
}

/** Nothing lost, nothing doubled, each key's rows in their order, none late. */
async function expectAll(job: BridgeJob, folder: string, rounds: number): Promise<void> {
  await job.waitFor(async () => (await job.rows('rows')).length >= rounds * KEYS.length);
  const byKey = new Map<string, number[]>(KEYS.map((key) => [key, []]));
  for (const { key, seq } of await rowsInOrder(join(folder, 'rows'))) byKey.get(key)?.push(seq);
  const inOrder = Array.from({ length: rounds }, (_, n) => n);
  expect(Object.fromEntries(byKey)).toEqual(Object.fromEntries(KEYS.map((key) => [key, inOrder])));
  expect(await job.rows('late')).toEqual([]);
  expect(await job.rows('refused')).toEqual([]);
  expect(await job.metrics('numLateRecordsDropped')).toEqual({ numLateRecordsDropped: 0 });
}

describe.each([
  // Few at a time, so that a shard is not read in one go.
  ['polling', { 'scan.shard.getrecords.maxrecordcount': '200' }],
  ['EFO', { 'scan.stream.recordpublisher': 'EFO', 'scan.stream.efo.consumername': 'reshard' }],
])('a stream read by %s', (how, publisher) => {
  it('loses, doubles and reorders nothing when shards are split and merged while it is read', async () => {
    const writer = new Writer(`live-${how}`);
    await createStream(writer.client, writer.stream, 2);
    await writer.write(100);
    const { job, folder } = await start(writer.stream, publisher);
    await job.waitFor(async () => (await job.rows('rows')).length > 0);
    // Always with rows that are not read yet on both sides of the change.
    const steps = [() => writer.split(0), () => writer.merge(1), () => writer.merge(0), () => writer.split(0)];
    for (const step of steps) {
      await writer.write(150);
      await step();
      await writer.write(150);
    }
    await expectAll(job, folder, writer.written);
  });

  it('reads the past of a stream that was split and merged in order', async () => {
    const writer = new Writer(`past-${how}`);
    await createStream(writer.client, writer.stream, 2);
    await writer.write(500);
    await writer.merge(0);
    await writer.write(10);
    await writer.split(0);
    await writer.write(500);
    const { job, folder } = await start(writer.stream, publisher);
    await expectAll(job, folder, writer.written);
  });
});
