import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from '../../cdktf/app';
import type { Settings } from '../../cdktf/settings';
import { findTerraform, terraform } from '../../scripts/terraform';
import { emulator, offline, pipeline, removeFolders, SCRIPT, temporaryFolder } from './pipeline';

const missing = findTerraform() === undefined;
if (missing && process.env.CI === 'true')
  throw new Error('terraform is not on the PATH, and CI must not skip these tests');
const describeTerraform = missing ? describe.skip : describe;

afterAll(removeFolders);

/** Nothing of this machine's account may help: the plan has to do without. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
  AWS_EC2_METADATA_DISABLED: 'true',
};

interface Plan {
  readonly resource_changes: readonly {
    readonly type: string;
    readonly mode: string;
    readonly change: { readonly actions: readonly string[]; readonly after: Readonly<Record<string, unknown>> };
  }[];
}

interface Planned {
  readonly validation: { readonly valid: boolean; readonly diagnostics: readonly unknown[] };
  readonly text: string;
  readonly json: Plan;
}

/** init, validate and plan: seconds each, so once for all that is asked about the result. */
async function plan(settings: Settings): Promise<Planned> {
  const { folder: cwd } = synthesize(temporaryFolder(), { ...pipeline, settings });
  await terraform(['init', '-no-color'], { cwd, env, output: 'capture' });
  // Before the JAR is there: only a plan needs it.
  const validation = JSON.parse(await terraform(['validate', '-json'], { cwd, env, output: 'capture' }));
  writeFileSync(join(cwd, pipeline.bridgeJar), 'not really a JAR');
  await terraform(['plan', '-no-color', '-out=plan'], { cwd, env, output: 'capture' });
  const show = (...args: string[]) => terraform(['show', ...args, 'plan'], { cwd, env, output: 'capture' });
  return { validation, text: await show('-no-color'), json: JSON.parse(await show('-json')) };
}

const counts = ({ json }: Planned): Record<string, number> => {
  const count: Record<string, number> = {};
  for (const { type, mode, change } of json.resource_changes) {
    if (mode === 'managed') {
      expect(change.actions).toEqual(['create']);
      count[type] = (count[type] ?? 0) + 1;
    }
  }
  return count;
};

const COMMON = {
  aws_cloudwatch_log_group: 1,
  aws_cloudwatch_log_stream: 1,
  aws_iam_role: 1,
  aws_iam_role_policy: 1,
  aws_kinesis_stream: 1,
  aws_s3_bucket: 2,
  aws_s3_bucket_lifecycle_configuration: 2,
  aws_s3_bucket_ownership_controls: 2,
  aws_s3_bucket_public_access_block: 2,
  aws_s3_bucket_server_side_encryption_configuration: 2,
  aws_s3_bucket_versioning: 2,
  aws_s3_object: 2,
};

describeTerraform(missing ? 'Terraform (skipped: terraform is not on the PATH)' : 'Terraform', () => {
  describe('for AWS, without an account', () => {
    let planned: Planned;
    beforeAll(async () => {
      planned = await plan(offline);
    });

    test('the configuration is valid though the JAR isn’t built', () => {
      expect(planned.validation).toMatchObject({ valid: true, diagnostics: [] });
    });

    test('the plan creates these resources and no others', () => {
      expect(counts(planned)).toEqual({ ...COMMON, aws_kinesisanalyticsv2_application: 1, aws_s3_bucket_policy: 2 });
    });

    test('the script arrives unchanged, whatever Terraform might read in it', () => {
      const scripts = planned.json.resource_changes.filter(({ change }) => change.after?.content !== undefined);
      expect(scripts.map(({ change }) => change.after.content)).toContain(SCRIPT);
    });

    test('a reviewer reads the SQL in the plan', () => {
      const lines = planned.text.split('\n').map((line) => line.trim().replace(/^\+ /, ''));
      for (const line of ['CREATE TEMPORARY TABLE `metrics` (', '`event_time` TIMESTAMP(3)', ');']) {
        expect(lines).toContain(line);
      }
      expect(planned.text).toContain('INSERT INTO `averages` SELECT `metric_name`');
    });

    test('and the actions that the job will be allowed', () => {
      for (const action of ['kinesis:GetRecords', 's3:PutObject', 's3:GetObjectVersion', 'logs:PutLogEvents']) {
        expect(planned.text).toContain(`"${action}"`);
      }
    });
  });

  test('for the emulator: valid, and the same less the gaps', async () => {
    const planned = await plan(emulator);
    expect(planned.validation.valid).toBe(true);
    expect(counts(planned)).toEqual(COMMON);
  });

  test('a plan without the JAR stops and says how to build it', async () => {
    const { folder: cwd } = synthesize(temporaryFolder(), pipeline);
    await terraform(['init', '-no-color'], { cwd, env, output: 'capture' });
    await expect(terraform(['plan', '-no-color'], { cwd, env, output: 'capture' })).rejects.toThrow(/npm run plan/);
  });
});
