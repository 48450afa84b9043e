import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { FIXTURES, millrace, start } from './command';

const INPUT = `metrics=${join(FIXTURES, 'runs', 'metrics.jsonl')}`;
const golden = (name: string): string => readFileSync(join(FIXTURES, 'runs', name), 'utf8');
const sorted = (text: string): string[] => text.trim().split('\n').sort();

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
      expect(records).toMatchObject([
        { table: 'metrics', line: 4, raw: golden('metrics.jsonl').split('\n')[3] },
        { table: 'metrics', line: 7, raw: golden('metrics.jsonl').split('\n')[6] },
      ]);
      expect(records[0].reason).toContain('metric_value');
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
      { table: 'metrics', window: 'metrics_late', read: 8, onTime: 5, late: 1, malformed: 2 },
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

describe('millrace sql', () => {
  it('prints the script', async () => {
    const { stdout, code } = await millrace('sql', 'minute-averages');
    expect(stdout).toBe(readFileSync(join(FIXTURES, 'sql', 'minute-averages.sql'), 'utf8'));
    expect(code).toBe(0);
  });
});
