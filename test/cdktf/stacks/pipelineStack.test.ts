import { createHash } from 'node:crypto';
import { emulatorGaps } from '../../../cdktf/emulator';
import { escapeTemplate } from '../../../cdktf/escape';
import {
  type Block,
  emulator,
  minuteAverages,
  only,
  removeFolders,
  SCRIPT,
  statements,
  synthPipeline,
} from '../pipeline';

afterAll(removeFolders);

const countByType = (resources: Readonly<Record<string, Readonly<Record<string, Block>>>>) =>
  Object.fromEntries(Object.entries(resources).map(([type, all]) => [type, Object.keys(all).length]));

interface ApplicationBlock {
  readonly application_configuration: {
    readonly environment_properties: {
      readonly property_group: readonly { property_group_id: string; property_map: Record<string, string> }[];
    };
  };
}
const groupsOf = (configuration: ReturnType<typeof synthPipeline>) => {
  const block = only(configuration, 'aws_kinesisanalyticsv2_application') as unknown as ApplicationBlock;
  const groups = block.application_configuration.environment_properties.property_group;
  return new Map(groups.map((group) => [group.property_group_id, group.property_map]));
};

test('the application learns its script’s place and hash, and where its tables live', () => {
  const groups = groupsOf(synthPipeline());
  expect([...groups.keys()]).toEqual(['millrace', 'table.metrics', 'table.averages', 'table.late']);
  expect(groups.get('millrace')).toEqual({
    'script.bucket': expect.stringMatching(/^\$\{aws_s3_bucket\..+\.id\}$/),
    'script.region': 'eu-central-1',
    'script.key': 'jobs/minute-averages/script.sql',
    'script.version': expect.stringMatching(/^\$\{aws_s3_object\..+\.version_id\}$/),
    'script.sha256': createHash('sha256').update(SCRIPT).digest('hex'),
  });
  expect(groups.get('table.metrics')).toEqual({
    connector: 'millrace-kinesis',
    stream: expect.stringMatching(/^\$\{aws_kinesis_stream\..+\.name\}$/),
    'aws.region': 'eu-central-1',
  });
  expect(groups.get('table.averages')?.path).toMatch(/^s3:\/\/\$\{aws_s3_bucket\..+\.id\}\/averages\/$/);
});

test('a compiled plan lies beside the script, and the application learns its place and hash and may read it', () => {
  const plan = JSON.stringify({ description: SCRIPT });
  const configuration = synthPipeline({
    jobs: ({ stream, bucket, region }) => [{ ...minuteAverages(stream, bucket, region), plan }],
  });
  expect(groupsOf(configuration).get('millrace')).toMatchObject({
    'script.key': 'jobs/minute-averages/script.sql',
    'plan.key': 'jobs/minute-averages/plan.json',
    'plan.version': expect.stringMatching(/^\$\{aws_s3_object\..*plan.*\.version_id\}$/),
    'plan.sha256': createHash('sha256').update(plan).digest('hex'),
  });
  const objects = Object.values(configuration.resource.aws_s3_object ?? {});
  expect(objects.map(({ content }) => content)).toContain(escapeTemplate(plan));
  const read = statements(configuration, 'permissions').find(({ sid }) => sid === 'ReadPlan');
  expect(read?.resources).toEqual([expect.stringMatching(/\/jobs\/minute-averages\/plan\.json$/)]);
});

test('a job may do exactly what its bindings need', () => {
  const given = statements(synthPipeline(), 'permissions');
  expect(Object.fromEntries(given.map(({ sid, actions }) => [sid, actions]))).toEqual({
    WriteLog: ['logs:PutLogEvents'],
    ReadBridge: ['s3:GetObjectVersion'],
    ReadScript: ['s3:GetObjectVersion'],
    ReadStream: ['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'],
    WriteAverages: WRITE,
    ListAverages: ['s3:ListBucket'],
    WriteLateMinuteAverages: WRITE,
    ListLateMinuteAverages: ['s3:ListBucket'],
  });
  for (const { resources } of given) expect(resources).not.toContain('*');
  expect(given.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
});

const WRITE = [
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:GetObject',
  's3:ListMultipartUploadParts',
  's3:PutObject',
];

test('fan-out is granted to the job that reads with it', () => {
  const configuration = synthPipeline({
    jobs: ({ stream, bucket, region }) => {
      const job = minuteAverages(stream, bucket, region);
      const [metrics, ...others] = job.propertyGroups;
      const efo = { 'scan.stream.recordpublisher': 'EFO', 'scan.stream.efo.consumername': 'averages' };
      const fanOut = { PropertyGroupId: 'table.metrics', PropertyMap: { ...metrics?.PropertyMap, ...efo } };
      return [{ ...job, propertyGroups: [fanOut, ...others] }];
    },
  });
  expect(statements(configuration, 'permissions').map(({ sid }) => sid)).toContain('FanOutConsumer');
});

test('two tables in one place need one permission', () => {
  const configuration = synthPipeline({
    jobs: ({ stream, bucket, region }) => {
      const job = minuteAverages(stream, bucket, region);
      const [metrics] = job.propertyGroups;
      const again = { PropertyGroupId: 'table.again', PropertyMap: metrics?.PropertyMap ?? {} };
      return [{ ...job, propertyGroups: [...job.propertyGroups, again], reads: ['table.metrics', 'table.again'] }];
    },
  });
  const sids = statements(configuration, 'permissions').map(({ sid }) => sid);
  expect(sids).toEqual([...new Set(sids)]);
});

test('a table somewhere else can’t be provisioned without its permissions', () => {
  const elsewhere = () => [minuteAverages('another-stream', 'another-bucket', 'eu-central-1')];
  expect(() => synthPipeline({ jobs: elsewhere })).toThrow(/job minute-averages: table\.metrics is bound to/);
});

test('two jobs of one name are refused', () => {
  expect(() =>
    synthPipeline({
      jobs: ({ stream, bucket, region }) => [
        minuteAverages(stream, bucket, region),
        minuteAverages(stream, bucket, region),
      ],
    }),
  ).toThrow();
});

test('a scenic job waits for its schedule', () => {
  const jobs = (lane: 'fast' | 'scenic') =>
    only(
      synthPipeline({
        jobs: ({ stream, bucket, region }) => [{ ...minuteAverages(stream, bucket, region), lane }],
      }),
      'aws_kinesisanalyticsv2_application',
    );
  expect(jobs('fast').start_application).toBe(true);
  expect(jobs('scenic').start_application).toBe(false);
});

test('the emulator gets exactly what AWS gets, less the listed gaps', () => {
  const aws = countByType(synthPipeline().resource);
  const onEmulator = countByType(synthPipeline({ settings: emulator }).resource);
  expect(onEmulator).toEqual(Object.fromEntries(Object.entries(aws).filter(([type]) => !(type in emulatorGaps))));
  // Each gap is one: an entry for what the stack doesn't have would only mislead.
  expect(Object.keys(emulatorGaps).filter((type) => !(type in aws))).toEqual([]);
});

test('the emulator’s keys are dummies and a real account’s are never written down', () => {
  expect(synthPipeline({ settings: emulator }).provider.aws[0]).toMatchObject({ access_key: 'none', max_retries: 1 });
  const real = synthPipeline({ settings: { target: 'aws', region: 'eu-central-1', offline: false } });
  expect(real.provider.aws).toEqual([{ region: 'eu-central-1', default_tags: [{ tags: { project: 'millrace' } }] }]);
});

test('the state is a file beside the stack, or in the bucket that was given', () => {
  expect(synthPipeline().terraform.backend).toEqual({ local: { path: 'terraform.tfstate' } });
  const settings = { target: 'aws', region: 'eu-central-1', offline: false, stateBucket: 'states' } as const;
  expect(synthPipeline({ settings }).terraform.backend).toEqual({
    s3: {
      bucket: 'states',
      key: 'millrace/terraform.tfstate',
      region: 'eu-central-1',
      encrypt: true,
      use_lockfile: true,
    },
  });
});

test('outputs name the application, the stream and the buckets', () => {
  const { output } = synthPipeline();
  expect(output.applications?.value).toEqual({ 'minute-averages': 'millrace-minute-averages' });
  expect(Object.keys(output).sort()).toEqual([
    'applications',
    'artifact_bucket',
    'data_bucket',
    'stream_arn',
    'stream_name',
  ]);
});
