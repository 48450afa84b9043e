/** Runs Terraform so that it finds the AWS provider with a registry at hand or without one. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { MillraceError } from '../runtime/errors';

type Env = Readonly<Record<string, string | undefined>>;

const ROOT = resolve(__dirname, '..');
const WORK = join(ROOT, '.millrace');
/** How Terraform addresses the provider; a mirror's folders are named after it. */
const PROVIDER = 'registry.terraform.io/hashicorp/aws';

export interface TerraformOptions {
  /** Folder of the configuration. */
  readonly cwd: string;
  /** Default: this process's environment. */
  readonly env?: Env;
  /** Where output goes: straight to this process's, or into the result. Default: `inherit`. */
  readonly output?: 'inherit' | 'capture';
  /** Exit codes that aren't failures. Default: 0. */
  readonly expect?: readonly number[];
}

/**
 * Runs `terraform ARGS` and returns what it wrote to stdout (empty unless captured).
 *
 * @throws MillraceError `TERRAFORM_MISSING`, or `TERRAFORM_FAILED` with Terraform's own words
 */
export function terraform(args: readonly string[], options: TerraformOptions): Promise<string> {
  const { cwd, env = process.env, output = 'inherit', expect = [0] } = options;
  return new Promise((resolvePromise, reject) => {
    const child = spawn('terraform', args, {
      cwd,
      env: terraformEnvironment(env),
      stdio: ['ignore', output === 'inherit' ? 'inherit' : 'pipe', output === 'inherit' ? 'inherit' : 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'ENOENT' && existsSync(cwd) ? terraformMissing(cause) : cause);
    });
    child.on('close', (code) => {
      if (code !== null && expect.includes(code)) resolvePromise(stdout);
      else {
        const said = [stdout, stderr].filter(Boolean).join('\n');
        reject(new MillraceError('TERRAFORM_FAILED', `terraform ${args[0]} ended with ${code} in ${cwd}\n${said}`));
      }
    });
  });
}

/** The folder on PATH that holds terraform, if there is one. */
export function findTerraform(env: Env = process.env): string | undefined {
  const file = process.platform === 'win32' ? 'terraform.exe' : 'terraform';
  return (env.PATH ?? '').split(delimiter).find((folder) => folder !== '' && existsSync(join(folder, file)));
}

export const terraformMissing = (cause?: Error): MillraceError =>
  new MillraceError(
    'TERRAFORM_MISSING',
    'terraform is not on the PATH',
    'Install Terraform 1.10 or later: https://developer.hashicorp.com/terraform/install',
    cause && { cause },
  );

/** `env` as Terraform should see it: no questions, no phoning home, and a way to the provider. */
export function terraformEnvironment(env: Env): Record<string, string> {
  const defined = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...Object.fromEntries(defined),
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    TF_CLI_CONFIG_FILE: cliConfigFile(env),
  };
}

/**
 * A person's own CLI configuration is left alone. One that is named but missing makes Terraform fall back to the
 * registry with a mere warning, so it counts as none, and ours takes its place.
 */
function cliConfigFile(env: Env): string {
  const named = env.TF_CLI_CONFIG_FILE;
  const own = named || join(homedir(), process.platform === 'win32' ? 'terraform.rc' : '.terraformrc');
  if (existsSync(own)) return own;
  mkdirSync(WORK, { recursive: true });
  const file = join(WORK, 'terraform.rc');
  const text = cliConfig(findMirror(env));
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    // Several may do this at once; a rename is seen whole or not at all.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, text);
    renameSync(draft, file);
  }
  return file;
}

/** Terraform's CLI configuration for a mirror, or for the registry. */
export function cliConfig(mirror: string | undefined): string {
  if (mirror === undefined) {
    const cache = join(WORK, 'terraform-plugins');
    mkdirSync(cache, { recursive: true });
    // Without a cache each stack's folder gets its own copy of 600 MB. (An unpacked mirror is linked, not copied.)
    return [
      `plugin_cache_dir = ${JSON.stringify(cache)}`,
      'plugin_cache_may_break_dependency_lock_file = true',
      'provider_installation {',
      '  direct {}',
      '}',
      '',
    ].join('\n');
  }
  return [
    'provider_installation {',
    '  filesystem_mirror {',
    `    path    = ${JSON.stringify(mirror)}`,
    `    include = ["${PROVIDER}"]`,
    '  }',
    '  direct {',
    `    exclude = ["${PROVIDER}"]`,
    '  }',
    '}',
    '',
  ].join('\n');
}

/**
 * A folder that mirrors the AWS provider in the version the stack pins: `TF_PLUGIN_MIRROR`, one of the folders that
 * Terraform itself would look into, or one a little way below the usual roots.
 */
export function findMirror(env: Env = process.env, version = providerVersion()): string | undefined {
  const home = homedir();
  const shares = (env.XDG_DATA_DIRS || '/usr/local/share:/usr/share').split(':');
  const candidates = [
    env.TF_PLUGIN_MIRROR,
    join(home, '.terraform.d', 'plugins'),
    join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'terraform', 'plugins'),
    ...shares.map((share) => join(share, 'terraform', 'plugins')),
  ];
  for (const candidate of candidates) if (candidate && mirrors(candidate, version)) return resolve(candidate);
  for (const root of [join(home, '.terraform.d'), '/opt', '/usr/local/share', '/usr/share']) {
    const found = searchBelow(root, version, 2);
    if (found !== undefined) return found;
  }
  return undefined;
}

function searchBelow(folder: string, version: string | undefined, depth: number): string | undefined {
  if (mirrors(folder, version)) return folder;
  if (depth === 0) return undefined;
  for (const name of foldersIn(folder)) {
    const found = searchBelow(join(folder, name), version, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mirrors(folder: string, version: string | undefined): boolean {
  const provider = join(folder, PROVIDER);
  if (!existsSync(provider)) return false;
  if (version === undefined) return true;
  // Unpacked (a folder for each version) or packed (one archive for each version and platform).
  return readdirSync(provider).some((name) => name === version || name.includes(`_${version}_`));
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    // Not there, or not for us to read.
    return [];
  }
}

/** The version that the installed bindings were generated from, and pin. */
function providerVersion(): string | undefined {
  try {
    const file = join(ROOT, 'node_modules', '@cdktf', 'provider-aws', 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as { cdktf?: { provider?: { version?: string } } };
    return manifest.cdktf?.provider?.version;
  } catch {
    return undefined;
  }
}
