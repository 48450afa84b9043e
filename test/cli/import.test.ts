/**
 * Scripts under fixtures/import become the job files and reports beside them, to the byte (UPDATE_GOLDEN=1 writes them
 * anew, for review); the job files are laid out as the formatter wants them, type check, and Flink plans them.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { script } from 'millrace';
import { importSql } from '../../cli/import/import';
import { readSchema } from '../../cli/import/schema';
import { loadJob } from '../../cli/load-job';
import minuteAverages from '../../jobs/minute-averages';
import { useFlink } from '../flink/oracle';
import { standIns } from '../flink/stand-ins';
import { FIXTURES, ROOT } from './command';

// The compiler takes its time where others work, too.
jest.setTimeout(300_000);

const folder = join(FIXTURES, 'import');
const NAMES = readdirSync(folder).flatMap((file) => (file.endsWith('.sql') ? [basename(file, '.sql')] : []));
const sqlOf = (name: string): string => readFileSync(join(folder, `${name}.sql`), 'utf8');

function imported(name: string) {
  const schema = join(folder, `${name}.schema.json`);
  return importSql(sqlOf(name), { name, ...(existsSync(schema) && { configuration: readSchema(schema) }) });
}

/** A script without its comments, which tell of files and lines. */
const statements = (text: string): string => text.replace(/^ *--.*\n/gm, '');

/** A job of a text that is in no file. */
async function jobOf(text: string) {
  const temporary = mkdtempSync(join(tmpdir(), 'import-'));
  try {
    writeFileSync(join(temporary, 'job.ts'), text);
    return await loadJob(join(temporary, 'job.ts'));
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

describe.each(NAMES)('%s', (name) => {
  it('becomes the job and the report beside it', () => {
    const { text, report } = imported(name);
    for (const [file, now] of [
      [join(folder, `${name}.ts`), text],
      [join(folder, `${name}.report.txt`), report.toString()],
    ] as const) {
      if (process.env.UPDATE_GOLDEN) writeFileSync(file, now);
      expect(now).toBe(readFileSync(file, 'utf8'));
    }
  });

  it('is laid out as the formatter does', () => {
    const { text } = imported(name);
    const biome = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
    const args = [biome, 'format', '--stdin-file-path=jobs/imported.ts'];
    expect(execFileSync(process.execPath, args, { cwd: ROOT, input: text, encoding: 'utf8' })).toBe(text);
  });
});

describe('on Flink', () => {
  const flink = useFlink();

  it.each(NAMES)('%s type checks and is planned', async (name) => {
    const job = await loadJob(join(folder, `${name}.ts`));
    const plan = await flink().explain(script(job), standIns(job));
    expect(plan).toContain('== Optimized Execution Plan ==');
    // An aggregate over all time would send updates and keep state for ever.
    expect(plan).not.toMatch(/\bGroupAggregate/);
  });
});

describe("the founding article's script", () => {
  const schema = join(folder, 'minute-averages.schema.json');

  it('comes out as minute-averages', async () => {
    const job = await jobOf(imported('minute-averages').text);
    expect(statements(script(job))).toBe(statements(script(minuteAverages)));
  });

  it('does so without a schema, too, when the streams are given their names', async () => {
    const tables = new Map([
      ['SOURCE_SQL_STREAM_001', 'metrics'],
      ['DESTINATION_SQL_STREAM', 'averages'],
    ]);
    const { text, report } = importSql(sqlOf('minute-averages'), { name: 'minute-averages', tables });
    expect(statements(script(await jobOf(text)))).toBe(statements(script(minuteAverages)));
    expect(report.toString()).toContain('inferred from use and destination: metric_name string, metric_value double');
    expect(text).toContain('// check');
  });

  it('is found wanting where a window differs', async () => {
    const hourly = sqlOf('minute-averages').replaceAll('TO MINUTE', 'TO HOUR');
    const { text } = importSql(hourly, { name: 'minute-averages', configuration: readSchema(schema) });
    expect(statements(script(await jobOf(text)))).not.toBe(statements(script(minuteAverages)));
  });

  it('can keep NULL', () => {
    const { text } = importSql(sqlOf('minute-averages'), { name: 'minute-averages', nullable: true });
    expect(text).toContain('metric_value: t.double.nullable(),');
    expect(text).toContain('avg_value: t.double.nullable(),');
    expect(text).toContain('event_time: t.timestamp, //');
  });
});

describe('what the SQL does not tell', () => {
  const STREAM = 'CREATE STREAM "D" ("a" VARCHAR(8) NOT NULL, "n" INTEGER, "x" DOUBLE);\n';
  const from = (select: string, options: Partial<Parameters<typeof importSql>[1]> = {}): string =>
    importSql(`${STREAM}CREATE PUMP "P" AS INSERT INTO "D" ${select}`, { name: 'inferred', ...options }).text;
  const withSchema = (...columns: readonly object[]) => {
    const file = join(mkdtempSync(join(tmpdir(), 'import-')), 'schema.json');
    writeFileSync(file, JSON.stringify({ RecordColumns: columns }));
    return { configuration: readSchema(file) };
  };

  it('of two numbers takes the wider type', () => {
    expect(from('SELECT STREAM "a", "v", "v" FROM "S"')).toContain('  v: t.double, // check');
    expect(from('SELECT STREAM "a", "v", 1.5 FROM "S"')).toContain('  v: t.int, // check');
  });

  it('takes a column for nullable of which the script asks whether it is NULL, with --nullable all but those of NOT NULL', () => {
    const select = 'SELECT STREAM "a", COALESCE("n", 0), "x" FROM "S" WHERE "x" > 1';
    expect(from(select)).toMatch(/a: t\.string, .*\n {2}n: t\.int\.nullable\(\), .*\n {2}x: t\.double, /);
    expect(from(select, { nullable: true })).toMatch(/a: t\.string, [\s\S]*x: t\.double\.nullable\(\), /);
  });

  it('gives a stream a time only where the script asks for one: its only own one, or the one that it is told', () => {
    expect(from('SELECT STREAM "a", "n", "x" FROM "S"')).not.toContain('watermark');
    const grouped = 'SELECT STREAM "a", COUNT(*), MAX("x") FROM "S" GROUP BY "a", FLOOR("S".ROWTIME TO DAY)';
    const columns = [
      { Name: 'a', SqlType: 'VARCHAR(8)' },
      { Name: 'x', SqlType: 'DOUBLE', Mapping: '$.reading' },
      { Name: 'made', SqlType: 'TIMESTAMP', Mapping: '$.times.made' },
    ];
    const own = from(grouped, withSchema(...columns));
    expect(own).toContain("made: t.timestamp, // check: the record's field was $.times.made");
    expect(
      importSql(`${STREAM}CREATE PUMP "P" AS INSERT INTO "D" ${grouped}`, { name: 'x', ...withSchema(...columns) })
        .report.entries,
    ).toContainEqual(expect.objectContaining({ outcome: 'no counterpart', construct: 'Mapping $.times.made' }));
    expect(own).toContain(".tumble('made', { size: days(1) })");
    expect(own).toContain('  reading: t.double,\n');
    expect(own).toContain('x: max(m.reading)');
    expect(from(grouped, { ...withSchema(...columns), time: 'sent' })).toContain(".watermark('sent', seconds(5))");
  });
});

describe('what cannot be read or imported is told with its place', () => {
  const STREAM = 'CREATE OR REPLACE STREAM "D" ("a" VARCHAR(8), "n" BIGINT);\n';
  const pump = (select: string): string => `${STREAM}CREATE OR REPLACE PUMP "P" AS INSERT INTO "D"\n${select};`;
  const count = (rest: string): string => pump(`SELECT STREAM "a", COUNT(*) FROM "S" ${rest}`);

  it.each<[what: string, sql: string, message: string]>([
    ['a text without an end', pump(`SELECT STREAM 'a, 1 FROM "S"`), "line 3, column 15: this ' is not closed"],
    ['a comment without an end', `${STREAM}/* CREATE`, 'line 2, column 1: this comment has no end'],
    ['a curly quote', pump('SELECT STREAM “a” FROM "S"'), 'Write straight quotes'],
    [
      'a comma too many',
      pump('SELECT STREAM "a", FROM "S"'),
      'line 3, column 20: a value is expected, and there is FROM',
    ],
    ['a reserved word as a name', pump('SELECT STREAM value, "n" AS order FROM "S"'), 'it is written "order"'],
    ['a statement without its semicolon', STREAM.replace(';', '') + STREAM, 'line 2, column 1: ; or the end'],
    ['a script that ends early', pump('SELECT STREAM "a"'), 'line 3, column 18: FROM is expected, and there is ;'],
    ['a function of SQL', 'CREATE FUNCTION f (x INT)', 'line 1, column 8: CREATE FUNCTION cannot be imported'],
    ['an interval of months', count(`GROUP BY "a", STEP("S".ROWTIME BY INTERVAL '1' MONTH)`), 'no fixed length'],
    ['UNION', pump('SELECT STREAM "a", "n" FROM "S" UNION SELECT STREAM "a", "n" FROM "S"'), 'Write UNION ALL.'],
    ['no pump', STREAM, 'the script has no pump'],
    ['a stream made twice', STREAM + STREAM, 'line 2, column 26: the stream D is created twice'],
    [
      'a pump into nothing',
      'CREATE PUMP "P" AS INSERT INTO "E" SELECT STREAM * FROM "S"',
      'column 32: there is no stream E',
    ],
    [
      'a column too few',
      pump('SELECT STREAM "a" FROM "S"'),
      'line 3, column 1: the select list has 1 for the 2 columns a, n',
    ],
    [
      'a stream that FROM has not',
      pump('SELECT STREAM "T"."a", "n" FROM "S"'),
      'column 15: FROM has no T\n  It has S.',
    ],
    ['an aggregate without a window', count('GROUP BY "a"'), 'line 3, column 1: an aggregate without a window'],
    ['a window of a month', count('GROUP BY "a", FLOOR("S".ROWTIME TO MONTH)'), 'column 52: a window of a MONTH'],
    ['an ungrouped column', count('GROUP BY FLOOR("S".ROWTIME TO MINUTE)'), 'neither grouped nor aggregated'],
    ['HAVING alone', pump('SELECT STREAM "a", "n" FROM "S" HAVING "n" > 1'), 'HAVING needs GROUP BY'],
    [
      'a comparison of two kinds',
      pump(`SELECT STREAM "a", "n" FROM "S" WHERE "n" = 'x'`),
      'column 43: BIGINT = STRING',
    ],
    [
      'a function that is unknown',
      pump('SELECT STREAM W3C_LOG_PARSE("a"), "n" FROM "S"'),
      'W3C_LOG_PARSE has no counterpart',
    ],
    [
      'a window that is not declared',
      pump('SELECT STREAM "a", COUNT(*) OVER W FROM "S"'),
      'column 34: there is no window W',
    ],
    ['a stream of itself', pump('SELECT STREAM "a", "n" FROM "D"'), 'column 29: the stream D is made of itself'],
    ['a type without counterpart', 'CREATE STREAM "D" ("a" ANYDATA)', 'line 1, column 24: the type ANYDATA'],
  ])('%s', (_, sql, message) => {
    expect(() => importSql(sql, { name: 'broken' })).toThrow(message);
  });
});

describe('the command', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'import-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const millrace = (...args: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'bin', 'millrace.js'), ...args], {
      ...{ cwd: home, encoding: 'utf8' },
      env: { ...process.env, NO_COLOR: '1', JEST_WORKER_ID: '' },
    });
  const run = (...args: string[]) => millrace('import', ...args);
  const script = join(folder, 'minute-averages.sql');

  it('writes a job file, says what became of each construct, and writes over nothing unless told', () => {
    const first = run(script);
    expect(first).toMatchObject({ status: 0, stderr: expect.stringContaining('wrote jobs/minute-averages.ts') });
    expect(first.stdout).toContain('line 15  done            FLOOR … TO');
    const file = join(home, 'jobs', 'minute-averages.ts');
    expect(readFileSync(file, 'utf8')).toContain("job('minute-averages', { lane: 'regular' }");

    writeFileSync(file, 'mine');
    expect(run(script)).toMatchObject({ status: 2, stderr: expect.stringContaining('FILE_EXISTS') });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(run(script, '--force').status).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toBe('mine');
  });

  it('writes a job that runs as it is', () => {
    const schema = join(folder, 'minute-averages.schema.json');
    expect(run(script, '--schema', schema).status).toBe(0);
    const input = `metrics=${join(FIXTURES, 'runs', 'metrics.jsonl')}`;
    const { stdout } = millrace('run', join(home, 'jobs', 'minute-averages.ts'), '--input', input);
    expect(stdout).toBe(readFileSync(join(FIXTURES, 'runs', 'averages.jsonl'), 'utf8'));
  });

  it('prints the job file alone, under the names that it is given', () => {
    const schema = join(folder, 'minute-averages.schema.json');
    const { status, stdout } = run(script, '--stdout', '--name', 'means', '--schema', schema, '--delay', '30');
    expect(status).toBe(0);
    expect(stdout).toContain(`.watermark('event_time', seconds(30))`);
    expect(stdout).toContain("job('means', { lane: 'regular' }, [streamPump]);\n");
    expect(existsSync(join(home, 'jobs'))).toBe(false);
  });

  it('ends with 2 for SQL, a schema or an option that it cannot read', () => {
    const broken = join(home, 'broken.sql');
    writeFileSync(broken, 'CREATE STREAM "A" (x INT');
    expect(run(broken)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^error SQL_NOT_READ: line 1, column 25: \) is expected, and the script ends/),
    });
    writeFileSync(join(home, 'schema.json'), '{"RecordColumns":[{"Name":"a","SqlType":"VARCHAR(16"}]}');
    expect(run(script, '--schema', join(home, 'schema.json'))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('the SqlType of a, "VARCHAR(16": line 1, column 11'),
    });
    expect(run(script, '--table', 'metrics').status).toBe(2);
    expect(run(join(home, 'nowhere.sql'))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('UNKNOWN_FILE'),
    });
  });
});
