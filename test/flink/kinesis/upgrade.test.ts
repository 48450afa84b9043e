/** A job on a stream, deployed as a compiled plan, edited, built against its manifest and restored: nothing is lost or doubled. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, environment, filesystem, type Job, job, kinesis, minutes, seconds, sink, source, t } from 'millrace';
import { type Build, build } from '../../../cli/build/build';
import { verdict } from '../../../cli/build/verdict';
import { startJob } from '../../cloud/bridgeJob';
import { createStream, EMULATED, kinesisClient, putRecords } from '../../cloud/kinesis';
import { useKinesisLocal } from '../../cloud/kinesisLocal';

const kinesisLocal = useKinesisLocal();

const clicks = source('clicks', { id: t.string, page: t.string, at: t.timestamp })
  .watermark('at', seconds(5))
  .recordId('id', { within: minutes(10) });
const counts = sink('counts', { page: t.string, window_end: t.timestamp, n: t.bigint });
const all = sink('all_clicks', { id: t.string });

const perPage = (of: { tumble: (typeof clicks)['tumble'] }) =>
  of
    .tumble('at', { size: minutes(1) })
    .groupBy('page')
    .select((c) => ({ page: c.page, window_end: c.window_end, n: count() }))
    .insertInto(counts);
const before = job('clicks', { lane: 'regular' }, [perPage(clicks)]);
/** With another insert in front of it, by which all ids would be renumbered, and a WHERE. */
const after = job('clicks', { lane: 'regular' }, [
  clicks.select((c) => ({ id: c.id })).insertInto(all),
  perPage(clicks.where((c) => c.page.ne('robots.txt'))),
]);

const START = Date.UTC(2026, 2, 29);
const click = (id: number, second: number, page = 'index') => ({
  data: JSON.stringify({ id: String(id), page, at: new Date(START + second * 1_000).toISOString() }),
  key: String(id),
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-upgrade-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('reads on where it was, with its open window and its record ids', async () => {
  const { endpoint } = kinesisLocal();
  const client = kinesisClient(endpoint);
  await createStream(client, 'clicks', 2);
  const { accessKeyId, secretAccessKey } = EMULATED.credentials;
  const stream = kinesis({
    ...{ stream: 'clicks', region: EMULATED.region, endpoint },
    credentials: { accessKeyId, secretAccessKey },
  });
  const files = (table: string) => filesystem({ path: join(folder, table), format: 'json' });
  const properties = (of: Job) => {
    let bindings = environment('test').bind(clicks, stream).bindSideOutputs(files);
    for (const sink of of.sinks) bindings = bindings.bind(sink, files(sink.table));
    return bindings.propertyGroups(of);
  };
  const start = (of: Job, { script, plan }: Build, restoreFrom?: string) =>
    startJob({ script, plan, properties: properties(of), folder, ...(restoreFrom && { restoreFrom }) });

  const first = await build(before, properties(before));
  await putRecords(
    client,
    'clicks',
    Array.from({ length: 10 }, (_, id) => click(id, id)),
  );
  const running = await start(before, first);
  let savepoint: string;
  try {
    await running.waitFor(
      async () => (await running.metrics('Table.clicks_late.onTime'))['Table.clicks_late.onTime'] === 10,
    );
    savepoint = await running.stopWithSavepoint(join(folder, 'savepoint'));
  } finally {
    await running.stop();
  }

  const second = await build(after, properties(after), first.manifest);
  const { operators } = verdict(first.manifest, second);
  expect(operators.filter((o) => o.verdict === 'lost')).toEqual([]);
  // Three more of the open window, one repeat from before the savepoint, a robot; then two that end the window on both shards.
  const more = [click(10, 20), click(11, 21), click(12, 22), click(3, 3), click(13, 23, 'robots.txt')];
  await putRecords(client, 'clicks', more);
  const ending = [0, 1].map((index) => ({ ...click(20 + index, 300), shard: { index, of: 2 } }));
  await putRecords(client, 'clicks', ending);
  const upgraded = await start(after, second, savepoint);
  try {
    await upgraded.waitFor(async () => (await upgraded.rows('counts')).length > 0);
    const [counted, ...others] = await upgraded.rows<{ page: string; n: number }>('counts');
    expect(others).toEqual([]);
    expect(counted).toMatchObject({ page: 'index', n: 13 });
    expect((await upgraded.rows<{ id: string }>('clicks_duplicates')).map((row) => row.id)).toEqual(['3']);
    await upgraded.waitFor(async () => (await upgraded.rows('all_clicks')).length === 6);
  } finally {
    await upgraded.stop();
  }
});
