/** Several inputs of one run are read together, and tables that update are written as they are in the end. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, type Insert, job, minutes, seconds, sink, source, t } from 'millrace';
import { type Batch, LocalJob } from 'millrace/engine';
import { type AnyRow, fromBatch, toBatch } from 'millrace/testing';
import { pushAligned } from '../../cli/run/aligned';
import { runLocally } from '../../cli/run/local';

const schema = { name: t.string, at: t.timestamp };
const east = source('east', schema).watermark('at', seconds(2));
const west = source('west', schema).watermark('at', seconds(5));
const north = source('north', schema);
const out = sink('out', schema);
const at = (name: string, second: number): AnyRow => ({ name, at: new Date(second * 1_000) });

async function* batches(rows: readonly AnyRow[], size: number) {
  for (let i = 0; i < rows.length; i += size) yield { rows: toBatch(schema, rows.slice(i, i + size)) };
}

/** The names of rows in the order in which they are pushed. */
async function order(size: number): Promise<string> {
  const pushed: unknown[] = [];
  const all = east.unionAll(west).select((e) => ({ name: e.name, at: e.at }));
  const union = job('j', { lane: 'fast' }, [all.insertInto(out), north.insertInto(out)]);
  const local = new LocalJob(union, {
    rows: (table: string, batch: Batch) => {
      if (table === 'out') pushed.push(...fromBatch(['name', 'at'], batch).map((row) => row.name));
    },
  });
  const ended: string[] = [];
  const inputs = [
    { source: east.node, records: batches([at('a', 1), at('b', 4), at('c', 3), at('d', 20), at('e', 21)], size) },
    { source: west.node, records: batches([at('1', 1), at('2', 10), at('3', 11), at('4', 30)], size) },
    { source: north.node, records: batches([at('x', 99), at('y', 1)], size) },
  ];
  await pushAligned(local, inputs, { ended: ({ table }) => void ended.push(table) });
  expect(ended).toEqual(['north', 'east', 'west']);
  return pushed.join('');
}

test('the source that is furthest behind is read, however rows come in batches', async () => {
  // Watermarks: a −1, b 2, d 18, e 19; 1 −4, 2 5, 3 6, 4 25.
  for (const size of [1, 2, 3, 10]) expect(await order(size)).toBe('xya12bcd34e');
});

describe('millrace run', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function run(insert: Insert, inputs: Readonly<Record<string, readonly AnyRow[]>>) {
    const files = Object.entries(inputs).map(([table, rows]) => {
      const file = join(folder, `${table}.jsonl`);
      writeFileSync(file, rows.map((row) => `${JSON.stringify(row).replace(/T([\d:.]+)Z/g, ' $1')}\n`).join(''));
      return [table, [file]] as const;
    });
    const path = join(folder, 'out.jsonl');
    const result = await runLocally({
      job: job('j', { lane: 'fast' }, [insert]),
      inputs: new Map(files),
      arrivals: new Map(),
      outputs: new Map([[insert.sink.table, path]]),
      aside: new Map(),
    });
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    return { ...result, rows: lines.map((line) => JSON.parse(line)) };
  }

  test('a window over two files loses no row of the second', async () => {
    const perMinute = east
      .unionAll(west)
      .tumble('at', { size: minutes(1) })
      .groupBy()
      .select((e) => ({ to: e.window_end, n: count() }))
      .insertInto(sink('counts', { to: t.timestamp, n: t.bigint }));
    const seconds = Array.from({ length: 300 }, (_, i) => i);
    const ran = await run(perMinute, { east: seconds.map((s) => at('e', s)), west: seconds.map((s) => at('w', s)) });
    expect(ran.rows.map(({ n }) => n)).toEqual([120, 120, 120, 120, 120]);
  });

  test('a table that updates is written once, as it is in the end', async () => {
    const totals = east
      .groupBy('name')
      .select((e) => ({ name: e.name, n: count() }))
      .insertInto(sink('totals', { name: t.string, n: t.bigint }, { primaryKey: ['name'] }));
    const ran = await run(totals, { east: ['a', 'b', 'a', 'a', 'c'].map(at) });
    expect(ran.rows.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'a', n: 3 },
      { name: 'b', n: 1 },
      { name: 'c', n: 1 },
    ]);
    expect(ran.written).toEqual({ totals: 3 });
  });
});
