/** `millrace build` and `millrace diff`, as a user calls them. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Manifest } from '../../cli/build/manifest';
import type { Verdict } from '../../cli/build/verdict';
import { millrace, ROOT } from '../cli/command';

let folder: string;
let properties: string;
let manifest: string;
const jobs = (name: string) => `${relative(ROOT, join(__dirname, 'jobs.ts'))}#${name}`;
const out = (name: string) => join(folder, name);
const file = (build: string, name: string) => readFileSync(join(out(build), name), 'utf8');
const manifestOf = (build: string) => JSON.parse(file(build, 'manifest.json')) as Manifest;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-build-'));
  properties = join(folder, 'properties.json');
  const group = (table: string, options: object) => ({ PropertyGroupId: `table.${table}`, PropertyMap: options });
  const files = (table: string) => group(table, { connector: 'filesystem', path: `s3://b/${table}`, format: 'json' });
  const stream = group('readings', { connector: 'kinesis', stream: 's', 'aws.region': 'us-east-1', format: 'json' });
  const aside = ['readings_malformed', 'readings_late'];
  writeFileSync(properties, JSON.stringify([stream, ...['totals', ...aside].map(files)]));
  manifest = join(out('deployed'), 'manifest.json');
  const built = await millrace('build', jobs('deployed'), '--properties', properties, '--out', out('deployed'));
  expect(built).toMatchObject({ code: 0, stdout: '' });
  expect(built.stderr).toContain('without --against every operator is new');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('writes script, plan and manifest, which name each other', () => {
  expect(readdirSync(out('deployed')).sort()).toEqual(['job.sql', 'manifest.json', 'plan.json']);
  const { job, flink, scriptSha256, planSha256, maxParallelism, greatestId, operators } = manifestOf('deployed');
  expect({ job, flink, maxParallelism }).toEqual({ job: 'deployed', flink: '1.20', maxParallelism: 128 });
  expect(scriptSha256).toBe(sha256(file('deployed', 'job.sql')));
  expect(planSha256).toBe(sha256(file('deployed', 'plan.json')));
  expect(greatestId).toBe(Math.max(...operators.map(({ id }) => id)));
});

it('carries ids over from the manifest it is built against', async () => {
  const built = await millrace(
    'build',
    jobs('filtered'),
    '--properties',
    properties,
    '--out',
    out('filtered'),
    '--against',
    manifest,
  );
  expect(built.code).toBe(0);
  expect(built.stderr).toContain('All state is kept');
  expect(built.stderr).toContain('The job was deployed and is filtered');
  const stateful = (build: string) => manifestOf(build).operators.flatMap((o) => (o.stateful ? [[o.id, o.what]] : []));
  expect(stateful('filtered')).toEqual(stateful('deployed'));
});

it('says what an upgrade keeps, and ends with 0 when that is everything', async () => {
  const { code, stdout } = await millrace('diff', jobs('filtered'), '--properties', properties, '--against', manifest);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^kept {2}source readings \(kinesis\) \(id \d+\)$/m);
  expect(stdout).toMatch(/^kept {2}SUM\(value\) per name, TUMBLE size 1 min \(id \d+\)$/m);
});

it('says what an upgrade loses, and ends with 1', async () => {
  const asked = ['diff', jobs('hourly'), '--properties', properties, '--against', manifest];
  const [text, json] = await Promise.all([millrace(...asked), millrace(...asked, '--json')]);
  expect([text.code, json.code]).toEqual([1, 1]);
  expect(text.stdout).toMatch(
    /^lost {2}SUM\(value\) per name, TUMBLE size 1 min \(id \d+\)\n.*It is now: .*TUMBLE size 1 h\.$/m,
  );
  expect(text.stdout).toContain('only with allowNonRestoredState');
  const said = JSON.parse(json.stdout) as Verdict;
  expect(said.allowNonRestoredState).toBe(true);
  expect(said.operators.map(({ verdict }) => verdict)).toEqual(['kept', 'kept', 'kept', 'kept', 'lost', 'new']);
});

it.each([
  ['deployed', 0, 'all state is kept'],
  ['filtered', 1, 'state may not be restored'],
])('without a JVM compares scripts, and says that it is all: %s', async (name, code, said) => {
  const path = process.env.PATH;
  process.env.PATH = join(folder, 'nothing');
  mkdirSync(join(folder, 'nothing'), { recursive: true });
  try {
    const { stdout, stderr, ...exit } = await millrace(
      'diff',
      jobs(name),
      '--properties',
      properties,
      '--against',
      manifest,
    );
    expect(exit.code).toBe(code);
    expect(stdout).toContain(said);
    expect(stderr).toContain('only the scripts were compared: ');
  } finally {
    process.env.PATH = path;
  }
});

it('lets a job be the same one when its lines have moved', async () => {
  const moved = join(folder, 'moved.ts');
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(moved, `\n\n\n${readFileSync(join(__dirname, 'jobs.ts'), 'utf8')}`);
  const path = process.env.PATH;
  process.env.PATH = join(folder, 'nothing');
  try {
    const asked = ['diff', `${moved}#deployed`, '--properties', properties, '--against', manifest];
    expect(await millrace(...asked)).toMatchObject({ code: 0, stdout: expect.stringContaining('all state is kept') });
  } finally {
    process.env.PATH = path;
  }
  const asked = ['diff', `${moved}#deployed`, '--properties', properties, '--against', manifest, '--json'];
  const { stdout } = await millrace(...asked);
  expect((JSON.parse(stdout) as Verdict).operators.every(({ verdict }) => verdict === 'kept')).toBe(true);
}, 180_000);

it('warns of state that is kept for ever', async () => {
  const groups = join(folder, 'running.json');
  const blackhole = { connector: 'blackhole' };
  const tables = ['running', 'readings_malformed'].map((table) => [table, blackhole] as const);
  const all = [...tables, ['readings', { connector: 'datagen' }] as const];
  writeFileSync(
    groups,
    JSON.stringify(all.map(([table, options]) => ({ PropertyGroupId: `table.${table}`, PropertyMap: options }))),
  );
  const built = await millrace('build', jobs('running'), '--properties', groups, '--out', out('running'));
  expect(built.code).toBe(0);
  expect(built.stderr).toMatch(
    /^warning: test\/identity\/jobs\.ts:\d+ select: GroupAggregate keeps for ever, per name: the aggregates; give the job a stateTtl/m,
  );
});

it('builds a job of the project by the bindings that are deployed', async () => {
  const { code, stderr } = await millrace('build', 'minute-averages', '--out', out('minute-averages'));
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(Object.keys(manifestOf('minute-averages').tables)).toEqual([
    'averages',
    'metrics',
    'metrics_late',
    'metrics_malformed',
  ]);
});

it.each([
  [['diff', 'minute-averages', '--against', 'missing.json'], 'NO_MANIFEST'],
  [['diff', 'minute-averages', '--against', 'package.json'], 'BAD_MANIFEST'],
  [['build', 'minute-averages', '--properties', 'package.json'], 'BAD_PROPERTIES'],
  [['build', 'fixtures/jobs/two-jobs.ts'], 'SEVERAL_JOBS'],
])('refuses %j', async (args, error) => {
  expect(await millrace(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(error) });
});
