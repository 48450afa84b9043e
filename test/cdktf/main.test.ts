import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { script, scriptHash } from 'millrace';
import { awsEnvironment } from '../../cdktf/bindings';
import { checkPropertyGroups } from '../../cdktf/constructs/propertyGroups';
import minuteAverages from '../../jobs/minute-averages';
import { removeFolders, temporaryFolder } from './pipeline';

const ROOT = resolve(__dirname, '../..');
const OUT = temporaryFolder();

afterAll(removeFolders);

/** Runs `npm run synth` as a person would, but for the folder. */
function main(env: Readonly<Record<string, string>>) {
  const result = spawnSync(process.execPath, ['--import', 'tsx', 'cdktf/main.ts'], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      CDKTF_OUTDIR: OUT,
      MILLRACE_BUILDS: join(OUT, 'build'),
      ...env,
    } as NodeJS.ProcessEnv,
    encoding: 'utf8',
  });
  return { ...result, text: (stack: string) => readFileSync(join(OUT, 'stacks', stack, 'cdk.tf.json'), 'utf8') };
}

test('the jobs of this repository are synthesized, and what was written is said on stderr', () => {
  const { status, stdout, stderr, text } = main({ MILLRACE_REGION: 'eu-west-1' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(stderr).toContain('millrace: 1 job(s) for aws, region eu-west-1');

  const configuration = text('millrace');
  const scripts = Object.values(JSON.parse(configuration).resource.aws_s3_object) as { content?: string }[];
  expect(scripts.map(({ content }) => content)).toContain(script(minuteAverages));
  expect(configuration).toContain(scriptHash(script(minuteAverages)));
  for (const id of ['millrace', 'table.metrics', 'table.averages', 'table.metrics_late']) {
    expect(configuration).toContain(`"property_group_id": "${id}"`);
  }
  // Neither this machine's folders nor a token that nobody resolved.
  for (const folder of [ROOT, OUT]) expect(configuration).not.toContain(folder);
  expect(configuration).not.toContain('TfToken');
});

test('the emulator’s stack stands beside it, and what it lacks is said with the reason', () => {
  const { stderr, text } = main({ MILLRACE_TARGET: 'emulator' });
  expect(stderr).toMatch(/without 1 aws_kinesisanalyticsv2_application: moto answers/);
  expect(text('millrace-emulator')).not.toContain('"aws_kinesisanalyticsv2_application"');
});

test('a mistake is one line and not a stack trace', () => {
  const { status, stderr } = main({ MILLRACE_TARGET: 'mars' });
  expect(status).toBe(1);
  expect(stderr).toBe('MILLRACE_TARGET is "mars"; it can be aws or emulator\n');
});

test('the AWS bindings are total, and within the service’s limits', () => {
  const groups = awsEnvironment({ stream: 's', bucket: 'b', region: 'eu-west-1' }).propertyGroups(minuteAverages);
  expect(() => checkPropertyGroups('millrace-minute-averages', groups)).not.toThrow();
  expect(groups.map(({ PropertyGroupId, PropertyMap: { path, stream } }) => [PropertyGroupId, path ?? stream])).toEqual(
    [
      ['table.metrics', 's'],
      ['table.averages', 's3://b/averages/'],
      ['table.metrics_malformed', 's3://b/aside/minute-averages/metrics_malformed/'],
      ['table.metrics_late', 's3://b/aside/minute-averages/metrics_late/'],
    ],
  );
});
