import type { Construct } from 'constructs';
import { PrivateBucket } from './privateBucket';
import type { Grantee } from './serviceRole';

export interface RawDataBucketProps {
  /** Begins the bucket's name. */
  readonly bucketNamePrefix: string;
  /** Days until objects move to S3 Standard-IA (at least 30, S3's own minimum). Default: 30. */
  readonly infrequentAccessAfterDays?: number;
  /** Days until objects move to Glacier Instant Retrieval, read as quickly but billed per read. Default: 90. */
  readonly glacierAfterDays?: number;
  /** Days until objects move to Deep Archive, which answers after hours. Default: 365. */
  readonly deepArchiveAfterDays?: number;
  /** Days that replaced or deleted versions are kept. Default: 30. */
  readonly noncurrentVersionDays?: number;
  /** Let `terraform destroy` delete data. Default: false. */
  readonly forceDestroy?: boolean;
}

/** Where records and what jobs make of them are kept for good, moved to cheaper storage as they age. */
export class RawDataBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, props: RawDataBucketProps) {
    const tiers = [
      { days: props.infrequentAccessAfterDays ?? 30, storageClass: 'STANDARD_IA' },
      { days: props.glacierAfterDays ?? 90, storageClass: 'GLACIER_IR' },
      { days: props.deepArchiveAfterDays ?? 365, storageClass: 'DEEP_ARCHIVE' },
    ];
    let earliest = 30;
    for (const { days, storageClass } of tiers) {
      if (!Number.isInteger(days) || days < earliest) {
        throw new Error(`${id}: ${storageClass} after ${days} days; a whole number of at least ${earliest} is needed`);
      }
      earliest = days + 1;
    }
    super(scope, id, {
      bucketNamePrefix: props.bucketNamePrefix,
      forceDestroy: props.forceDestroy ?? false,
      lifecycleRules: [
        {
          id: 'cheaper-with-age',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          transition: tiers,
          noncurrentVersionExpiration: [{ noncurrentDays: props.noncurrentVersionDays ?? 30 }],
        },
      ],
    });
  }

  /**
   * Exactly the calls of Flink's file sink, on objects below `prefix` and nowhere else: it uploads in parts, reads
   * back the tail of an unfinished file when it is restored, and deletes that tail once the file is complete.
   */
  grantWrite(grantee: Grantee, prefix: string): void {
    const folder = folderOf(prefix);
    grantee.addToPolicy({
      sid: `Write${sidOf(folder)}`,
      actions: [
        's3:AbortMultipartUpload',
        's3:DeleteObject',
        's3:GetObject',
        's3:ListMultipartUploadParts',
        's3:PutObject',
      ],
      resources: [`${this.bucketArn}/${folder}*`],
    });
    this.grantList(grantee, folder);
  }

  /** Read what lies below `prefix`. */
  grantRead(grantee: Grantee, prefix: string): void {
    const folder = folderOf(prefix);
    grantee.addToPolicy({
      sid: `Read${sidOf(folder)}`,
      actions: ['s3:GetObject'],
      resources: [`${this.bucketArn}/${folder}*`],
    });
    this.grantList(grantee, folder);
  }

  private grantList(grantee: Grantee, folder: string): void {
    grantee.addToPolicy({
      sid: `List${sidOf(folder)}`,
      actions: ['s3:ListBucket'],
      resources: [this.bucketArn],
      // Flink asks for the folder itself, without its slash, before it writes. IfExists: S3 wants the same permission
      // when an object isn't there, a question without a prefix, and would answer 403 instead of 404.
      conditions: [{ test: 'StringLikeIfExists', variable: 's3:prefix', values: [folder.slice(0, -1), `${folder}*`] }],
    });
  }
}

/** `averages/`: a prefix without its slash would also cover `averages-of-someone-else/`. */
function folderOf(prefix: string): string {
  const folder = prefix.replace(/^\/+|\/+$/g, '');
  if (folder === '') throw new Error('a grant on a bucket needs a folder, or it would cover the whole bucket');
  return `${folder}/`;
}

const sidOf = (folder: string): string =>
  folder.split(/[^A-Za-z0-9]+/).reduce((sid, part) => sid + part.charAt(0).toUpperCase() + part.slice(1), '');
