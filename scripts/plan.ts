/** `npm run plan`: builds what the stack uploads, synthesizes it, and shows what Terraform would change. */
import { spawn } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildBridge } from '../bridge/build';
import { mergeJars, userJars } from '../bridge/jars';
import { readSettings, type Settings, stackName } from '../cdktf/settings';
import { MillraceError } from '../runtime/errors';
import { findTerraform, terraform, terraformMissing } from './terraform';

type Env = Readonly<Record<string, string | undefined>>;

const ROOT = resolve(__dirname, '..');
const OUT = join(ROOT, 'cdktf.out');

async function main(args: readonly string[]): Promise<void> {
  const env = planEnvironment(process.env);
  const settings = readSettings(env);
  process.stderr.write(`${describe(settings)}\n`);
  // Before the minutes that a first build takes.
  if (findTerraform(env) === undefined) throw terraformMissing();

  await provideBridge();
  await synth(env);

  const cwd = join(OUT, 'stacks', stackName(settings));
  await terraform(['init', '-input=false', '-no-color'], { cwd, env });
  await terraform(['plan', '-input=false', '-no-color', ...args], { cwd, env });
}

/** Builds the bridge and puts it where the synthesized stacks look for it, out of the reach of the build's own clearing up. */
async function provideBridge(): Promise<void> {
  const { jar } = await buildBridge();
  await mkdir(OUT, { recursive: true });
  const draft = join(OUT, `millrace-bridge.jar.${process.pid}`);
  await copyFile(jar, draft, constants.COPYFILE_FICLONE);
  mergeJars(draft, userJars());
  await rename(draft, join(OUT, 'millrace-bridge.jar'));
}

/** The environment of synth and Terraform: offline where there is no account to ask. */
export function planEnvironment(env: Env): Env {
  if (readSettings(env).target === 'emulator') return env;
  const offline = env.MILLRACE_OFFLINE === '1' || (env.MILLRACE_OFFLINE !== '0' && !hasCredentials(env));
  // A profile that isn't there would stop the provider even though it needs none.
  return offline ? { ...env, MILLRACE_OFFLINE: '1', AWS_PROFILE: undefined, AWS_DEFAULT_PROFILE: undefined } : env;
}

/** The places where the AWS provider looks for credentials, except for a network's metadata service. */
export function hasCredentials(env: Env, home = homedir()): boolean {
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) return true;
  const elsewhere = [
    'AWS_PROFILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  ];
  if (elsewhere.some((name) => env[name])) return true;
  return [
    env.AWS_SHARED_CREDENTIALS_FILE || join(home, '.aws', 'credentials'),
    env.AWS_CONFIG_FILE || join(home, '.aws', 'config'),
  ].some((file) => existsSync(file));
}

function describe({ target, region, offline }: Settings): string {
  if (target === 'emulator') return `plan for the emulator, region ${region}`;
  if (!offline) return `plan for AWS, region ${region}`;
  return (
    `plan for AWS, region ${region}, offline (no credentials found, or MILLRACE_OFFLINE=1): what an empty account would get.\n` +
    'It cannot be applied. Set AWS_PROFILE or AWS_ACCESS_KEY_ID for a plan against your account ' +
    '(on an instance with a role: MILLRACE_OFFLINE=0).'
  );
}

/** A process of its own, so that nothing else here loads cdktf. */
function synth(env: Env): Promise<void> {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', join('cdktf', 'main.ts')], {
      cwd: ROOT,
      env: { ...env, CDKTF_OUTDIR: OUT } as NodeJS.ProcessEnv,
      stdio: ['ignore', 2, 2],
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) done();
      else reject(new MillraceError('SYNTH_FAILED', `cdktf/main.ts ended with ${code}`));
    });
  });
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof MillraceError ? error.message : (error as Error).stack}\n`);
    process.exitCode = 1;
  });
}
