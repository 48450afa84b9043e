/** `millrace dev` in this process: several inputs, processing time and tables that update. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, job, minutes, seconds, sink, source, t } from 'millrace';
import { startDev } from '../../cli/dev/dev';
import type { Snapshot } from '../../dashboard/protocol';
import { formatTimestamp } from '../../runtime/time';

const east = source('east', { name: t.string, at: t.timestamp }).watermark('at', seconds(0));
const west = source('west', { name: t.string, at: t.timestamp }).watermark('at', seconds(0));
const n = { n: t.bigint };
const live = job('live', { lane: 'fast' }, [
  east
    .unionAll(west)
    .tumble('at', { size: minutes(1) })
    .groupBy()
    .select(() => ({ n: count() }))
    .insertInto(sink('per_minute', n)),
  east
    .processingTime('now')
    .tumble('now', { size: minutes(1) })
    .groupBy()
    .select(() => ({ n: count() }))
    .insertInto(sink('by_clock', n)),
  east
    .groupBy('name')
    .select((e) => ({ name: e.name, n: count() }))
    .insertInto(sink('totals', { name: t.string, ...n }, { primaryKey: ['name'] })),
]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The rows of each sink that the page is told of, until there are so many of one. */
async function watch(files: Readonly<Record<string, readonly number[]>>, sinkName: string, enough: number) {
  const start = Date.UTC(2026, 2, 29);
  const paths = Object.entries(files).map(([table, at]) => {
    const path = join(folder, `${table}.jsonl`);
    const lines = at.map((s) => JSON.stringify({ name: 'a', at: formatTimestamp(start + s * 1_000) }));
    writeFileSync(path, `${lines.join('\n')}\n`);
    return [table, [path]] as const;
  });
  const options = { files: new Map(paths), speed: 100, rowsPerSecond: 1, port: 0, open: false };
  const dev = await startDev(live, options);
  try {
    for (;;) {
      const { sinks } = await snapshot(dev.url);
      // The newest comes first.
      const rows = Object.fromEntries(sinks.map((of) => [of.sink, of.newest.toReversed()]));
      if ((rows[sinkName]?.length ?? 0) >= enough) return rows;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  } finally {
    await dev.close();
  }
}

/** What a page is told when it opens. */
const snapshot = (url: string): Promise<Snapshot> =>
  new Promise((resolve, reject) => {
    let text = '';
    const asked = get(`${url}events`, (response) => {
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        const found = /event: snapshot\ndata: (.*)\n\n/.exec(text);
        if (!found) return;
        asked.destroy();
        resolve(JSON.parse(found[1] as string) as Snapshot);
      });
    }).on('error', (error) => text === '' && reject(error));
  });

const every = (step: number, until: number) => Array.from({ length: until / step }, (_, i) => i * step);

test('a window waits for both inputs, and one that is idle holds nothing back', async () => {
  // West has no row for 10 minutes: after 5 s it is idle.
  const rows = await watch({ east: every(10, 300), west: [0, 30, 600] }, 'per_minute', 3);
  expect(rows.per_minute?.slice(0, 3)).toEqual([[8], [6], [6]]);
}, 30_000);

test('processing time passes as event time does, and rows are shown as they are now', async () => {
  const rows = await watch({ east: every(10, 400), west: [0] }, 'by_clock', 2);
  // A row comes at a tick of the clock, which may be a window later.
  for (const [n] of rows.by_clock ?? []) expect(Math.abs(Number(n) - 6)).toBeLessThan(5);
  expect(rows.totals?.slice(0, 3)).toEqual([
    ['a', 1],
    ['a', 2],
    ['a', 3],
  ]);
}, 30_000);
