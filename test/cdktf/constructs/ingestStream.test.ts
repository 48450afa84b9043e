import { IngestStream, type IngestStreamProps, type ReadOptions } from '../../../cdktf/constructs/ingestStream';
import type { PolicyStatement } from '../../../cdktf/constructs/serviceRole';
import { only, removeFolders, synth } from '../pipeline';

afterAll(removeFolders);

const streamOf = (props: Partial<IngestStreamProps> = {}) =>
  only(
    synth((stack) => new IngestStream(stack, 'ingest', { streamName: 'metrics', ...props })),
    'aws_kinesis_stream',
  );

test('on demand, encrypted and kept for a week by default', () => {
  expect(streamOf()).toEqual({
    name: 'metrics',
    retention_period: 168,
    encryption_type: 'KMS',
    kms_key_id: 'alias/aws/kinesis',
    stream_mode_details: { stream_mode: 'ON_DEMAND' },
  });
});

test('a number of shards makes it provisioned', () => {
  expect(streamOf({ shardCount: 4, retentionHours: 24 })).toMatchObject({
    retention_period: 24,
    shard_count: 4,
    stream_mode_details: { stream_mode: 'PROVISIONED' },
  });
});

test.each([23, 8_761, 24.5])('retention of %p hours is refused', (retentionHours) => {
  expect(() => streamOf({ retentionHours })).toThrow('Kinesis keeps 24 to 8,760 h');
});

describe('grants', () => {
  function granted(
    give: (stream: IngestStream) => void,
    to: PolicyStatement[],
    props: Partial<IngestStreamProps> = {},
  ) {
    synth((stack) => give(new IngestStream(stack, 'ingest', { streamName: 'metrics', ...props })));
    return to.flatMap(({ actions }) => actions);
  }
  function read(options?: ReadOptions, props?: Partial<IngestStreamProps>): [string[], PolicyStatement[]] {
    const to: PolicyStatement[] = [];
    return [granted((stream) => stream.grantRead({ addToPolicy: (s) => to.push(s) }, options), to, props), to];
  }

  test('polling needs three calls', () => {
    expect(read()[0]).toEqual(['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards']);
  });

  test('fan-out is granted when asked for, to the one consumer', () => {
    const [actions, to] = read({ fanOutConsumer: 'averages' });
    expect(actions).toEqual(expect.arrayContaining(['kinesis:RegisterStreamConsumer', 'kinesis:SubscribeToShard']));
    const subscribe = to.find(({ sid }) => sid === 'FanOutConsumer');
    expect(subscribe?.resources).toEqual([expect.stringMatching(/\/consumer\/averages:\*$/)]);
  });

  test('a key of one’s own must be usable', () => {
    const encryptionKeyArn = 'arn:aws:kms:eu-central-1:1:key/k';
    const [actions, to] = read({}, { encryptionKeyArn });
    expect(actions).toContain('kms:Decrypt');
    expect(to.at(-1)?.resources).toEqual([encryptionKeyArn]);
  });

  test('writing is one call', () => {
    const to: PolicyStatement[] = [];
    expect(granted((stream) => stream.grantWrite({ addToPolicy: (s) => to.push(s) }), to)).toEqual([
      'kinesis:PutRecords',
    ]);
  });
});
