/** What the tests need besides npm's packages: found, installed where a package manager can, or named with the cure. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

interface Tool {
  readonly name: string;
  readonly usedFor: string;
  readonly found: () => boolean;
  /** Packages of Debian and its like. */
  readonly apt?: readonly string[];
  readonly cure: string;
}

const runs = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const TOOLS: readonly Tool[] = [
  {
    name: 'Java (JDK 17)',
    usedFor: 'running generated SQL on a real Flink',
    found: () => runs('javac', '-version'),
    apt: ['openjdk-17-jdk-headless'],
    cure: 'Install a JDK, version 17: https://adoptium.net',
  },
  {
    name: 'Maven',
    usedFor: 'building the bridge',
    found: () => runs('mvn', '--version'),
    apt: ['maven'],
    cure: 'Install Maven: https://maven.apache.org',
  },
  {
    name: 'Chromium',
    usedFor: 'opening the live page',
    found: () => existsSync(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'),
    apt: ['chromium'],
    cure: 'Install Chromium or Chrome and set CHROMIUM_PATH to its binary.',
  },
  {
    name: 'Python 3 with venv',
    usedFor: 'emulating AWS by moto',
    found: () => runs('python3', '-c', 'import ensurepip, venv'),
    apt: ['python3-venv'],
    cure: 'Install Python, version 3.9 or later, with its venv module: https://www.python.org/downloads',
  },
  {
    name: 'Terraform',
    usedFor: 'validating and planning the stack',
    found: () => runs('terraform', 'version'),
    cure: 'Install Terraform 1.10 or later: https://developer.hashicorp.com/terraform/install',
  },
];

/** Installs what is missing. Returns the tools that are still missing, in words. */
export function installPrerequisites(): string[] {
  const missing = TOOLS.filter((tool) => !tool.found());
  const packages = missing.flatMap((tool) => tool.apt ?? []);
  if (packages.length > 0 && process.getuid?.() === 0 && runs('apt-get', '--version')) {
    process.stderr.write(`Installing ${packages.join(', ')} with apt-get…\n`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    });
  }
  return missing
    .filter((tool) => !tool.found())
    .map(
      ({ name, usedFor, apt, cure }) =>
        `${name} is missing, which is needed for ${usedFor}. ${apt ? `Debian: apt-get install ${apt.join(' ')}. ` : ''}${cure}`,
    );
}
