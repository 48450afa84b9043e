/** AWS on this machine, for tests: moto in a virtual environment of the project's own. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MillraceError } from '../../runtime/errors';
import { CACHE } from '../../runtime/package-root';
import { Service } from './leash';

/**
 * From 5.2 on moto answers CompleteMultipartUpload under another root element, which the AWS SDK for Java v1 inside
 * Flink's S3 file system does not parse.
 */
const VERSION = '5.1.22';
const PYTHON_CURE = 'Debian and Ubuntu: apt-get install python3-venv; others: https://www.python.org/downloads';
const ABANDONED_MS = 60 * 60 * 1000;
const SERVE = `
import logging, threading
from moto.server import ThreadedMotoServer
logging.getLogger('werkzeug').setLevel(logging.ERROR)
server = ThreadedMotoServer('127.0.0.1', 0, verbose=False)
server.start()
print('listening', server.get_host_and_port()[1], flush=True)
threading.Event().wait()
`;

export interface Emulator {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts moto: many of AWS's services behind one endpoint. Its state is in memory and ends with it. */
export async function moto(): Promise<Emulator> {
  const python = await motoPython();
  // Else its own clients would look for credentials, on EC2's metadata service at the end.
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const service = new Service('moto', python, ['-c', SERVE], { env });
  const [, port] = await service.line(/^listening (\d+)$/);
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => service.stop() };
}

/** What moto needs of the machine, and how to get it; undefined where it is there. */
export function motoLacks(): string | undefined {
  const { status } = spawnSync('python3', ['-c', 'import ensurepip, venv'], { stdio: 'ignore' });
  return status === 0 ? undefined : `moto needs Python 3.9 or later with its venv module. ${PYTHON_CURE}`;
}

/** `describe`, or a skip that names its reason. */
export function motoDescribe(name: string, tests: () => void): void {
  const missing = motoLacks();
  if (missing && process.env.CI) throw new Error(`AWS can't be emulated: ${missing}`);
  if (missing) console.warn(`${name} is not tested: ${missing}`);
  (missing ? describe.skip : describe)(missing ? `${name} (skipped: ${missing})` : name, tests);
}

/** One moto for the tests of a file. */
export function useMoto(): () => Emulator {
  let running: Emulator | undefined;
  beforeAll(async () => {
    running = await moto();
  }, 600_000);
  afterAll(() => running?.stop());
  return () => running as Emulator;
}

/**
 * The Python that has moto; makes its virtual environment where there is none yet.
 * @throws MillraceError MISSING_TOOL without Python or its venv, MOTO_FAILED when pip fails.
 */
export async function motoPython(): Promise<string> {
  const folder = join(CACHE, `moto-${VERSION}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(python)) return python;
  await mkdir(CACHE, { recursive: true });
  await prune();
  // Made aside and renamed when it is whole: two processes may be at it at once, and either's will do.
  const workshop = await mkdtemp(join(CACHE, 'building-moto-'));
  try {
    process.stderr.write(`installing moto ${VERSION} (once)\n`);
    await run('MISSING_TOOL', ['python3', '-m', 'venv', workshop], PYTHON_CURE);
    const pip = [join(workshop, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run('MOTO_FAILED', [...pip, `moto[server]==${VERSION}`], 'pip needs a way to PyPI, or to a mirror of it.');
    // What stands there without a python that runs belonged to one that this machine no longer has.
    if (!existsSync(python)) await rm(folder, { recursive: true, force: true });
    await rename(workshop, folder).catch((failure: NodeJS.ErrnoException) => {
      if (failure.code !== 'ENOTEMPTY' && failure.code !== 'EEXIST') throw failure;
    });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  return python;
}

async function run(code: string, [command = '', ...args]: string[], cure: string): Promise<void> {
  const program = new Service(command, command, args);
  const status = await program.ended();
  if (status === 0) return;
  throw new MillraceError(code, [`${[command, ...args].join(' ')} failed:`, ...program.lastLines].join('\n'), cure);
}

/** What was left half-made by a process that was killed. */
async function prune(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    if (!name.startsWith('building-moto-')) continue;
    const folder = join(CACHE, name);
    const made = await stat(folder).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > ABANDONED_MS) await rm(folder, { recursive: true, force: true });
  }
}
