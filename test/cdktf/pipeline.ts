import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, TerraformStack, Testing } from 'cdktf';
import type { Settings } from '../../cdktf/settings';
import { type DeployableJob, PipelineStack, type PipelineStackProps } from '../../cdktf/stacks/pipelineStack';

/** A script with everything in it that Terraform might take for its own. */
export const SCRIPT = `CREATE TEMPORARY TABLE \`metrics\` (
  \`metric_name\` STRING,
  \`event_time\` TIMESTAMP(3)
);
-- \${not_a_reference} %{ if false } "quoted" $\${twice} $%{ %\${ %%{
INSERT INTO \`averages\` SELECT \`metric_name\`, 'é\\n' FROM \`metrics\`;
`;

export const offline: Settings = { target: 'aws', region: 'eu-central-1', offline: true };
export const emulator: Settings = { target: 'emulator', region: 'eu-central-1', offline: false };

/** Props of a stack with one regular job that reads the stream and writes averages and late rows. */
export const pipeline: PipelineStackProps = {
  settings: offline,
  bridgeJar: 'bridge.jar',
  jobs: ({ stream, bucket, region }) => [minuteAverages(stream, bucket, region)],
};

export function minuteAverages(stream: string, bucket: string, region: string): DeployableJob {
  const files = (path: string) => ({ connector: 'filesystem', path: `s3://${bucket}/${path}/`, format: 'json' });
  return {
    name: 'minute-averages',
    lane: 'regular',
    script: SCRIPT,
    propertyGroups: [
      {
        PropertyGroupId: 'table.metrics',
        PropertyMap: { connector: 'millrace-kinesis', stream, 'aws.region': region },
      },
      { PropertyGroupId: 'table.averages', PropertyMap: files('averages') },
      { PropertyGroupId: 'table.late', PropertyMap: files('late/minute-averages') },
    ],
    reads: ['table.metrics'],
  };
}

/** What cdktf writes, without its metadata. */
export interface Configuration {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly data: { readonly aws_iam_policy_document: Readonly<Record<string, { readonly statement: Statement[] }>> };
  readonly output: Readonly<Record<string, { readonly value: unknown }>>;
  readonly terraform: { readonly backend: Readonly<Record<string, Block>> };
  readonly provider: { readonly aws: readonly Block[] };
}
export type Block = Readonly<Record<string, unknown>>;
export interface Statement {
  readonly sid?: string;
  readonly effect?: string;
  readonly actions: readonly string[];
  readonly resources?: readonly string[];
  readonly condition?: readonly { readonly test: string; readonly variable: string; readonly values: string[] }[];
}

const folders: string[] = [];

/** A folder that {@link removeFolders} will take away. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-cdktf-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

const app = () => new App({ outdir: temporaryFolder(), stackTraces: false });

export function synthPipeline(props: Partial<PipelineStackProps> = {}): Configuration {
  return JSON.parse(Testing.synth(new PipelineStack(app(), 'millrace', { ...pipeline, ...props })));
}

/** Synthesizes what `build` puts into an empty stack. */
export function synth(build: (stack: TerraformStack) => void): Configuration {
  const stack = new TerraformStack(app(), 'test');
  build(stack);
  return JSON.parse(Testing.synth(stack));
}

/** The only resource of its type. */
export function only(configuration: Configuration, type: string): Block {
  const found = Object.values(configuration.resource[type] ?? {});
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type}`);
  return found[0] as Block;
}

/** Statements of the policy documents whose name contains `part`. */
export const statements = (configuration: Configuration, part: string): Statement[] =>
  Object.entries(configuration.data.aws_iam_policy_document)
    .filter(([name]) => name.includes(part))
    .flatMap(([, document]) => document.statement);
