/** Classes of users' functions: found where MILLRACE_JARS says, and merged into the application's JAR. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { job, scalarFunction, sink, source, t } from 'millrace';
import { buildBridge } from '../../bridge/build';
import { mergeJars, userJars } from '../../bridge/jars';
import { build } from '../../cli/build/build';
import { standIns } from '../flink/stand-ins';

const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
const user = join(folder, 'user.jar');
const countChar = scalarFunction({
  name: 'count_char',
  class: 'com.example.CountChar',
  args: [t.string, t.string],
  returns: t.bigint.nullable(),
});
const counting = job('counting', { lane: 'fast' }, [
  source('texts', { text: t.string })
    .select((x) => ({ n: countChar(x.text, 'a') }))
    .insertInto(sink('out', { n: t.bigint.nullable() })),
]);
let bridge: string;

function manifest(jar: string): string {
  execFileSync('jar', ['--extract', '--file', jar, 'META-INF/MANIFEST.MF'], { cwd: folder });
  return readFileSync(join(folder, 'META-INF', 'MANIFEST.MF'), 'utf8');
}

beforeAll(async () => {
  const { jar, classpath } = await buildBridge();
  bridge = jar;
  const classes = join(folder, 'classes');
  mkdirSync(classes);
  const java = join(__dirname, '..', 'functions', 'CountChar.java');
  execFileSync('javac', ['-cp', classpath.join(delimiter), '-d', classes, java]);
  execFileSync('jar', ['--create', '--file', user, '-C', classes, '.']);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('are in the merged JAR, whose bytes are the same every time', () => {
  const merged = ['a.jar', 'b.jar'].map((name) => {
    const file = join(folder, name);
    copyFileSync(bridge, file);
    mergeJars(file, [user]);
    return file;
  });
  const listed = execFileSync('jar', ['--list', '--file', merged[0] as string], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  expect(listed).toContain('com/example/CountChar.class');
  expect(listed).toContain('io/millrace/bridge/Main.class');
  expect(manifest(merged[0] as string)).toContain('io.millrace.bridge.Main');
  expect(manifest(merged[0] as string)).toBe(manifest(bridge));
  expect(readFileSync(merged[0] as string).equals(readFileSync(merged[1] as string))).toBe(true);
}, 120_000);

it('are refused where the application has one of that name', () => {
  const file = join(folder, 'twice.jar');
  copyFileSync(bridge, file);
  mergeJars(file, [user]);
  expect(() => mergeJars(file, [user])).toThrow(/has com\/example\/CountChar.class, and so has the application/);
}, 120_000);

it('are named by MILLRACE_JARS, which must be there', () => {
  const other = join(folder, 'other.jar');
  expect(() => userJars({ MILLRACE_JARS: [user, other].join(delimiter) })).toThrow(
    /other.jar, and there is no such file/,
  );
  writeFileSync(other, '');
  expect(userJars({ MILLRACE_JARS: [user, other].join(delimiter) })).toEqual([user, other]);
  expect(userJars({})).toEqual([]);
});

it('are there when a job that calls them is built', async () => {
  await expect(build(counting, standIns(counting))).rejects.toThrow(/CountChar/);
  process.env.MILLRACE_JARS = user;
  try {
    expect((await build(counting, standIns(counting))).plan).toContain('count_char');
  } finally {
    delete process.env.MILLRACE_JARS;
  }
}, 120_000);
