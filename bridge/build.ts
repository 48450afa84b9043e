import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, delimiter, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { MillraceError } from '../runtime/errors';
import { CACHE as MADE, PACKAGE_ROOT } from '../runtime/package-root';

const run = promisify(execFile);
const SOURCES = join(PACKAGE_ROOT, 'bridge');
/** The decode contract, which the local readers follow too; beside this file's folder in a checkout and in a build alike. */
const CONTRACT = join(__dirname, '..', 'runtime', 'connectors', 'files', 'decode-contract.json');
const CACHE = join(MADE, 'bridge');
const KEPT_UNUSED_MS = 24 * 60 * 60 * 1000;

export interface Bridge {
  /** The shaded JAR for the managed service. */
  jar: string;
  /** For local runs: the bridge's own classes and every JAR, also those that the service provides. */
  classpath: string[];
}

export interface BuildBridgeOptions {
  quiet?: boolean;
}

let building: Promise<Bridge> | undefined;

/**
 * Builds the Java bridge, or finds what was built from the same sources before.
 * @throws MillraceError MISSING_TOOL without a JDK or Maven, BRIDGE_FAILED when Maven fails.
 */
export async function buildBridge(options: BuildBridgeOptions = {}): Promise<Bridge> {
  building ??= build(options);
  try {
    return await building;
  } finally {
    // Kept only while under way: sources may change in a process that lives long.
    building = undefined;
  }
}

async function build({ quiet = false }: BuildBridgeOptions): Promise<Bridge> {
  const say = (line: string) => quiet || process.stderr.write(`${line}\n`);
  const folder = join(CACHE, await hashOfSources());
  const built = await read(folder);
  if (built) return built;

  await demand('java');
  await demand('mvn');
  await mkdir(CACHE, { recursive: true });
  // A build of its own, so that two at once cannot mix; the rename at the end is what publishes it.
  const workshop = await mkdtemp(join(CACHE, 'building-'));
  try {
    say('building the bridge (once per change of its sources; the first time Maven also fetches Flink)');
    const started = Date.now();
    await cp(join(SOURCES, 'pom.xml'), join(workshop, 'pom.xml'));
    await cp(join(SOURCES, 'src', 'main'), join(workshop, 'src', 'main'), { recursive: true });
    const resources = join(workshop, 'src', 'main', 'resources', 'io', 'millrace', 'bridge');
    await mkdir(resources, { recursive: true });
    await cp(CONTRACT, join(resources, basename(CONTRACT)));
    await maven(workshop);
    await publish(workshop, folder);
    say(`built the bridge in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  await prune(folder);
  const fresh = await read(folder);
  if (!fresh) throw new MillraceError('BRIDGE_FAILED', `the bridge was built, but ${folder} is not complete`);
  return fresh;
}

async function hashOfSources(): Promise<string> {
  const main = join(SOURCES, 'src', 'main');
  const entries = await readdir(main, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of [join(SOURCES, 'pom.xml'), CONTRACT, ...files.sort()]) {
    const content = await readFile(file);
    // With name and length, so that no two sets of files give the same stream of bytes.
    hash.update(`${relative(SOURCES, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** What an earlier build left, if it is still whole: its class path points into Maven's repository. */
async function read(folder: string): Promise<Bridge | undefined> {
  const jar = join(folder, 'millrace-bridge.jar');
  const list = join(folder, 'classpath.json');
  if (!existsSync(jar) || !existsSync(list)) return undefined;
  const dependencies = JSON.parse(await readFile(list, 'utf8')) as string[];
  const classpath = [join(folder, 'bridge-classes.jar'), ...dependencies];
  if (!classpath.every((path) => existsSync(path))) return undefined;
  const now = new Date();
  await utimes(folder, now, now);
  return { jar, classpath };
}

async function maven(workshop: string): Promise<void> {
  const args = ['-q', '-B', '-DskipTests', '-Dmaven.test.skip=true', 'package'];
  const classpath = ['dependency:build-classpath', '-DincludeScope=compile', '-Dmdep.outputFile=classpath.txt'];
  try {
    await run('mvn', [...args, ...classpath], { cwd: workshop, maxBuffer: 64 * 1024 * 1024 });
  } catch (failure) {
    const { stdout = '', stderr = '' } = failure as { stdout?: string; stderr?: string };
    const errors = `${stdout}\n${stderr}`.split('\n').filter((line) => line.includes('ERROR'));
    const said = errors.slice(0, 20).join('\n');
    throw new MillraceError('BRIDGE_FAILED', `Maven could not build the bridge:\n${said}`, undefined, {
      cause: failure,
    });
  }
}

async function publish(workshop: string, folder: string): Promise<void> {
  const done = join(workshop, 'done');
  await mkdir(done);
  await rename(join(workshop, 'target', 'millrace-bridge.jar'), join(done, 'millrace-bridge.jar'));
  await rename(join(workshop, 'target', 'original-millrace-bridge.jar'), join(done, 'bridge-classes.jar'));
  const classpath = (await readFile(join(workshop, 'classpath.txt'), 'utf8')).trim().split(delimiter);
  await writeFile(join(done, 'classpath.json'), `${JSON.stringify(classpath, undefined, 2)}\n`);
  // What stands there is either broken or, from a build at the same time, just as good.
  if (!(await read(folder))) await rm(folder, { recursive: true, force: true });
  try {
    await rename(done, folder);
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw failure;
  }
}

/** Every change of the sources leaves a JAR of 90 MB behind: drop those that nobody has used for a day. */
async function prune(current: string): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const folder = join(CACHE, name);
    const used = await stat(folder).catch(() => undefined);
    if (folder !== current && used && Date.now() - used.mtimeMs > KEPT_UNUSED_MS) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function demand(command: string): Promise<void> {
  try {
    await run(command, ['-version']);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'ENOENT') throw failure;
    throw new MillraceError(
      'MISSING_TOOL',
      `building the bridge needs a JDK and Maven, and there is no ${command} on the PATH`,
      'Debian and Ubuntu: apt-get install openjdk-17-jdk-headless maven',
    );
  }
}

if (require.main === module) {
  buildBridge().then(
    ({ jar }) => process.stderr.write(`${relative(process.cwd(), jar)}\n`),
    (failure: Error) => {
      process.stderr.write(`${failure.message}\n`);
      process.exitCode = 1;
    },
  );
}
