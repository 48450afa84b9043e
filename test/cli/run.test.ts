import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bool, Table, TimestampMillisecond, tableFromIPC, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { Table as WasmTable, writeParquet } from 'parquet-wasm';
import { FIXTURES, millrace, start } from './command';

const INPUT = `metrics=${join(FIXTURES, 'runs', 'metrics.jsonl')}`;
const golden = (name: string): string => readFileSync(join(FIXTURES, 'runs', name), 'utf8');
const sorted = (text: string): string[] => text.trim().split('\n').sort();

/** Eight orders: two on time, one late, one sent twice, two not paid; of one it is not known, and one is from 2099. */
async function ordersFile(folder: string, format: string): Promise<string> {
  const at = (second: number) => `2026-03-29 00:00:${String(second).padStart(2, '0')}.000`;
  const order = (id: string, paid: boolean | null, ordered: string, second: number) => ({
    ...{ id, paid, at: ordered, arrived: at(second) },
  });
  const orders = [
    order('a', true, at(1), 1),
    order('b', false, at(2), 2),
    order('x', null, at(3), 3),
    order('a', true, at(1), 4),
    order('c', true, '2099-01-01 00:00:00.000', 5),
    order('d', true, at(30), 31),
    order('e', true, at(4), 32),
    order('f', false, at(33), 33),
  ];
  const path = join(folder, `orders.${format}`);
  if (format === 'jsonl') writeFileSync(path, orders.map((o) => `${JSON.stringify(o)}\n`).join(''));
  else if (format === 'csv') {
    const lines = orders.map(({ id, paid, at, arrived }) => [id, paid, at, arrived].join(','));
    writeFileSync(path, ['id,paid,at,arrived', ...lines, ''].join('\n'));
  } else {
    const times = (key: 'at' | 'arrived') =>
      vectorFromArray(
        orders.map((o) => Date.parse(`${o[key].replace(' ', 'T')}Z`)),
        new TimestampMillisecond(),
      );
    const table = new Table({
      id: vectorFromArray(
        orders.map((o) => o.id),
        new Utf8(),
      ),
      paid: vectorFromArray(
        orders.map((o) => o.paid),
        new Bool(),
      ),
      at: times('at'),
      arrived: times('arrived'),
    });
    writeFileSync(path, writeParquet(WasmTable.fromIPCStream(tableToIPC(table, 'stream'))));
  }
  return path;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('millrace run', () => {
  it.each(['local', 'flink'])(
    '--engine %s: results, late and malformed rows',
    async (engine) => {
      const [out, late, malformed] = ['out.jsonl', 'late.jsonl', 'malformed.jsonl'].map((name) =>
        join(folder, name),
      ) as [string, string, string];
      const { code, stdout, stderr } = await millrace(
        ...['run', 'minute-averages', '--engine', engine, '--input', INPUT],
        ...['--output', out, '--late', late, '--malformed', malformed],
      );
      expect(stderr).toContain('metrics: read 8 = on time 5 + late 1 + malformed 2');
      expect(code).toBe(0);
      expect(stdout).toBe('');
      expect(sorted(readFileSync(out, 'utf8'))).toEqual(sorted(golden('averages.jsonl')));
      expect(sorted(readFileSync(late, 'utf8'))).toEqual(sorted(golden('late.jsonl')));
      const records = readFileSync(malformed, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const raw = (line: number) => Buffer.from(golden('metrics.jsonl').split('\n')[line - 1] ?? '').toString('base64');
      const from = { _shard: INPUT.slice('metrics='.length), _arrival: null };
      expect(records).toEqual([
        { ...from, _sequence: '4', _raw: raw(4), _error: 'WRONG_TYPE', _reason: expect.stringContaining('value') },
        { ...from, _sequence: '7', _raw: raw(7), _error: 'INVALID_JSON', _reason: expect.stringContaining('the end') },
      ]);
      expect(stderr).toContain('metrics.jsonl:7: INVALID_JSON: found the end of the record');
    },
    300_000,
  );

  it('--engine flink --dashboard: Flink’s page stays open after the results are there, until Ctrl-C', async () => {
    const out = join(folder, 'out.jsonl');
    const args = ['run', 'minute-averages', '--engine', 'flink', '--dashboard', '--input', INPUT, '--output', out];
    const child = start(...args);
    let said = '';
    const url = await new Promise<string>((resolve, reject) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const open = /stays open at (http:\S+)/.exec(said);
        if (open) resolve(open[1] as string);
      });
      child.on('close', () => reject(new Error(said)));
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    expect(sorted(readFileSync(out, 'utf8'))).toEqual(sorted(golden('averages.jsonl')));
    const { jobs } = (await (await fetch(`${url}/jobs/overview`)).json()) as { jobs: unknown[] };
    expect(jobs).toMatchObject([{ name: 'minute-averages', state: 'FINISHED' }]);
    expect(await (await fetch(url)).text()).toContain('Apache Flink Web Dashboard');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  }, 300_000);

  it.each(['jsonl', 'csv', 'parquet'])(
    'both engines give the same account and the same files of %s',
    async (format) => {
      const file = join(FIXTURES, 'jobs', 'orders.ts');
      const input = `orders=${await ordersFile(folder, format)}`;
      const outputs = await Promise.all(
        ['local', 'flink'].map(async (engine) => {
          const to = Object.fromEntries(
            ['output', 'late', 'malformed', 'duplicates'].map((kind) => [
              kind,
              join(folder, `${engine}-${kind}.jsonl`),
            ]),
          );
          const args = Object.entries(to).flatMap(([kind, path]) => [`--${kind}`, path]);
          const { stderr } = await millrace(
            ...['run', file, '--engine', engine, '--input', input, '--arrival', 'orders=arrived', ...args],
          );
          expect(stderr).toContain('orders: read 8 = on time 2 + late 1 + malformed 2 + duplicates 1 + filtered out 2');
          return Object.values(to).map((path) => sorted(readFileSync(path, 'utf8')));
        }),
      );
      expect(outputs[1]).toEqual(outputs[0]);
      expect(outputs[0]?.map((rows) => rows.length)).toEqual([2, 1, 2, 1]);
    },
    300_000,
  );

  it('writes rows to stdout and nothing else', async () => {
    const { stdout, stderr } = await millrace('run', 'minute-averages', '--input', INPUT);
    expect(sorted(stdout)).toEqual(sorted(golden('averages.jsonl')));
    expect(stderr).toContain('--late FILE');
    expect(stderr).toContain('--malformed FILE');
  });

  it('writes Arrow by the name of the file, with the sink’s columns', async () => {
    const out = join(folder, 'out.arrow');
    expect((await millrace('run', 'minute-averages', '--input', INPUT, '--output', out)).code).toBe(0);
    const table = tableFromIPC(readFileSync(out));
    expect(table.schema.fields.map((f) => f.name)).toEqual(['metric_name', 'window_start', 'avg_value']);
    expect(
      table
        .toArray()
        .map((r) => r?.avg_value)
        .sort((a, b) => a - b),
    ).toEqual([-0.5, 15.25, 40, 1000]);
  });

  it('--json: the account on stderr as JSON', async () => {
    const { stderr } = await millrace('run', 'minute-averages', '--input', INPUT, '--json');
    const facts = Object.assign(
      {},
      ...stderr
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
    expect(facts.accounts).toEqual([
      {
        table: 'metrics',
        window: 'metrics_late',
        read: 8,
        onTime: 5,
        late: 1,
        malformed: 2,
        duplicates: 0,
        filtered: 0,
      },
    ]);
    expect(facts.written).toEqual({ averages: 4 });
  });

  it('runs one of several jobs of a file, with several sinks', async () => {
    const file = join(FIXTURES, 'jobs', 'two-jobs.ts');
    const [a, b] = [join(folder, 'a.jsonl'), join(folder, 'b.jsonl')];
    const { code } = await millrace(
      'run',
      `${file}#both`,
      '--input',
      INPUT,
      '--output',
      `counts=${a}`,
      '--output',
      `totals=${b}`,
    );
    expect(code).toBe(0);
    expect(sorted(readFileSync(a, 'utf8'))).toHaveLength(4);
    expect(sorted(readFileSync(b, 'utf8'))).toEqual(['{"n":2}', '{"n":3}']);
  });

  it('runs a job file that stands outside of the project', async () => {
    const file = join(folder, 'own.ts');
    writeFileSync(
      file,
      `import { job, sink, source, t } from 'millrace';
       const rows = source('metrics', { metric_name: t.string });
       export default job('own', { lane: 'fast' }, [rows.insertInto(sink('names', { metric_name: t.string }))]);`,
    );
    const { stdout, stderr, code } = await millrace('run', file, '--input', INPUT);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout.trim().split('\n')).toHaveLength(7);
  });
});

describe('bad input: a clear message, exit code 2, no stack trace', () => {
  const job = (name: string): string => join(FIXTURES, 'jobs', name);
  const cases: [string, string[], string | RegExp][] = [
    ['no argument', ['run'], "missing required argument 'JOB'"],
    ['an unknown command', ['rnu'], "unknown command 'rnu'"],
    ['an unknown job', ['run', 'minute-avrages'], /no job minute-avrages under jobs\/[\s\S]*minute-averages/],
    ['a job file that is not there', ['sql', 'nowhere/job.ts'], 'there is no job file nowhere/job.ts'],
    ['a job file that breaks a rule', ['sql', job('throws.ts')], /throws\.ts: .* not a whole number of milliseconds/],
    ['a job file that throws', ['sql', job('throws-plainly.ts')], /throws-plainly\.ts:4:\d+ threw .*reading 'size'/],
    [
      'a job file that does not parse',
      ['sql', job('syntax.ts')],
      /syntax\.ts does not compile:[\s\S]*Unexpected end of file/,
    ],
    [
      'a job with a type error',
      ['run', job('wrong-type.ts')],
      /wrong-type\.ts.*[\s\S]*this aggregate needs a numeric column/,
    ],
    ['a file without a job', ['sql', job('no-job.ts')], 'exports no job'],
    ['a file with several jobs', ['sql', job('two-jobs.ts')], 'exports several jobs: both, one'],
    ['no input', ['run', 'minute-averages'], 'Add --input metrics=FILE.'],
    ['an unknown table', ['run', 'minute-averages', '--input', 'metric=x.jsonl'], 'the job reads no table metric'],
    ['a missing file', ['run', 'minute-averages', '--input', 'metrics=nowhere.jsonl'], 'nowhere.jsonl'],
    ['a file of an unknown kind', ['run', 'minute-averages', '--input', 'metrics=README.md'], '.parquet'],
    ['an unknown engine', ['run', 'minute-averages', '--engine', 'spark'], 'Allowed choices are local, flink'],
    ['a dashboard without Flink', ['run', 'minute-averages', '--dashboard'], 'Add --engine flink'],
    [
      'several sinks without files',
      ['run', `${job('two-jobs.ts')}#both`, '--input', INPUT],
      'Add --output counts=FILE.',
    ],
    [
      'a missing file to replay',
      ['dev', '--no-open', '--port', '0', '--input', 'metrics=nowhere.jsonl'],
      'nowhere.jsonl',
    ],
    ['a speed that is none', ['dev', '--speed', 'fast'], '--speed fast is not a number'],
    [
      'an output folder that is not there',
      ['run', 'minute-averages', '--input', INPUT, '--output', 'nowhere/out.jsonl'],
      'nowhere/out.jsonl',
    ],
  ];

  it.each(cases)('%s', async (_, args, says) => {
    const { code, stdout, stderr } = await millrace(...args);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('a column that the file lacks', async () => {
    const file = join(folder, 'metrics.csv');
    writeFileSync(file, 'metric_name,event_time\ncpu,2026-03-29 00:58:00\n');
    const { code, stderr } = await millrace('run', 'minute-averages', '--input', `metrics=${file}`);
    expect(stderr).toMatch(/metrics\.csv.*metric_value/);
    expect(code).toBe(2);
  });
});

describe('a job that fails while it runs', () => {
  it('exits with 1, says why, and leaves no half of its results', async () => {
    const file = join(folder, 'divides.ts');
    writeFileSync(
      file,
      `import { job, sink, source, t } from 'millrace';
       const rows = source('rows', { a: t.int, b: t.int });
       export default job('divides', { lane: 'fast' }, [
         rows.select((r) => ({ q: r.a.dividedBy(r.b) })).insertInto(sink('quotients', { q: t.int })),
       ]);`,
    );
    writeFileSync(join(folder, 'rows.jsonl'), '{"a":4,"b":2}\n{"a":1,"b":0}\n');
    const out = join(folder, 'out.jsonl');
    const { code, stderr } = await millrace(
      'run',
      file,
      '--input',
      `rows=${join(folder, 'rows.jsonl')}`,
      '--output',
      out,
    );
    expect(stderr).toContain('an integer was divided by zero');
    expect(code).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(['divides.ts', 'rows.jsonl']);
  });
});

describe('a lookup table', () => {
  const joining = `import { job, lookup, sink, source, t } from 'millrace';
    const rows = source('rows', { k: t.int });
    const names = lookup('names', { id: t.int, name: t.string }, { primaryKey: ['id'] });
    export default job('named', { lane: 'fast' }, [
      rows.lookupJoin(names, { on: (r, n) => r.k.eq(n.id) }).select((r, n) => ({ k: r.k, name: n.name }))
        .insertInto(sink('named', { k: t.int, name: t.string })),
    ]);`;

  it.each([
    ['of all its files', ['{"id":1,"name":"Ada"}', '{"id":2,"name":"Bea"}'], ['{"k":2,"name":"Bea"}'], 0],
    ['not of one with a bad record', ['{"id":1,"name":"Ada"}', '{"id":"x"}'], /lookup table names: .*, line 1: /, 2],
    ['not of one with a key twice', ['{"id":1,"name":"Ada"}', '{"id":1,"name":"Bea"}'], /have the same id/, 2],
  ] as const)('gives rows %s', async (_, files, expected, status) => {
    writeFileSync(join(folder, 'named.ts'), joining);
    writeFileSync(join(folder, 'rows.jsonl'), '{"k":2}\n{"k":3}\n');
    const inputs = files.flatMap((line, i) => {
      const file = join(folder, `names-${i}.jsonl`);
      writeFileSync(file, `${line}\n`);
      return ['--input', `names=${file}`];
    });
    const args = ['--input', `rows=${join(folder, 'rows.jsonl')}`, ...inputs];
    const { code, stdout, stderr } = await millrace('run', join(folder, 'named.ts'), ...args);
    expect([code, stderr]).toEqual([status, expect.anything()]);
    if (expected instanceof RegExp) expect(stderr).toMatch(expected);
    else expect(stdout.trim().split('\n')).toEqual(expected);
  });
});

describe('millrace sql', () => {
  it('prints the script', async () => {
    const { stdout, code } = await millrace('sql', 'minute-averages');
    expect(stdout).toBe(readFileSync(join(FIXTURES, 'sql', 'minute-averages.sql'), 'utf8'));
    expect(code).toBe(0);
  });
});
