/** `diff` says what an upgrade keeps; here a real Flink does the upgrade, and both must agree. */
import { count, type Job, job, minutes, seconds, sink, source, sum, t } from 'millrace';
import { type Build, build } from '../../cli/build/build';
import { verdict } from '../../cli/build/verdict';
import { eventually, Flink, type RunningJob } from './flink';
import { Folder, type Row } from './folder';

const metrics = source('metrics', {
  metric_name: t.string,
  metric_value: t.bigint,
  event_time: t.timestamp,
}).watermark('event_time', seconds(5));

const columns = { metric_name: t.string, total: t.bigint };
const totals = sink('totals', columns);

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
    to: job('totals', regular, [
      metrics
        .where((m) => m.metric_value.gt(-1))
        .tumble('event_time', { size: minutes(1) })
        .groupBy('metric_name')
        .select((m) => ({ metric_name: m.metric_name, total: sum(m.metric_value) }))
        .insertInto(totals),
    ]),
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
    to: job('totals', regular, [
      metrics
        .tumble('event_time', { size: minutes(2) })
        .groupBy('metric_name')
        .select((m) => ({ metric_name: m.metric_name, total: sum(m.metric_value) }))
        .insertInto(totals),
    ]),
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
  'the job is renamed': { to: job('renamed', regular, [sums]) },
};

const row = (time: string, metric_value: number): Row => ({
  metric_name: 'a',
  metric_value,
  event_time: `2026-01-01 ${time}`,
});

let flink: Flink;
let folder: Folder;
let running: RunningJob | undefined;

beforeAll(async () => {
  flink = await Flink.start();
});
afterAll(() => flink.stop());
beforeEach(() => {
  folder = new Folder();
});
afterEach(async () => {
  await running?.cancel();
  running = undefined;
  folder.remove();
});

/** Runs a job until a window [00:01, 00:02) with a sum of 7 is open, and stops it there. */
async function savepointOf(from: Job): Promise<{ deployed: Build; savepoint: string }> {
  const properties = folder.properties(from);
  const deployed = await build(from, properties, undefined, flink.compile);
  running = await flink.run(deployed.script, properties, deployed.plan);
  folder.put('metrics', '1.json', [row('00:00:30', 100), row('00:01:02', 1), row('00:01:03', 2), row('00:01:06', 4)]);
  // The last row's watermark ends the first window: with its result, all rows have come through.
  await eventually('the first window', async () => (folder.rows('totals', true).length > 0 ? true : undefined));
  const savepoint = await running.stopWithSavepoint(`${folder.path}/savepoints`);
  running = undefined;
  expect(folder.rows('totals')).toEqual([]);
  return { deployed, savepoint };
}

/** What the sink has published when the window that was open is over; rows from after add 8 to it. */
async function restore(to: Job, plan: Build, settings: Record<string, string>): Promise<Row[]> {
  running = await flink.run(plan.script, folder.properties(to, settings), plan.plan);
  folder.put('metrics', '2.json', [row('00:01:30', 8), row('00:03:00', 1_000), row('00:05:00', 1_000)]);
  return eventually('the open window', async () => {
    const rows = folder.rows('totals');
    return rows.some(({ total }) => total === 1_000) ? rows : undefined;
  });
}

const totalsOf = (rows: readonly Row[]): unknown[] =>
  rows.map(({ total }) => total).sort((a, b) => Number(a) - Number(b));

describe.each(Object.entries(UPGRADES))('when %s', (_, { from = BASE, to, lost = [], fresh = [] }) => {
  it('restoring does what diff says', async () => {
    const { deployed, savepoint } = await savepointOf(from);
    const upgraded = await build(to, folder.properties(to), deployed.manifest, flink.compile);
    const said = verdict(deployed.manifest, upgraded);
    const are = (name: string) => said.operators.filter((o) => o.verdict === name).map(({ what }) => what);
    expect(are('lost')).toEqual(lost);
    expect(are('new')).toEqual(fresh);
    expect(said.allowNonRestoredState).toBe(lost.length > 0);

    const settings = { 'execution.state-recovery.path': savepoint };
    if (said.allowNonRestoredState) {
      await expect(restore(to, upgraded, settings)).rejects.toThrow('Cannot map checkpoint/savepoint state');
      Object.assign(settings, { 'execution.state-recovery.ignore-unclaimed-state': 'true' });
    }
    // 100 comes from a file that the sink held open, 7 from the window, and neither is read again from the source.
    const kept = are('kept');
    expect(kept).toEqual(expect.arrayContaining(['source metrics (filesystem)', 'sink totals (filesystem)']));
    expect(totalsOf(await restore(to, upgraded, settings))).toEqual([kept.includes(SUM) ? 15 : 8, 100, 1_000]);
  });
});

it('a plan compiled anew, its operators numbered as they come, does not find the state of the WHERE case', async () => {
  const { savepoint } = await savepointOf(BASE);
  const { to } = UPGRADES['a WHERE is added'] as Upgrade;
  const anew = await build(to, folder.properties(to), undefined, flink.compile);
  const settings = { 'execution.state-recovery.path': savepoint };
  await expect(restore(to, anew, settings)).rejects.toThrow('Cannot map checkpoint/savepoint state');
});

it('another max parallelism is refused, as diff says', async () => {
  const { deployed, savepoint } = await savepointOf(BASE);
  const other = { 'pipeline.max-parallelism': '64' };
  const upgraded = await build(BASE, folder.properties(BASE, other), deployed.manifest, flink.compile);
  const said = verdict(deployed.manifest, upgraded);
  expect(said.refused).toContain('was 128 and is 64');
  expect(said.operators.filter((o) => o.verdict === 'kept')).toEqual([]);
  const settings = {
    ...other,
    'execution.state-recovery.path': savepoint,
    'execution.state-recovery.ignore-unclaimed-state': 'true',
  };
  await expect(restore(BASE, upgraded, settings)).rejects.toThrow(/max(imum)? parallelism/i);
});
