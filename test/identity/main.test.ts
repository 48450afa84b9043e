/** The bridge's own command line with a plan: what a savepoint brings back there. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { job, minutes, seconds, sink, source, sum, t } from 'millrace';
import { buildBridge } from '../../bridge/build';
import { build } from '../../cli/build/build';
import { compilePlan } from '../../cli/build/compile';
import type { PropertyGroup } from '../../runtime/connectors/environment';
import { FLINK_JAVA_OPTIONS } from '../../runtime/testing/flink';
import { eventually, Flink, RunningJob } from './flink';
import { Folder } from './folder';

const numbers = source('numbers', { n: t.bigint, at: t.timestamp }).watermark('at', seconds(0));
const sums = job('sums', { lane: 'regular' }, [
  numbers
    .tumble('at', { size: minutes(1) })
    .groupBy()
    .select((r) => ({ total: sum(r.n) }))
    .insertInto(sink('sums', { total: t.bigint })),
]);

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

async function main(script: string, plan: string, groups: readonly PropertyGroup[], ...more: string[]) {
  const { classpath } = await buildBridge();
  const file = (name: string, content: string) => {
    writeFileSync(join(folder.path, name), content);
    return join(folder.path, name);
  };
  const files = [
    ...['--script', file('job.sql', script), '--plan', file('plan.json', plan)],
    ...['--properties', file('properties.json', JSON.stringify(groups))],
  ];
  const args = [...FLINK_JAVA_OPTIONS, '-cp', classpath.join(':'), 'io.millrace.bridge.Main', ...files, ...more];
  const child = spawn('java', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, exit: new Promise<number | null>((resolve) => child.once('exit', resolve)) };
}

it('restores a savepoint by the property group millrace.settings, and says in a line when it cannot', async () => {
  const { script, plan } = await build(sums, folder.properties(sums), undefined, compilePlan);
  const flink = await Flink.start();
  let savepoint: string;
  try {
    const first = await flink.run(script, folder.properties(sums), plan);
    folder.put('numbers', '1.json', [
      { n: 100, at: '2026-01-01 00:00:00' },
      { n: 1, at: '2026-01-01 00:01:00' },
    ]);
    await eventually('the first window', async () => (folder.rows('sums', true).length > 0 ? true : undefined));
    savepoint = await first.stopWithSavepoint(join(folder.path, 'savepoints'));
  } finally {
    await flink.stop();
  }
  const restoring = folder.properties(sums, { 'execution.state-recovery.path': savepoint });

  const { child, exit } = await main(script, plan, restoring, '--dashboard', '0');
  try {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (line: string) => {
      said += line;
    });
    const url = await eventually('the dashboard', async () => {
      if (child.exitCode !== null) throw new Error(said);
      return /^dashboard (\S+)$/m.exec(said)?.[1];
    });
    const id = await eventually('the job', async () => {
      const { jobs } = (await (await fetch(`${url}/jobs/overview`)).json()) as { jobs: { jid: string }[] };
      return jobs[0]?.jid;
    });
    await new RunningJob(`${url}/jobs/${id}`).started();
    folder.put('numbers', '2.json', [
      { n: 2, at: '2026-01-01 00:01:30' },
      { n: 1_000, at: '2026-01-01 00:03:00' },
    ]);
    const rows = await eventually('the open window', async () => {
      const published = folder.rows('sums');
      return published.length > 1 ? published : undefined;
    });
    expect(rows.map(({ total }) => total).sort()).toEqual([100, 3]);
  } finally {
    child.kill('SIGTERM');
    await exit;
  }

  const foreign = plan.replaceAll(/^( {4}"(?:id|source|target)" : )/gm, '$19');
  const refused = await main(script, foreign, restoring);
  expect(await text(refused.child.stderr)).toMatch(
    /^millrace: job 'sums' failed: [^\n]*Cannot map checkpoint\/savepoint state[^\n]*\n$/,
  );
  expect(await refused.exit).toBe(1);
}, 120_000);

it('says that a plan is none', async () => {
  const { script } = await build(sums, folder.properties(sums), undefined, compilePlan);
  const { child, exit } = await main(script, '{"nodes": 1}', folder.properties(sums));
  expect(await text(child.stderr)).toMatch(/^millrace: job 'sums' failed: [^\n]*the compiled plan\n$/);
  expect(await exit).toBe(1);
});
