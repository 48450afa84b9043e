import { RawDataBucket, type RawDataBucketProps } from '../../../cdktf/constructs/rawDataBucket';
import type { PolicyStatement } from '../../../cdktf/constructs/serviceRole';
import { only, removeFolders, statements, synth } from '../pipeline';

afterAll(removeFolders);

const bucketOf = (props: Partial<RawDataBucketProps> = {}) =>
  synth((stack) => new RawDataBucket(stack, 'data', { bucketNamePrefix: 'Acme_data', ...props }));

test('private, versioned, encrypted, and a name that S3 takes', () => {
  const configuration = bucketOf();
  expect(only(configuration, 'aws_s3_bucket')).toMatchObject({ bucket_prefix: 'acme-data-', force_destroy: false });
  expect(only(configuration, 'aws_s3_bucket_public_access_block')).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(only(configuration, 'aws_s3_bucket_versioning')).toMatchObject({
    versioning_configuration: { status: 'Enabled' },
  });
  expect(only(configuration, 'aws_s3_bucket_ownership_controls')).toMatchObject({
    rule: { object_ownership: 'BucketOwnerEnforced' },
  });
  expect(only(configuration, 'aws_s3_bucket_server_side_encryption_configuration')).toMatchObject({
    rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }],
  });
});

test('the bucket and all in it refuse plain HTTP', () => {
  expect(statements(bucketOf(), 'tls-only')).toEqual([
    expect.objectContaining({
      effect: 'Deny',
      actions: ['s3:*'],
      resources: [expect.stringMatching(/\.arn\}$/), expect.stringMatching(/\.arn\}\/\*$/)],
      condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
    }),
  ]);
});

test('objects move to cheaper storage as they age', () => {
  const { rule } = only(bucketOf({ deepArchiveAfterDays: 400 }), 'aws_s3_bucket_lifecycle_configuration');
  expect(rule).toEqual([
    expect.objectContaining({ abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] }),
    expect.objectContaining({
      transition: [
        { days: 30, storage_class: 'STANDARD_IA' },
        { days: 90, storage_class: 'GLACIER_IR' },
        { days: 400, storage_class: 'DEEP_ARCHIVE' },
      ],
      noncurrent_version_expiration: [{ noncurrent_days: 30 }],
    }),
  ]);
});

test.each([{ infrequentAccessAfterDays: 29 }, { glacierAfterDays: 30 }, { deepArchiveAfterDays: 90 }])(
  'tiers must follow each other: %p',
  (props) => {
    expect(() => bucketOf(props)).toThrow(/a whole number of at least/);
  },
);

describe('grants', () => {
  function granted(prefix: string, use: 'grantRead' | 'grantWrite'): PolicyStatement[] {
    const to: PolicyStatement[] = [];
    synth((stack) => {
      new RawDataBucket(stack, 'data', { bucketNamePrefix: 'data' })[use]({ addToPolicy: (s) => to.push(s) }, prefix);
    });
    return to;
  }

  test('writing is bound to the folder, also without its slash', () => {
    const [write, list] = granted('averages', 'grantWrite');
    expect(write?.resources).toEqual([expect.stringMatching(/\}\/averages\/\*$/)]);
    expect(list?.conditions?.[0]).toMatchObject({ variable: 's3:prefix', values: ['averages', 'averages/*'] });
  });

  test('reading doesn’t write', () => {
    expect(granted('/late/averages/', 'grantRead').flatMap((s) => s.actions)).toEqual([
      's3:GetObject',
      's3:ListBucket',
    ]);
  });

  test('a whole bucket isn’t given away by an empty prefix', () => {
    expect(() => granted('/', 'grantWrite')).toThrow('needs a folder');
  });
});
