import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { secret } from 'millrace';
import { FlinkApplication, type FlinkApplicationProps } from '../../../cdktf/constructs/flinkApplication';
import { lanes } from '../../../cdktf/lanes';
import { only, removeFolders, statements, synth } from '../pipeline';

afterAll(removeFolders);

const applicationOf = (props: Partial<FlinkApplicationProps> = {}) =>
  synth(
    (stack) =>
      new FlinkApplication(stack, 'job', {
        applicationName: 'millrace-averages',
        code: { bucketName: 'code', bucketArn: 'arn:aws:s3:::code', key: 'bridge.jar', version: 'v1' },
        propertyGroups: [{ PropertyGroupId: 'table.a', PropertyMap: { path: `s3://b/\${x}` } }],
        sizing: lanes.fast,
        ...props,
      }),
  );

test('Flink 1.20 from one version of a JAR, started, with snapshots', () => {
  expect(only(applicationOf(), 'aws_kinesisanalyticsv2_application')).toMatchObject({
    name: 'millrace-averages',
    runtime_environment: 'FLINK-1_20',
    start_application: true,
    application_configuration: {
      application_code_configuration: {
        code_content_type: 'ZIPFILE',
        code_content: {
          s3_content_location: { bucket_arn: 'arn:aws:s3:::code', file_key: 'bridge.jar', object_version: 'v1' },
        },
      },
      application_snapshot_configuration: { snapshots_enabled: true },
      environment_properties: {
        property_group: [{ property_group_id: 'table.a', property_map: { path: `s3://b/$\${x}` } }],
      },
      flink_application_configuration: {
        checkpoint_configuration: {
          configuration_type: 'CUSTOM',
          checkpoint_interval: 10_000,
          min_pause_between_checkpoints: 5_000,
        },
        parallelism_configuration: { configuration_type: 'CUSTOM', parallelism: 4, auto_scaling_enabled: true },
      },
    },
  });
});

test('the log stream is there before the application, and so are its permissions', () => {
  const configuration = applicationOf();
  const application = only(configuration, 'aws_kinesisanalyticsv2_application');
  expect(application.cloudwatch_logging_options).toEqual({
    log_stream_arn: expect.stringMatching(/^\$\{aws_cloudwatch_log_stream\..+\.arn\}$/),
  });
  expect(only(configuration, 'aws_cloudwatch_log_stream').log_group_name).toMatch(/^\$\{aws_cloudwatch_log_group\./);
  expect(application.depends_on).toEqual([expect.stringMatching(/^aws_iam_role_policy\./)]);
});

test('the service takes the role for this application of this account only', () => {
  const [trust] = statements(applicationOf(), 'trust');
  expect(trust).toMatchObject({
    actions: ['sts:AssumeRole'],
    principals: [{ type: 'Service', identifiers: ['kinesisanalytics.amazonaws.com'] }],
  });
  expect(trust?.condition?.map(({ variable }) => variable)).toEqual(['aws:SourceAccount', 'aws:SourceArn']);
  expect(trust?.condition?.[1]?.values[0]).toMatch(/:application\/millrace-averages$/);
});

test('by itself it may write its log and nothing else', () => {
  expect(statements(applicationOf(), 'permissions')).toEqual([
    {
      sid: 'WriteLog',
      actions: ['logs:PutLogEvents'],
      resources: [expect.stringMatching(/^\$\{aws_cloudwatch_log_stream\./)],
    },
  ]);
});

test('it may read the secrets that its options refer to, and no others', () => {
  const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-a1B2c3`;
  const table = (name: string, options: Record<string, string>) => ({
    PropertyGroupId: `table.${name}`,
    PropertyMap: options,
  });
  const configuration = applicationOf({
    propertyGroups: [
      table('a', { user: secret(arn('login'), 'user'), password: secret(arn('login'), 'password') }),
      table('b', { token: secret(arn('api')), path: 'secrets/' }),
    ],
  });
  expect(statements(configuration, 'permissions')[1]).toEqual({
    sid: 'ReadSecrets',
    actions: ['secretsmanager:GetSecretValue'],
    resources: [arn('api'), arn('login')],
  });
});

test('a secret that the stack itself makes', () => {
  const configuration = synth((stack) => {
    const { arn } = new SecretsmanagerSecret(stack, 'secret', { name: 'login' });
    new FlinkApplication(stack, 'job', {
      applicationName: 'a',
      code: { bucketName: 'code', bucketArn: 'arn:aws:s3:::code', key: 'bridge.jar', version: 'v1' },
      propertyGroups: [{ PropertyGroupId: 'table.a', PropertyMap: { password: secret(arn, 'password') } }],
      sizing: lanes.fast,
    });
  });
  const application = only(configuration, 'aws_kinesisanalyticsv2_application');
  expect(JSON.stringify(application)).toContain(`"secret:\${aws_secretsmanager_secret.secret.arn}#password"`);
  expect(statements(configuration, 'permissions')[1]?.resources).toEqual([`\${aws_secretsmanager_secret.secret.arn}`]);
});

test('a permission on everything is refused', () => {
  expect(() =>
    synth((stack) => {
      const props = { applicationName: 'a', propertyGroups: [], sizing: lanes.regular };
      const code = { bucketName: 'code', bucketArn: 'arn:aws:s3:::code', key: 'bridge.jar', version: 'v1' };
      new FlinkApplication(stack, 'job', { ...props, code }).addToPolicy({
        sid: 'All',
        actions: ['s3:GetObject'],
        resources: ['*'],
      });
    }),
  ).toThrow('All names every resource');
});
