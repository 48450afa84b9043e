import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import { bucketNamePrefix } from './names';

export interface PrivateBucketProps {
  /**
   * Begins the bucket's name; Terraform completes it, because bucket names are unique among all accounts.
   */
  readonly bucketNamePrefix: string;
  /**
   * Let `terraform destroy` delete a bucket that still has objects in it. Default: false, destroy then stops.
   */
  readonly forceDestroy?: boolean;
  /** Lifecycle rules beside the one that clears away uploads nobody finished. Default: none. */
  readonly lifecycleRules?: readonly S3BucketLifecycleConfigurationRule[];
}

/** What every bucket here has: no public access, no ACLs, versions, encryption at rest, and TLS on the way. */
export class PrivateBucket extends Construct {
  /** Tokens, known once the bucket is there. */
  readonly bucketName: string;
  readonly bucketArn: string;
  /** What is put into the bucket must depend on it: an object written before has no version id. */
  readonly versioning: S3BucketVersioningA;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    const bucket = new S3Bucket(this, 'bucket', {
      bucketPrefix: bucketNamePrefix(props.bucketNamePrefix),
      forceDestroy: props.forceDestroy ?? false,
    });
    // `id` and not `bucket`: both are the name, and only `id` is never empty when a prefix was given.
    this.bucketName = bucket.id;
    this.bucketArn = bucket.arn;

    const access = new S3BucketPublicAccessBlock(this, 'public-access', {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'ownership', {
      bucket: bucket.id,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    this.versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket: bucket.id,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: bucket.id,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket: bucket.id,
      rule: [
        {
          // Flink keeps files open as multipart uploads; one that is a week old belongs to no running job.
          id: 'abort-unfinished-uploads',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
        ...(props.lifecycleRules ?? []),
      ],
      // Rules about old versions mean nothing until versions are on.
      dependsOn: [this.versioning],
    });
    const tlsOnly = new DataAwsIamPolicyDocument(this, 'tls-only', {
      statement: [
        {
          sid: 'DenyInsecureTransport',
          effect: 'Deny',
          principals: [{ type: '*', identifiers: ['*'] }],
          actions: ['s3:*'],
          resources: [bucket.arn, `${bucket.arn}/*`],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
      ],
    });
    new S3BucketPolicy(this, 'policy', {
      bucket: bucket.id,
      policy: tlsOnly.json,
      // S3 refuses two changes of a bucket's access at the same time.
      dependsOn: [access],
    });
  }
}
