/** Tables that update, as a run writes them, and windows over processing time. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, desc, hours, job, max, seconds, sink, source, sum, t } from 'millrace';
import { runOnFlink as runWithFlink } from '../../cli/run/flink';
import { runLocally } from '../../cli/run/local';
import { openWriter } from '../../runtime/connectors/files';
import { toBatch } from '../../runtime/testing/rows';
import { locally, onFlink } from './both';
import { useFlink } from './oracle';

const flink = useFlink();
const events = source('events', {
  k: t.string,
  text: t.string.nullable(),
  big: t.bigint,
  exact: t.decimal(20, 3),
  list: t.array(t.string),
  at: t.timestamp,
}).watermark('at', seconds(5));

const rows = Array.from({ length: 60 }, (_, i) => ({
  k: 'abcde'[(i * 7) % 5],
  text: [null, ']', '"],"type":"DELETE"}', '{"data":[', '💧'][i % 5],
  big: 2n ** 53n + BigInt(i % 9),
  exact: `${i % 4}.250`,
  list: [']', 'x'.repeat(i % 3)],
  at: new Date(i * 1_000),
}));

it('are the same on both engines, to the last digit', async () => {
  const totals = sink(
    'totals',
    { k: t.string, n: t.bigint, most: t.bigint, total: t.decimal(38, 3).nullable() },
    { primaryKey: ['k'] },
  );
  const latest = sink(
    'latest',
    { k: t.string, text: t.string.nullable(), exact: t.decimal(20, 3), list: t.array(t.string), at: t.timestamp },
    { primaryKey: ['k'] },
  );
  const one = job('updates', { lane: 'fast' }, [
    events
      .groupBy('k')
      .select((e) => ({ k: e.k, n: count(), most: max(e.big), total: sum(e.exact) }))
      .insertInto(totals),
    events
      .topN(1, { partitionBy: ['k'], orderBy: [desc('exact'), desc('at')] })
      .select((e) => ({ k: e.k, text: e.text, exact: e.exact, list: e.list, at: e.at }))
      .insertInto(latest),
  ]);
  const there = await onFlink(flink(), one, rows);
  expect(there.totals).toHaveLength(5);
  expect(there.latest).toHaveLength(5);
  expect(locally(one, rows)).toEqual(there);
});

it('are written by `millrace run` with both engines, from several inputs', async () => {
  const more = source('more', { k: t.string, big: t.bigint, at: t.timestamp }).watermark('at', seconds(5));
  const totals = events
    .select((e) => ({ k: e.k, big: e.big, at: e.at }))
    .unionAll(more)
    .groupBy('k')
    .select((e) => ({ k: e.k, n: count(), most: max(e.big) }))
    .insertInto(sink('totals', { k: t.string, n: t.bigint, most: t.bigint }, { primaryKey: ['k'] }));
  const one = job('several', { lane: 'fast' }, [totals]);
  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  try {
    const inputs = new Map<string, string[]>();
    for (const { table, schema } of one.sources) {
      const path = join(folder, `${table}.jsonl`);
      const writer = openWriter(path, schema);
      await writer.write(toBatch(schema, rows));
      await writer.close();
      inputs.set(table, [path]);
    }
    const ran = async (engine: 'local' | 'flink') => {
      const path = join(folder, `${engine}.jsonl`);
      const plan = { job: one, inputs, arrivals: new Map(), outputs: new Map([['totals', path]]), aside: new Map() };
      const { written } = await (engine === 'local' ? runLocally(plan) : runWithFlink(plan, { dashboard: false }));
      return { written, lines: readFileSync(path, 'utf8').trim().split('\n').sort() };
    };
    const here = await ran('local');
    expect(here.written).toEqual({ totals: 5 });
    expect(here.lines[0]).toBe('{"k":"a","n":24,"most":9007199254741000}');
    expect(await ran('flink')).toEqual(here);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

it('the end of the input fires no window over processing time', async () => {
  const counts = events
    .processingTime('now')
    .tumble('now', { size: hours(24) })
    .groupBy('k')
    .select((e) => ({ k: e.k, n: count() }))
    .insertInto(sink('counts', { k: t.string, n: t.bigint }));
  const one = job('clock', { lane: 'fast' }, [counts]);
  expect((await onFlink(flink(), one, rows)).counts).toEqual([]);
  expect(locally(one, rows).counts).toEqual([]);
});
