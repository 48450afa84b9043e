import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useFlink } from '../oracle';
import { type JobOptions, properties, type SINKS, script } from './job';

jest.setTimeout(600_000);

const flink = useFlink();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-sources-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const row = (id: string, key: string, seq: number, time: string, arrived?: string): string =>
  JSON.stringify({ id, key, seq, ts: `2026-01-01 ${time}`, ...(arrived && { arrived: `2026-01-01 ${arrived}` }) });

function source(more: Record<string, string> = {}): Record<string, string> {
  return { connector: 'millrace-filesystem', path: join(folder, 'in'), format: 'json', ...more };
}

function write(files: Record<string, string[]>): void {
  mkdirSync(join(folder, 'in'), { recursive: true });
  for (const [name, lines] of Object.entries(files)) writeFileSync(join(folder, 'in', name), lines.join('\n'));
}

function read<Row = Record<string, unknown>>(sink: (typeof SINKS)[number]): Row[] {
  const files = readdirSync(join(folder, sink)).filter((name) => name.startsWith('part-'));
  const lines = files.flatMap((name) => readFileSync(join(folder, sink, name), 'utf8').split('\n'));
  return lines
    .filter((line) => line !== '')
    .sort()
    .map((line) => JSON.parse(line) as Row);
}

const run = (more: Record<string, string> = {}, options: JobOptions = {}) =>
  flink().run(script(options), properties(source(more), folder));

const MIXED = {
  'a.json': [
    row('1', 'k', 1, '00:00:10'),
    'not json',
    row('2', 'k', 2, '00:00:20'),
    '',
    row('1', 'k', 99, '00:00:12'),
    row('3', 'k', 4, '00:01:06'),
  ],
  // The watermark goes on from one file to the next.
  'b.json': [row('4', 'k', 8, '00:00:30'), '{"id":"5","key":"k","seq":1,"ts":null}', row('6', 'k', 16, '00:01:07')],
};

describe.each([1, 2])('files at parallelism %i', (parallelism) => {
  it('splits records into on time, late, malformed and repeated, and counts each once', async () => {
    write(MIXED);
    const { counters } = await run({ 'record-id': 'id', 'record-id.within': '1 min' }, { parallelism });
    expect(read('sums')).toEqual([
      { key: 'k', window_start: '2026-01-01 00:00:00', n: 2, total: 3 },
      { key: 'k', window_start: '2026-01-01 00:01:00', n: 2, total: 20 },
    ]);
    expect(read('late')).toEqual([{ key: 'k', seq: 8, ts: '2026-01-01 00:00:30' }]);
    expect(read('refused').map(({ error, sequence, seq, raw }) => ({ error, sequence, seq, raw }))).toEqual([
      { error: 'DUPLICATE_RECORD', sequence: '5', seq: 99, raw: MIXED['a.json'][4] },
      { error: 'INVALID_JSON', sequence: '2', seq: 0, raw: 'not json' },
      { error: 'NULL_NOT_ALLOWED', sequence: '2', seq: 0, raw: MIXED['b.json'][1] },
    ]);
    expect(read('refused').map(({ shard }) => shard)).toEqual(
      ['a.json', 'a.json', 'b.json'].map((name) => join(folder, 'in', name)),
    );
    expect(counters).toEqual({
      tables: { metrics: { read: 8, malformed: 2, duplicates: 1, onTime: 4, late: 1 } },
      numLateRecordsDropped: 0,
    });
  });
});

it('reads paths in the order given', async () => {
  write({ 'a.json': [row('1', 'k', 1, '00:05:00')], 'b.json': [row('2', 'k', 2, '00:00:00')] });
  const { counters } = await run({ path: [join(folder, 'in/b.json'), join(folder, 'in/a.json')].join(';') });
  expect(counters.tables.metrics?.late).toBe(0);
  expect((await run()).counters.tables.metrics?.late).toBe(1);
});

it('keeps a row from the future out of the watermark', async () => {
  const rows = [
    row('1', 'k', 1, '00:00:00', '00:00:01'),
    row('2', 'k', 2, '23:00:00', '00:00:02'),
    row('3', 'k', 3, '00:00:02', '00:00:03'),
  ];
  write({ 'a.json': rows });
  const { counters } = await run({ 'time.clock-skew': '10 s', arrival: 'arrived' });
  expect(counters.tables.metrics).toEqual({ read: 3, malformed: 1, onTime: 2, late: 0 });
  expect(read('refused')).toMatchObject([{ error: 'TIME_IN_FUTURE', raw: rows[1] }]);
  // Without the check it makes the others late.
  expect((await run({ arrival: 'arrived' })).counters.tables.metrics).toMatchObject({ malformed: 0, late: 1 });
});

it('reads CSV by its header', async () => {
  write({ 'a.csv': ['ts,seq,key,id', '2026-01-01 00:00:00,1,"k, quoted\n",a', '2026-01-01 00:00:00,x,k,b', ''] });
  await run({ format: 'csv' });
  expect(read('rows')).toMatchObject([{ key: 'k, quoted\n', seq: 1, sequence: '2' }]);
  expect(read('refused')).toMatchObject([{ error: 'WRONG_TYPE', sequence: '4' }]);
});

it('scans the table once for all of its readers', async () => {
  write(MIXED);
  const plan = await flink().explain(
    script(),
    properties(source({ 'record-id': 'id', 'record-id.within': '1 s' }), folder),
  );
  const [, executed = ''] = plan.split('== Optimized Execution Plan ==');
  expect(executed.match(/TableSourceScan/g)).toHaveLength(1);
});

it.each([
  [{ 'record-id': 'id' }, "'record-id' and 'record-id.within' need each other"],
  [
    { 'record-id': 'arrived', 'record-id.within': '1 s' },
    "column 'arrived' is part of the record id and must be NOT NULL",
  ],
  [{ 'record-id': 'nobody', 'record-id.within': '1 s' }, "'record-id' names 'nobody', which is no declared column"],
  [{ arrival: '_arrival' }, "'arrival' names '_arrival', which is no declared column"],
  [{ 'time.clock-skew': '-1 s' }, "Could not parse value '-1 s' for key 'time.clock-skew'"],
  [{ pth: 'x' }, 'pth'],
  [{ path: '/nowhere' }, 'there is no file or folder'],
])('refuses %j', async (more, message) => {
  write(MIXED);
  await expect(run(more)).rejects.toThrow(message);
});
