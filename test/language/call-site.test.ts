/** Every node knows its line of TypeScript, whoever runs that: jest here, the command's bundle, and tsx. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { avg, type Job, minutes, seconds, source, t } from 'millrace';
import { loadJob } from '../../cli/load-job';
import minuteAverages from '../../jobs/minute-averages';
import type { PlanNode } from '../../runtime/operators/operator';
import { PACKAGE_ROOT } from '../../runtime/package-root';

/** `file:line call` of a relation and all that it is made of, itself first. */
function places(node: PlanNode): string[] {
  return [`${node.at} ${node.call}`, ...node.inputs.flatMap(places)];
}
const placesOf = (job: Job): string[] => job.inserts.flatMap((i) => [`${i.at} ${i.call}`, ...places(i.input)]);

it('is the line of the method, not of the statement, also inside a function', () => {
  const line = Number(/call-site\.test\.ts:(\d+)/.exec(new Error().stack ?? '')?.[1]);
  const metrics = source('metrics', { name: t.string, value: t.double, at: t.timestamp })
    .watermark('at', seconds(5))
    .recordId('name', { within: seconds(1) });
  const above = (limit: number) =>
    metrics //
      .where((m) => m.value.gt(limit));
  const result = above(1)
    .tumble('at', { size: minutes(1) })
    .groupBy('name')
    .select((m) => ({
      value: avg(m.value),
    }));
  const file = 'test/language/call-site.test.ts';
  expect(places(result.node)).toEqual([
    `${file}:${line + 10} select`,
    `${file}:${line + 8} tumble`,
    `${file}:${line + 6} where`,
    `${file}:${line + 1} source`,
  ]);
  expect(result.node).toMatchObject({ written: { groupBy: { at: `${file}:${line + 9}`, call: 'groupBy' } } });
});

const EXPECTED = [
  'jobs/minute-averages.ts:8 insertInto',
  'jobs/minute-averages.ts:7 select',
  'jobs/minute-averages.ts:5 tumble',
  'jobs/tables.ts:5 source',
];

it('is the same in jest and in the bundle that the command makes', async () => {
  expect(placesOf(minuteAverages)).toEqual(EXPECTED);
  expect(placesOf(await loadJob(join(PACKAGE_ROOT, 'jobs', 'minute-averages.ts')))).toEqual(EXPECTED);
});

it('is relative to the nearest package.json, whatever characters the path has', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace;test-'));
  try {
    mkdirSync(join(folder, "it's here"));
    writeFileSync(join(folder, 'package.json'), '{}');
    const file = join(folder, "it's here", 'a b.ts');
    writeFileSync(
      file,
      `import { job, sink, source, t } from 'millrace';

interface Unused { readonly a: string }
const s = source('s', { a: t.string });
export default job('j', { lane: 'fast' }, [
  s
    .where((c) => c.a.eq('b'))
    .insertInto(sink('k', { a: t.string })),
]);
`,
    );
    expect(placesOf(await loadJob(file))).toEqual([
      "it's here/a b.ts:8 insertInto",
      "it's here/a b.ts:7 where",
      "it's here/a b.ts:4 source",
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('is the same under tsx', () => {
  const program = `const { default: job } = require('./jobs/minute-averages');
    const of = (n) => [n.at + ' ' + n.call, ...n.inputs.flatMap(of)];
    console.log(JSON.stringify(job.inserts.flatMap((i) => [i.at + ' ' + i.call, ...of(i.input)])));`;
  const args = ['-r', 'tsx/cjs', '-e', program];
  const said = execFileSync(process.execPath, args, { cwd: PACKAGE_ROOT, encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual(EXPECTED);
});
