/**
 * `npm run synth`: writes the Terraform configuration to cdktf.out/stacks/NAME, ready for `terraform init` and `apply`
 * there. settings.ts documents the environment variables; `CDKTF_OUTDIR` names another folder than cdktf.out, and
 * `MILLRACE_BUILDS` another than build, where `millrace build` leaves compiled plans.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { script } from 'millrace';
import minuteAverages from '../jobs/minute-averages';
import { synthesize } from './app';
import { awsEnvironment } from './bindings';
import { builtPlan } from './builds';
import { emulatorGaps } from './emulator';
import { readSettings, type Settings, stackName } from './settings';
import type { BindingTargets, DeployableJob } from './stacks/pipelineStack';

/** What is provisioned: add a job here. */
const jobs = [minuteAverages];

const ROOT = resolve(__dirname, '..');
const BUILDS = resolve(ROOT, process.env.MILLRACE_BUILDS || 'build');
/** Where `npm run plan` puts the JAR; a fixed place, so that synthesizing needs neither Java nor the build's cache. */
const BRIDGE_JAR = 'millrace-bridge.jar';

function deployable(targets: BindingTargets): DeployableJob[] {
  const environment = awsEnvironment(targets);
  return jobs.map((job) => {
    const bound = { name: job.name, script: script(job), propertyGroups: environment.propertyGroups(job) };
    return {
      ...bound,
      lane: job.lane,
      plan: builtPlan(BUILDS, bound),
      reads: job.sources.map(({ table }) => `table.${table}`),
    };
  });
}

function main(): void {
  const settings = readSettings(process.env);
  const outdir = resolve(ROOT, process.env.CDKTF_OUTDIR || 'cdktf.out');
  mkdirSync(outdir, { recursive: true });
  // Terraform runs in stacks/NAME.
  const { folder, stack } = synthesize(outdir, { settings, jobs: deployable, bridgeJar: `../../${BRIDGE_JAR}` });

  const said = [
    `${stackName(settings)}: ${jobs.length} job(s) for ${settings.target}, region ${settings.region}`,
    `  terraform -chdir=${relative(process.cwd(), folder) || '.'} init && … plan`,
    `  ${state(settings)}`,
  ];
  for (const [type, count] of stack.leftOut) said.push(`  without ${count} ${type}: ${emulatorGaps[type]}`);
  const jar = relative(process.cwd(), join(outdir, BRIDGE_JAR));
  said.push(`  ${existsSync(join(outdir, BRIDGE_JAR)) ? 'uploads' : 'will upload'} ${jar}, which npm run plan builds`);
  process.stderr.write(`${said.join('\n')}\n`);
}

function state({ offline, stateBucket }: Settings): string {
  if (offline) return 'for a plan without an account: it has dummy keys and cannot be applied';
  if (stateBucket !== undefined) return `state in s3://${stateBucket}`;
  return 'state in terraform.tfstate there; to share it, and not to lose it with the folder, set MILLRACE_STATE_BUCKET';
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
