import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { CloudwatchLogStream } from '@cdktf/provider-aws/lib/cloudwatch-log-stream';
import { Kinesisanalyticsv2Application } from '@cdktf/provider-aws/lib/kinesisanalyticsv2-application';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';
import { type PropertyGroup, secretArns } from 'millrace';
import { escapeAroundTokens, escapeTemplate } from '../escape';
import type { Artifact } from './artifactBucket';
import { checkPropertyGroups } from './propertyGroups';
import { type Grantee, type PolicyStatement, ServiceRole } from './serviceRole';

/** How large an application is and how often it saves its state. */
export interface FlinkSizing {
  /** Subtasks of each operator at the start, 1 to 32 unless the account's quota was raised. */
  readonly parallelism: number;
  /** Subtasks that share one KPU, 1 to 8. */
  readonly parallelismPerKpu: number;
  /** Seconds between the starts of two checkpoints. */
  readonly checkpointSeconds: number;
  /** Double when the CPU is above 75 % for 15 minutes, halve when it is below 10 % for 6 hours. */
  readonly autoScaling: boolean;
}

export interface FlinkApplicationProps {
  readonly applicationName: string;
  /** Shown in the console. Default: none. */
  readonly description?: string;
  /** The JAR to run; it must be in S3 before the application is created. */
  readonly code: Artifact;
  /** What the application reads at run time, and the secrets that these refer to. Values may hold tokens. */
  readonly propertyGroups: readonly PropertyGroup[];
  readonly sizing: FlinkSizing;
  /** Default: true. Terraform doesn't start an application that it has created without it (state READY). */
  readonly start?: boolean;
  /** Least level that reaches the log; Log4j's own levels are ignored. Default: `INFO`. */
  readonly logLevel?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** How fine CloudWatch's metrics are; finer ones are billed. Default: `TASK`, one set for each task. */
  readonly metricsLevel?: 'APPLICATION' | 'TASK' | 'OPERATOR' | 'PARALLELISM';
  /** Days that log lines are kept, one of CloudWatch's steps. Default: 30. */
  readonly logRetentionDays?: number;
}

/** One job on Amazon Managed Service for Apache Flink, with its log and a role that may do nothing yet but write there. */
export class FlinkApplication extends Construct implements Grantee {
  readonly applicationName: string;
  /** Grants that the application can't start without are in force before it is created. */
  private readonly role: ServiceRole;

  constructor(scope: Construct, id: string, props: FlinkApplicationProps) {
    super(scope, id);
    const { applicationName, sizing } = props;
    this.applicationName = applicationName;
    checkPropertyGroups(applicationName, props.propertyGroups);

    const logGroup = new CloudwatchLogGroup(this, 'log-group', {
      name: `/aws/kinesis-analytics/${applicationName}`,
      retentionInDays: props.logRetentionDays ?? 30,
    });
    // The service doesn't create it: without this stream every line is lost, and nothing says so.
    const logStream = new CloudwatchLogStream(this, 'log-stream', {
      name: 'kinesis-analytics-log-stream',
      logGroupName: logGroup.name,
    });

    // Where we are, out of an ARN that we own: a caller-identity data source would need credentials just to plan.
    const [partition, region, account] = [1, 3, 4].map((at) =>
      Token.asString(Fn.element(Fn.split(':', logGroup.arn), at)),
    );
    this.role = new ServiceRole(this, 'role', {
      name: applicationName,
      assumedBy: 'kinesisanalytics.amazonaws.com',
      assumeConditions: [
        { test: 'StringEquals', variable: 'aws:SourceAccount', values: [`${account}`] },
        {
          test: 'ArnEquals',
          variable: 'aws:SourceArn',
          values: [`arn:${partition}:kinesisanalytics:${region}:${account}:application/${applicationName}`],
        },
      ],
    });
    this.addToPolicy({ sid: 'WriteLog', actions: ['logs:PutLogEvents'], resources: [logStream.arn] });
    const secrets = secretArns(props.propertyGroups);
    if (secrets.length > 0) {
      this.addToPolicy({ sid: 'ReadSecrets', actions: ['secretsmanager:GetSecretValue'], resources: secrets });
    }

    new Kinesisanalyticsv2Application(this, 'application', {
      name: applicationName,
      ...(props.description === undefined ? {} : { description: escapeTemplate(props.description) }),
      runtimeEnvironment: 'FLINK-1_20',
      serviceExecutionRole: this.role.arn,
      startApplication: props.start ?? true,
      cloudwatchLoggingOptions: { logStreamArn: logStream.arn },
      applicationConfiguration: {
        applicationCodeConfiguration: {
          // The API's word for a JAR, too.
          codeContentType: 'ZIPFILE',
          codeContent: {
            s3ContentLocation: {
              bucketArn: props.code.bucketArn,
              fileKey: props.code.key,
              objectVersion: props.code.version,
            },
          },
        },
        applicationSnapshotConfiguration: { snapshotsEnabled: true },
        environmentProperties: {
          propertyGroup: props.propertyGroups.map(({ PropertyGroupId, PropertyMap }) => ({
            propertyGroupId: PropertyGroupId,
            propertyMap: Object.fromEntries(
              Object.entries(PropertyMap).map(([key, value]) => [escapeTemplate(key), escapeAroundTokens(value)]),
            ),
          })),
        },
        flinkApplicationConfiguration: {
          // Without CUSTOM the service ignores the numbers beside it.
          checkpointConfiguration: {
            configurationType: 'CUSTOM',
            checkpointingEnabled: true,
            checkpointInterval: sizing.checkpointSeconds * 1_000,
            minPauseBetweenCheckpoints: Math.min(5_000, sizing.checkpointSeconds * 500),
          },
          monitoringConfiguration: {
            configurationType: 'CUSTOM',
            logLevel: props.logLevel ?? 'INFO',
            metricsLevel: props.metricsLevel ?? 'TASK',
          },
          parallelismConfiguration: {
            configurationType: 'CUSTOM',
            parallelism: sizing.parallelism,
            parallelismPerKpu: sizing.parallelismPerKpu,
            autoScalingEnabled: sizing.autoScaling,
          },
        },
      },
      dependsOn: [this.role.policy],
    });
  }

  addToPolicy(statement: PolicyStatement): void {
    this.role.addToPolicy(statement);
  }
}
