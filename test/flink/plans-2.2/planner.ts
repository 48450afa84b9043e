/** Flink 2.2's planner, in a JVM of its own: which scripts it plans, and how. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { CACHE, PACKAGE_ROOT } from '../../../runtime/package-root';
import { FLINK_JAVA_OPTIONS, QUICK_START } from '../../../runtime/testing/flink';

const run = promisify(execFile);
const POM = join(__dirname, 'pom.xml');
const FACTORIES = join('META-INF', 'services', 'org.apache.flink.table.factories.Factory');

export interface Verdict {
  readonly name: string;
  /** The version of Flink that says this. */
  readonly flink: string;
  readonly ok: boolean;
  /** Flink's EXPLAIN, where it plans the script. */
  readonly explain?: string;
  /** Why it does not. */
  readonly error?: string;
}

/** What Flink 2.2.0 says to each script. Its JARs are fetched by Maven once. */
export async function planOn22(scripts: Readonly<Record<string, string>>): Promise<Verdict[]> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-plans-'));
  try {
    const flink = await classpath();
    await compile(folder, flink);
    return await plan(scripts, [folder, ...flink]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function classpath(): Promise<string[]> {
  const pom = await readFile(POM);
  const folder = join(CACHE, 'plans-2.2');
  const list = join(folder, `${createHash('sha256').update(pom).digest('hex')}.classpath`);
  if (existsSync(list)) {
    const known = (await readFile(list, 'utf8')).split(delimiter);
    if (known.every((path) => existsSync(path))) return known;
  }
  await mkdir(folder, { recursive: true });
  const workshop = await mkdtemp(join(folder, 'resolving-'));
  try {
    await cp(POM, join(workshop, 'pom.xml'));
    await run('mvn', ['-q', '-B', 'dependency:build-classpath', '-Dmdep.outputFile=classpath.txt'], { cwd: workshop });
    const found = (await readFile(join(workshop, 'classpath.txt'), 'utf8')).trim();
    await writeFile(join(workshop, 'classpath.txt'), found);
    await rename(join(workshop, 'classpath.txt'), list);
    return found.split(delimiter);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** Our planner program, and by name what it uses of the bridge, against Flink 2.2 and not the 1.20 it is built with. */
async function compile(folder: string, flink: readonly string[]): Promise<void> {
  const sources = (await readdir(__dirname)).filter((name) => name.endsWith('.java'));
  const bridge = join(PACKAGE_ROOT, 'bridge', 'src', 'main', 'java');
  await run('javac', [
    ...['-nowarn', '-proc:none', '--release', '17', '-d', folder],
    ...['-cp', flink.join(delimiter), '-sourcepath', bridge],
    ...sources.map((name) => join(__dirname, name)),
  ]);
  await mkdir(join(folder, 'META-INF', 'services'), { recursive: true });
  await writeFile(join(folder, FACTORIES), 'io.millrace.bridge.StubFactory\n');
}

async function plan(scripts: Readonly<Record<string, string>>, path: readonly string[]): Promise<Verdict[]> {
  const main = ['-cp', path.join(delimiter), 'io.millrace.bridge.PlanScripts'];
  const java = spawn('java', [...FLINK_JAVA_OPTIONS, ...QUICK_START, ...main], { stdio: 'pipe' });
  let said = '';
  java.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve, reject) => java.once('error', reject).once('close', resolve));
  for (const [name, script] of Object.entries(scripts)) java.stdin.write(`${JSON.stringify({ name, script })}\n`);
  java.stdin.end();
  const verdicts: Verdict[] = [];
  for await (const line of createInterface({ input: java.stdout })) verdicts.push(JSON.parse(line) as Verdict);
  if ((await ended) !== 0) throw new Error(`Flink 2.2's planner ended: ${said}`);
  return verdicts;
}
