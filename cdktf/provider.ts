import { AwsProvider, type AwsProviderConfig } from '@cdktf/provider-aws/lib/provider';
import { LocalBackend, S3Backend, type TerraformStack } from 'cdktf';
import type { Settings } from './settings';

/** Enough for a provider that asks nobody who it is. */
const WITHOUT_ACCOUNT: AwsProviderConfig = {
  accessKey: 'none',
  secretKey: 'none',
  skipCredentialsValidation: true,
  skipMetadataApiCheck: 'true',
  skipRequestingAccountId: true,
};

const EMULATOR: AwsProviderConfig = {
  // Dummy keys even where real ones are set: a mistyped endpoint then fails and doesn't touch an account.
  ...WITHOUT_ACCOUNT,
  s3UsePathStyle: true,
  // What the emulator lacks it answers with 500, which the provider would try again for minutes.
  maxRetries: 1,
};

export function addProvider(stack: TerraformStack, settings: Settings): void {
  new AwsProvider(stack, 'aws', {
    region: settings.region,
    defaultTags: [{ tags: { project: 'millrace' } }],
    ...(settings.target === 'emulator' ? EMULATOR : settings.offline ? WITHOUT_ACCOUNT : {}),
  });
}

export function addBackend(stack: TerraformStack, name: string, settings: Settings): void {
  if (settings.stateBucket === undefined) {
    // A relative path: cdktf's own default writes this machine's folders into the output.
    new LocalBackend(stack, { path: 'terraform.tfstate' });
    return;
  }
  new S3Backend(stack, {
    bucket: settings.stateBucket,
    key: `${name}/terraform.tfstate`,
    region: settings.region,
    encrypt: true,
  });
  // Terraform's lock in the bucket itself; cdktf only knows the older one in DynamoDB.
  stack.addOverride('terraform.backend.s3.use_lockfile', true);
}
