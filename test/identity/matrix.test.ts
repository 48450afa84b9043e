/** `diff` says what an upgrade keeps; here a real Flink does the upgrade, and both must agree. */
import { count, type Job, job, minutes, seconds, sink, source, sum, t } from 'millrace';
import { type Build, build } from '../../cli/build/build';
import type { Manifest } from '../../cli/build/manifest';
import { verdict } from '../../cli/build/verdict';
import { eventually, Flink } from './flink';
import { Folder, type Row } from './folder';

const metrics = source('metrics', {
  metric_name: t.string,
  metric_value: t.bigint,
  event_time: t.timestamp,
}).watermark('event_time', seconds(5));

const columns = { metric_name: t.string, total: t.bigint };
const totals = sink('totals', columns);

const identified = metrics.recordId(['metric_name', 'event_time'], { within: minutes(1) });

const sumsOf = (table: Pick<typeof metrics, 'tumble'>, size = minutes(1)) =>
  table
    .tumble('event_time', { size })
    .groupBy('metric_name')
    .select((m) => ({ metric_name: m.metric_name, total: sum(m.metric_value) }))
    .insertInto(totals);
const perMinute = metrics.tumble('event_time', { size: minutes(1) }).groupBy('metric_name');
const sums = perMinute.select((m) => ({ metric_name: m.metric_name, total: sum(m.metric_value) })).insertInto(totals);
const counts = perMinute
  .select((m) => ({ metric_name: m.metric_name, n: count() }))
  .insertInto(sink('counts', { metric_name: t.string, n: t.bigint }));
const raw = metrics
  .select((m) => ({ metric_name: m.metric_name, value: m.metric_value }))
  .insertInto(sink('raw', { metric_name: t.string, value: t.bigint }));

const regular = { lane: 'regular' } as const;
const BASE = job('totals', regular, [sums]);
const TWO_SINKS = job('totals', regular, [sums, raw]);

interface Upgrade {
  readonly from?: Job;
  readonly to: Job;
  /** What diff must say is lost and new, in its words. */
  readonly lost?: readonly string[];
  readonly fresh?: readonly string[];
  /** When the window ends that is open at the savepoint. */
  readonly end?: string;
}

const SUM = 'SUM(metric_value) per metric_name, TUMBLE size 1 min';

const UPGRADES: Record<string, Upgrade> = {
  'nothing changes': { to: BASE },
  'a WHERE is added': {
    to: job('totals', regular, [sumsOf(metrics.where((m) => m.metric_value.gt(-1)))]),
  },
  "a window's bound becomes a column": {
    to: job('totals', regular, [
      perMinute
        .select((m) => ({ metric_name: m.metric_name, at: m.window_start, total: sum(m.metric_value) }))
        .insertInto(sink('totals', { ...columns, at: t.timestamp })),
    ]),
  },
  'an aggregate becomes a column': {
    to: job('totals', regular, [
      perMinute
        .select((m) => ({ metric_name: m.metric_name, total: sum(m.metric_value), n: count() }))
        .insertInto(sink('totals', { ...columns, n: t.bigint })),
    ]),
    lost: [SUM],
    fresh: ['SUM(metric_value), COUNT(*) per metric_name, TUMBLE size 1 min'],
  },
  'a sink is added': { to: TWO_SINKS, fresh: ['sink raw (filesystem)'] },
  'a sink with an aggregate of its own is added': {
    to: job('totals', regular, [sums, counts]),
    fresh: ['COUNT(*) per metric_name, TUMBLE size 1 min', 'sink counts (filesystem)'],
  },
  'a sink is dropped': { from: TWO_SINKS, to: BASE, lost: ['sink raw (filesystem)'] },
  'a window gets another size': {
    to: job('totals', regular, [sumsOf(metrics, minutes(2))]),
    lost: [SUM],
    fresh: ['SUM(metric_value) per metric_name, TUMBLE size 2 min'],
  },
  'the sum is of something else': {
    to: job('totals', regular, [
      perMinute
        .select((m) => ({
          metric_name: m.metric_name,
          total: sum(m.metric_value.plus(m.metric_value).minus(m.metric_value)),
        }))
        .insertInto(totals),
    ]),
    lost: [SUM],
    fresh: ['SUM($f3) per metric_name, TUMBLE size 1 min'],
  },
  'a record id is dropped': {
    from: job('totals', regular, [sumsOf(identified)]),
    to: BASE,
    lost: ['sink metrics_duplicates (filesystem)', 'repeats in metrics by metric_name, event_time'],
  },
  'a record id gets other columns': {
    from: job('totals', regular, [sumsOf(identified)]),
    to: job('totals', regular, [sumsOf(metrics.recordId('event_time', { within: minutes(1) }))]),
    lost: ['repeats in metrics by metric_name, event_time'],
    fresh: ['repeats in metrics by event_time'],
  },
  'a record id is added': {
    to: job('totals', regular, [sumsOf(identified)]),
    fresh: ['sink metrics_duplicates (filesystem)', 'repeats in metrics by metric_name, event_time'],
  },
  'the job is renamed': { to: job('renamed', regular, [sums]) },
};

const row = (time: string, metric_value: number): Row => ({
  metric_name: 'a',
  metric_value,
  event_time: `2026-01-01 ${time}`,
});

// Jobs mostly wait, for files and checkpoints: several go at once on one Flink, each in a folder of its own.
let started: Promise<Flink> | undefined;
const flink = () => {
  started ??= Flink.start();
  return started;
};
const folders: Folder[] = [];
afterAll(async () => {
  await (await started)?.stop();
  for (const folder of folders) folder.remove();
});

const compiled = async (job: Job, folder: Folder, against?: Manifest, settings: Record<string, string> = {}) =>
  build(job, folder.properties(job, settings), against, (await flink()).compile);

/** Runs a job until a window [00:01, 00:02) with a sum of 7 is open, and stops it there. */
async function savepointOf(from: Job): Promise<{ deployed: Build; savepoint: string; folder: Folder }> {
  const folder = new Folder();
  folders.push(folder);
  const deployed = await compiled(from, folder);
  const running = await (await flink()).run(deployed.script, folder.properties(from), deployed.plan);
  folder.put('metrics', '1.json', [row('00:00:30', 100), row('00:01:02', 1), row('00:01:03', 2), row('00:01:06', 4)]);
  // The last row's watermark ends the first window: with its result, all rows have come through.
  await eventually('the first window', async () => (folder.rows('totals', true).length > 0 ? true : undefined));
  const savepoint = await running.stopWithSavepoint(`${folder.path}/savepoints`);
  expect(folder.rows('totals')).toEqual([]);
  return { deployed, savepoint, folder };
}

/** What the sink has published when the window that was open is over, to which rows from after add 8. */
async function restore(to: Job, { script, plan }: Build, folder: Folder, settings: Record<string, string>) {
  const running = await (await flink()).run(script, folder.properties(to, settings), plan);
  folder.put('metrics', '2.json', [row('00:01:30', 8), row('00:03:00', 1_000), row('00:05:00', 1_000)]);
  const rows = await eventually('three windows', async () => {
    const found = folder.rows('totals');
    return found.length >= 3 ? found : undefined;
  });
  await running.cancel();
  return rows.map(({ total }) => total).sort((a, b) => Number(a) - Number(b));
}

const IGNORE = { 'execution.state-recovery.ignore-unclaimed-state': 'true' };

it.concurrent.each(Object.entries(UPGRADES))('when %s, restoring does what diff says', async (_, upgrade) => {
  const { from = BASE, to, lost = [], fresh = [] } = upgrade;
  const { deployed, savepoint, folder } = await savepointOf(from);
  const upgraded = await compiled(to, folder, deployed.manifest);
  const said = verdict(deployed.manifest, upgraded);
  const are = (name: string) => said.operators.filter((o) => o.verdict === name).map(({ what }) => what);
  expect(are('lost')).toEqual(lost);
  expect(are('new')).toEqual(fresh);
  expect(said.allowNonRestoredState).toBe(lost.length > 0);

  let settings: Record<string, string> = { 'execution.state-recovery.path': savepoint };
  if (said.allowNonRestoredState) {
    await expect(restore(to, upgraded, folder, settings)).rejects.toThrow('Cannot map checkpoint/savepoint state');
    settings = { ...settings, ...IGNORE };
  }
  // 100 comes from a file that the sink held open, 7 from the window, and neither is read again from the source.
  const kept = are('kept');
  expect(kept).toEqual(expect.arrayContaining(['source metrics (millrace-filesystem)', 'sink totals (filesystem)']));
  expect(await restore(to, upgraded, folder, settings)).toEqual([kept.includes(SUM) ? 15 : 8, 100, 1_000]);
});

it.concurrent('operators numbered as they come are refused by Flink, or take the state of others', async () => {
  const { deployed, savepoint, folder } = await savepointOf(BASE);
  const settings = { 'execution.state-recovery.path': savepoint };
  // Something before the sum: its number is another one now, and the state that was its own is left over.
  const before = job('totals', regular, [counts, sums]);
  const refused = restore(before, await compiled(before, folder), folder, settings);
  await expect(refused).rejects.toThrow('Cannot map checkpoint/savepoint state');

  // Something else in the sum's place: one row has come since, and the count goes on from the sum of the others.
  const instead = job('totals', regular, [
    perMinute.select((m) => ({ metric_name: m.metric_name, total: count() })).insertInto(totals),
  ]);
  const { operators } = verdict(deployed.manifest, await compiled(instead, folder, deployed.manifest));
  expect(operators.flatMap(({ verdict, what }) => (verdict === 'lost' ? [what] : []))).toEqual([SUM]);
  expect(await restore(instead, await compiled(instead, folder), folder, settings)).toEqual([1, 7 + 1, 100]);
});

it.concurrent('another max parallelism is refused, as diff says', async () => {
  const { deployed, savepoint, folder } = await savepointOf(BASE);
  const other = { 'pipeline.max-parallelism': '64' };
  const upgraded = await compiled(BASE, folder, deployed.manifest, other);
  const said = verdict(deployed.manifest, upgraded);
  expect(said.refused).toContain('was 128 and is 64');
  expect(said.operators.filter((o) => o.verdict === 'kept')).toEqual([]);
  const settings = { ...other, ...IGNORE, 'execution.state-recovery.path': savepoint };
  await expect(restore(BASE, upgraded, folder, settings)).rejects.toThrow(/max(imum)? parallelism/i);
});
