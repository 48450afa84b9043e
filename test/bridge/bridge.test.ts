import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildBridge } from '../../bridge/build';
import type { PropertyGroup } from '../../runtime/connectors/environment';
import { FLINK_JAVA_OPTIONS, FlinkError, FlinkOracle } from '../../runtime/testing/flink';

const SCRIPT = `-- on-time rows to one table, late ones to another
SET 'pipeline.name' = 'it''s a test';
SET 'pipeline.auto-watermark-interval' = '0';
SET 'parallelism.default' = '1';

CREATE TEMPORARY TABLE \`metrics\` (
  \`name\` STRING NOT NULL,
  \`value\` DOUBLE NOT NULL,
  \`ts\` TIMESTAMP(3) NOT NULL,
  WATERMARK FOR \`ts\` AS \`ts\` - INTERVAL '5' SECOND
);

CREATE TEMPORARY TABLE \`averages\` (
  \`name\` STRING NOT NULL,
  \`window_start\` TIMESTAMP(3) NOT NULL,
  \`average\` DOUBLE NOT NULL
);

CREATE TEMPORARY TABLE \`late\` (
  \`name\` STRING NOT NULL,
  \`value\` DOUBLE NOT NULL
);

CREATE TEMPORARY VIEW \`windowed\` AS
SELECT *, COALESCE(\`window_end\` - INTERVAL '0.001' SECOND <= CURRENT_WATERMARK(\`ts\`), FALSE) AS \`is_late\`
FROM TABLE(TUMBLE(TABLE \`metrics\`, DESCRIPTOR(\`ts\`), INTERVAL '1' MINUTE));

EXECUTE STATEMENT SET
BEGIN
INSERT INTO \`averages\`
SELECT \`name\`, \`window_start\`, AVG(\`value\`) FROM \`windowed\` WHERE NOT \`is_late\`
GROUP BY \`name\`, \`window_start\`, \`window_end\`;
INSERT INTO \`late\`
SELECT \`name\`, \`value\` FROM \`windowed\` WHERE \`is_late\`;
END;
`;

const ROWS = [
  { name: 'a', value: 1, ts: '2026-01-01 00:00:10' },
  { name: 'a', value: 4, ts: '2026-01-01 00:00:30' },
  { name: 'a', value: 7, ts: '2026-01-01 00:02:00' },
  { name: 'a', value: 9, ts: '2026-01-01 00:00:20' },
];

jest.setTimeout(600_000);

let classpath: string[];
let folder: string;

beforeAll(async () => {
  ({ classpath } = await buildBridge({ quiet: true }));
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-bridge-'));
  await writeFile(join(folder, 'metrics.json'), ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function table(name: string, path: string, more: Record<string, string> = {}): PropertyGroup {
  const files = { connector: 'filesystem', path: join(folder, path), format: 'json' };
  return { PropertyGroupId: `table.${name}`, PropertyMap: { ...files, ...more } };
}

function properties(settings?: Record<string, string>): PropertyGroup[] {
  const tables = [table('metrics', 'metrics.json'), table('averages', 'averages'), table('late', 'late')];
  return settings ? [...tables, { PropertyGroupId: 'millrace.settings', PropertyMap: settings }] : tables;
}

async function rows(name: string): Promise<unknown[]> {
  const files = await readdir(join(folder, name)).catch(() => []);
  const contents = await Promise.all(files.map((file) => readFile(join(folder, name, file), 'utf8')));
  const lines = contents.flatMap((content) => content.split('\n')).filter((line) => line !== '');
  return lines.sort().map((line) => JSON.parse(line) as unknown);
}

describe('a warm Flink', () => {
  let flink: FlinkOracle;

  beforeAll(async () => {
    flink = await FlinkOracle.start({ classpath });
  });

  afterAll(() => flink.stop());

  it('runs all INSERTs of a script as one job', async () => {
    const { millis } = await flink.run(SCRIPT, properties());
    expect(millis).toBeGreaterThan(0);
    expect(await rows('averages')).toEqual([
      { name: 'a', window_start: '2026-01-01 00:00:00', average: 2.5 },
      { name: 'a', window_start: '2026-01-01 00:02:00', average: 7 },
    ]);
    expect(await rows('late')).toEqual([{ name: 'a', value: 9 }]);
  });

  it("lets the environment's settings win, also those of the stream environment", async () => {
    // Once the first watermark is out the next must be an hour ahead, so none comes in time to make a row late.
    await flink.run(SCRIPT, properties({ 'pipeline.auto-watermark-interval': '1 h' }));
    expect(await rows('late')).toEqual([]);
    const crowded = flink.run(SCRIPT, properties({ 'parallelism.default': '100' }));
    await expect(crowded).rejects.toThrow("'parallelism.default' is 100, but the local cluster has 8 slots");
  });

  it('scans a source once for two INSERTs', async () => {
    const explain = await flink.explain(SCRIPT, properties());
    const [, executed = ''] = explain.split('== Optimized Execution Plan ==');
    expect(executed.match(/TableSourceScan/g)).toHaveLength(1);
    expect(await rows('averages')).toEqual([]);
  });

  it('queues calls that overlap, and a failing one fails alone', async () => {
    const [first, broken, last] = await Promise.allSettled([
      flink.explain(SCRIPT, properties()),
      flink.explain(SCRIPT.replace('AVG(', 'AVERAGE('), properties()),
      flink.run(SCRIPT, properties()),
    ]);
    expect([first.status, broken.status, last.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('names the table and the group that are missing, or left over', async () => {
    const unbound = flink.run(SCRIPT, properties().slice(1));
    await expect(unbound).rejects.toThrow(FlinkError);
    await expect(unbound).rejects.toThrow(
      "table 'metrics' is not bound: property group 'table.metrics' with its connector options is missing",
    );
    const superfluous = flink.run(SCRIPT, [...properties(), table('metrix', 'metrix')]);
    await expect(superfluous).rejects.toThrow("property group 'table.metrix' belongs to no table of the script");
  });

  it('tells an error in one paragraph, root cause first, at its line of the script', async () => {
    const failure = await flink.run(SCRIPT.replace('`value`) FROM', '`valu`) FROM'), properties()).catch((e) => e);
    expect(failure).toBeInstanceOf(FlinkError);
    const { message } = failure as FlinkError;
    expect(message).toMatch(
      /^Column 'valu' not found in any table at line 31, column 36 — in: line 30 of the script, INSERT INTO `averages`/,
    );
    expect(message).not.toMatch(/\n|\tat /);
  });

  it('keeps secrets out of its messages', async () => {
    const secret = 'sesame-open-9';
    const bound = [table('metrics', 'nowhere.json', { password: secret, connector: 'nonsense' })];
    const failure = await flink.run(SCRIPT, [...bound, ...properties().slice(1)]).catch((e) => e);
    expect(String(failure)).toContain("identifier 'nonsense'");
    expect(String(failure)).not.toContain(secret);
  });

  it('says so when it was stopped, or could not start', async () => {
    await expect(FlinkOracle.start({ classpath, java: 'no-such-java' })).rejects.toThrow('no-such-java');
    await expect(FlinkOracle.start({ classpath: ['/nonexistent.jar'] })).rejects.toThrow('io.millrace.bridge.Main');
  });
});

describe('the command line', () => {
  const running: ChildProcess[] = [];

  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });

  async function start(args: string[], groups: PropertyGroup[], script = SCRIPT) {
    await writeFile(join(folder, 'job.sql'), script);
    await writeFile(join(folder, 'properties.json'), JSON.stringify(groups));
    const files = ['--script', join(folder, 'job.sql'), '--properties', join(folder, 'properties.json')];
    const java = [...FLINK_JAVA_OPTIONS, '-cp', classpath.join(':'), 'io.millrace.bridge.Main'];
    const child = spawn('java', [...java, ...files, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { child, code };
  }

  it('runs a job to its end', async () => {
    const { child, code } = await start([], properties());
    expect(await Promise.all([text(child.stdout), text(child.stderr), code])).toEqual([
      expect.stringMatching(/^\{"counters":\{.*\}\}\n$/),
      '',
      0,
    ]);
    expect(await rows('averages')).toHaveLength(2);
  });

  it('explains without running', async () => {
    const { child, code } = await start(['--explain'], properties());
    expect(await text(child.stdout)).toContain('== Optimized Execution Plan ==');
    expect(await code).toBe(0);
    expect(await rows('averages')).toEqual([]);
  });

  it.each([
    ['cannot start', 'FileNotFoundException: File', () => [table('metrics', 'missing.json'), ...properties().slice(1)]],
    ['fails', 'CAST', () => properties(), SCRIPT.replace('AVG(`value`)', 'AVG(CAST(`name` AS DOUBLE))')],
  ])('ends with one line when a job %s', async (_, reason, groups, script = SCRIPT) => {
    const { child, code } = await start([], groups(), script);
    const errors = await text(child.stderr);
    expect(errors).toMatch(/^millrace: job 'it's a test' failed: [^\n]+\n$/);
    if (reason !== 'CAST') expect(errors).toContain(reason);
    expect(await code).toBe(1);
  });

  it('keeps the dashboard up after the job has finished', async () => {
    const { child, code } = await start(['--dashboard', '0'], properties({ 'parallelism.default': '2' }));
    const url = await new Promise<string>((resolve, reject) => {
      let seen = '';
      child.stderr.on('data', (chunk: Buffer) => {
        seen += chunk.toString();
        const [, found] = /^dashboard (http:\/\/127\.0\.0\.1:\d+)$/m.exec(seen) ?? [];
        if (found) resolve(found);
      });
      child.once('exit', () => reject(new Error(seen)));
    });
    interface Overview {
      jobs: { jid: string; name: string; state: string }[];
    }
    const overview = async () => (await (await fetch(`${url}/jobs/overview`)).json()) as Overview;
    // Flink's REST API answers with errors until it has begun.
    while ((await overview().catch(() => undefined))?.jobs?.[0]?.state !== 'FINISHED')
      await new Promise((resolve) => setTimeout(resolve, 200));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const [job] = (await overview()).jobs;
    expect(job).toMatchObject({ name: "it's a test", state: 'FINISHED' });
    const details = (await (await fetch(`${url}/jobs/${job?.jid}`)).json()) as { vertices: { parallelism: number }[] };
    // Only the committer of files is always alone.
    expect(Math.max(...details.vertices.map((vertex) => vertex.parallelism))).toBe(2);
    expect((await fetch(url)).headers.get('content-type')).toContain('text/html');
    child.kill('SIGTERM');
    expect(await code).toBe(143);
  });

  it('cannot be asked for nonsense', async () => {
    const { child, code } = await start(['--dashboard', '0', '--explain'], properties());
    expect(await text(child.stderr)).toMatch(/^millrace: usage: [^\n]+\n$/);
    expect(await code).toBe(2);
  });
});

it('its own unit tests pass', async () => {
  const maven = spawn('mvn', ['-q', '-B', 'test'], { cwd: join(__dirname, '..', '..', 'bridge'), stdio: 'pipe' });
  const [said, code] = await Promise.all([text(maven.stdout), new Promise((resolve) => maven.on('close', resolve))]);
  expect({ code, said: said.slice(-2_000) }).toMatchObject({ code: 0 });
}, 600_000);
