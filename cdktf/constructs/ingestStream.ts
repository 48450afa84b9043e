import { KinesisStream } from '@cdktf/provider-aws/lib/kinesis-stream';
import { Construct } from 'constructs';
import type { Grantee } from './serviceRole';

export interface IngestStreamProps {
  /** The stream's name in the account and region. */
  readonly streamName: string;
  /**
   * Number of shards; giving it makes the stream provisioned (1 MB/s or 1,000 records/s in per shard).
   * Default: none, an on-demand stream that grows and shrinks by itself.
   */
  readonly shardCount?: number;
  /**
   * How long records can be read again, 24 to 8,760 hours.
   * Default: 168, a week, so that a job that broke on a Friday evening loses nothing by Monday.
   */
  readonly retentionHours?: number;
  /**
   * A KMS key of your own, by ARN; readers and writers are then granted its use.
   * Default: `alias/aws/kinesis`, the account's key for Kinesis, which costs nothing and needs no grants.
   */
  readonly encryptionKeyArn?: string;
}

/** How a reader shares the stream. */
export interface ReadOptions {
  /**
   * Name of the reader's enhanced fan-out consumer: 2 MiB/s per shard of its own instead of a share of 2 MiB/s.
   * The connector registers and deregisters it, so those actions are granted too. Default: none, polling.
   */
  readonly fanOutConsumer?: string;
}

/** The Kinesis data stream that producers write to and jobs read: encrypted, kept for a week. */
export class IngestStream extends Construct {
  /** Tokens, good wherever Terraform takes a string. */
  readonly streamName: string;
  readonly streamArn: string;
  private readonly keyArn: string | undefined;

  constructor(scope: Construct, id: string, props: IngestStreamProps) {
    super(scope, id);
    const retentionHours = props.retentionHours ?? 168;
    if (!Number.isInteger(retentionHours) || retentionHours < 24 || retentionHours > 8_760) {
      throw new Error(`stream ${props.streamName}: retention of ${retentionHours} h; Kinesis keeps 24 to 8,760 h`);
    }
    const stream = new KinesisStream(this, 'stream', {
      name: props.streamName,
      retentionPeriod: retentionHours,
      encryptionType: 'KMS',
      kmsKeyId: props.encryptionKeyArn ?? 'alias/aws/kinesis',
      ...(props.shardCount === undefined
        ? { streamModeDetails: { streamMode: 'ON_DEMAND' } }
        : { streamModeDetails: { streamMode: 'PROVISIONED' }, shardCount: props.shardCount }),
    });
    this.streamName = stream.name;
    this.streamArn = stream.arn;
    this.keyArn = props.encryptionKeyArn;
  }

  /** Exactly the calls of Flink's Kinesis source, with polling or with fan-out. */
  grantRead(grantee: Grantee, options: ReadOptions = {}): void {
    const { fanOutConsumer } = options;
    grantee.addToPolicy({
      sid: 'ReadStream',
      actions: ['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'],
      resources: [this.streamArn],
    });
    if (fanOutConsumer !== undefined) {
      grantee.addToPolicy({
        sid: 'FanOutStream',
        actions: [
          'kinesis:DeregisterStreamConsumer',
          'kinesis:DescribeStreamConsumer',
          'kinesis:DescribeStreamSummary',
          'kinesis:RegisterStreamConsumer',
        ],
        resources: [this.streamArn],
      });
      grantee.addToPolicy({
        sid: 'FanOutConsumer',
        actions: ['kinesis:DeregisterStreamConsumer', 'kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
        // A consumer's ARN ends in the time of its registration.
        resources: [`${this.streamArn}/consumer/${fanOutConsumer}:*`],
      });
    }
    this.grantKey(grantee, 'DecryptStream', 'kms:Decrypt');
  }

  /** For producers, and for jobs that write to the stream. */
  grantWrite(grantee: Grantee): void {
    grantee.addToPolicy({ sid: 'WriteStream', actions: ['kinesis:PutRecords'], resources: [this.streamArn] });
    this.grantKey(grantee, 'EncryptStream', 'kms:GenerateDataKey');
  }

  private grantKey(grantee: Grantee, sid: string, action: string): void {
    if (this.keyArn !== undefined) grantee.addToPolicy({ sid, actions: [action], resources: [this.keyArn] });
  }
}
