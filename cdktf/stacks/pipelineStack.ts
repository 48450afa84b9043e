import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { Lane, PropertyGroup } from 'millrace';
import { grantTable } from '../access';
import { type Artifact, ArtifactBucket } from '../constructs/artifactBucket';
import { FlinkApplication } from '../constructs/flinkApplication';
import { IngestStream, type IngestStreamProps } from '../constructs/ingestStream';
import { applicationName } from '../constructs/names';
import { RawDataBucket } from '../constructs/rawDataBucket';
import { removeEmulatorGaps } from '../emulator';
import { lanes } from '../lanes';
import { addBackend, addProvider } from '../provider';
import type { Settings } from '../settings';

/** A job, as far as provisioning it goes. */
export interface DeployableJob {
  readonly name: string;
  readonly lane: Lane;
  /** The Flink SQL that the application runs. */
  readonly script: string;
  /** The plan compiled from it, which then runs instead: see `millrace build`. Default: the bridge plans the script. */
  readonly plan?: string | undefined;
  /** What the job's tables are bound to, one group a table. */
  readonly propertyGroups: readonly PropertyGroup[];
  /** Ids of the groups whose tables the job reads; it writes the others. */
  readonly reads: readonly string[];
}

/** What the stack makes and jobs are bound to; all of them tokens. */
export interface BindingTargets {
  readonly stream: string;
  readonly bucket: string;
  readonly region: string;
}

export interface PipelineStackProps {
  readonly settings: Settings;
  /** The jobs, bound to what this stack makes. */
  readonly jobs: (targets: BindingTargets) => readonly DeployableJob[];
  /** The bridge's JAR, as a path from the synthesized stack's folder. It needn't exist before the plan. */
  readonly bridgeJar: string;
  /** Begins the names of everything. Default: `millrace`. */
  readonly namePrefix?: string;
  /** Size and retention of the stream that jobs read. Default: on demand, a week. */
  readonly ingest?: Omit<IngestStreamProps, 'streamName'>;
}

/** One stream in, one bucket out, one application per job. */
export class PipelineStack extends TerraformStack {
  /** Resource types that the target can't hold and how many of each were left out. Empty for `aws`. */
  readonly leftOut: ReadonlyMap<string, number>;

  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id);
    const { settings } = props;
    const prefix = props.namePrefix ?? 'millrace';
    // What an emulator holds is there to be thrown away.
    const forceDestroy = settings.target === 'emulator';
    addProvider(this, settings);
    addBackend(this, id, settings);

    const stream = new IngestStream(this, 'ingest', { streamName: `${prefix}-metrics`, ...props.ingest });
    const bucket = new RawDataBucket(this, 'data', { bucketNamePrefix: `${prefix}-data`, forceDestroy });
    const artifacts = new ArtifactBucket(this, 'artifacts', { bucketNamePrefix: `${prefix}-artifacts`, forceDestroy });
    const bridge = artifacts.addFile(
      'bridge',
      'bridge/millrace-bridge.jar',
      props.bridgeJar,
      `The bridge is not built: ${props.bridgeJar} is missing. Run npm run plan, which builds it and puts it there.`,
    );

    const jobs = props.jobs({ stream: stream.streamName, bucket: bucket.bucketName, region: settings.region });
    const applications: Record<string, string> = {};
    for (const job of jobs) {
      if (job.name in applications) throw new Error(`two jobs are named ${job.name}`);
      const application = this.addJob(prefix, job, settings.region, artifacts, bridge);
      for (const group of job.propertyGroups) {
        // Groups without a connector configure the job itself, not a table.
        if (!('connector' in group.PropertyMap)) continue;
        const use = job.reads.includes(group.PropertyGroupId) ? 'read' : 'write';
        grantTable(job.name, application, group, use, { stream, bucket });
      }
      applications[job.name] = application.applicationName;
    }

    new TerraformOutput(this, 'applications', {
      value: applications,
      description: 'Managed Flink application of each job',
    });
    new TerraformOutput(this, 'stream_name', { value: stream.streamName, description: 'Stream to put records into' });
    new TerraformOutput(this, 'stream_arn', { value: stream.streamArn, description: 'ARN of that stream' });
    new TerraformOutput(this, 'data_bucket', { value: bucket.bucketName, description: 'Bucket of the results' });
    new TerraformOutput(this, 'artifact_bucket', {
      value: artifacts.bucketName,
      description: 'Bucket of JAR and scripts',
    });

    this.leftOut = settings.target === 'emulator' ? removeEmulatorGaps(this) : new Map();
  }

  private addJob(
    prefix: string,
    job: DeployableJob,
    region: string,
    artifacts: ArtifactBucket,
    bridge: Artifact,
  ): FlinkApplication {
    const sizing = lanes[job.lane];
    const script = artifacts.addText(`script-${job.name}`, `jobs/${job.name}/script.sql`, job.script);
    const plan =
      job.plan === undefined
        ? undefined
        : artifacts.addText(`plan-${job.name}`, `jobs/${job.name}/plan.json`, job.plan);
    const application = new FlinkApplication(this, `job-${job.name}`, {
      applicationName: applicationName(prefix, job.name),
      description: `millrace job ${job.name}, ${job.lane} lane`,
      code: bridge,
      propertyGroups: [
        {
          PropertyGroupId: 'millrace',
          PropertyMap: {
            'script.bucket': script.bucketName,
            'script.region': region,
            'script.key': script.key,
            'script.version': script.version,
            'script.sha256': script.sha256,
            ...(plan && { 'plan.key': plan.key, 'plan.version': plan.version, 'plan.sha256': plan.sha256 }),
          },
        },
        ...job.propertyGroups,
      ],
      sizing,
      start: sizing.startOnApply,
    });
    artifacts.grantReadVersion(application, 'ReadBridge', bridge);
    artifacts.grantReadVersion(application, 'ReadScript', script);
    if (plan) artifacts.grantReadVersion(application, 'ReadPlan', plan);
    return application;
  }
}
