/**
 * Scripts under fixtures/import become the job files and reports beside them, to the byte (UPDATE_GOLDEN=1 writes them
 * anew, for review); the job files are laid out as the formatter wants them, type check, and Flink plans them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { script } from 'millrace';
import { importSql } from '../../cli/import/import';
import { readSchema } from '../../cli/import/schema';
import { loadJob } from '../../cli/load-job';
import minuteAverages from '../../jobs/minute-averages';
import { useFlink } from '../flink/oracle';
import { FIXTURES, ROOT } from './command';

const folder = join(FIXTURES, 'import');
const NAMES = readdirSync(folder).flatMap((file) => (file.endsWith('.sql') ? [basename(file, '.sql')] : []));
const sqlOf = (name: string): string => readFileSync(join(folder, `${name}.sql`), 'utf8');

function imported(name: string) {
  const schema = join(folder, `${name}.schema.json`);
  return importSql(sqlOf(name), { name, ...(existsSync(schema) && { configuration: readSchema(schema) }) });
}

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
    const bound = (table: string, connector: string) => ({
      PropertyGroupId: `table.${table}`,
      PropertyMap: { connector },
    });
    const plan = await flink().explain(script(job), [
      ...job.sources.map((s) => bound(s.table, 'datagen')),
      ...[...job.sinks, ...job.sideOutputs].map((s) => bound(s.table, 'blackhole')),
    ]);
    expect(plan).toContain('== Optimized Execution Plan ==');
    // An aggregate over all time would send updates and keep state for ever.
    expect(plan).not.toMatch(/\bGroupAggregate/);
  });
});

describe("the founding article's script", () => {
  it('comes out as minute-averages', async () => {
    const job = await jobOf(imported('minute-averages').text);
    expect(script(job)).toBe(script(minuteAverages));
  });

  it('does so without a schema, too, when the streams are given their names', async () => {
    const tables = new Map([
      ['SOURCE_SQL_STREAM_001', 'metrics'],
      ['DESTINATION_SQL_STREAM', 'averages'],
    ]);
    const { text, report } = importSql(sqlOf('minute-averages'), { name: 'minute-averages', tables });
    expect(script(await jobOf(text))).toBe(script(minuteAverages));
    expect(report.toString()).toContain('inferred from use and destination: metric_name string, metric_value double');
    expect(text).toContain('// check');
  });

  it('can keep NULL', () => {
    const { text } = importSql(sqlOf('minute-averages'), { name: 'minute-averages', nullable: true });
    expect(text).toContain('metric_value: t.double.nullable(),');
    expect(text).toContain('avg_value: t.double.nullable(),');
    expect(text).toContain('event_time: t.timestamp, //');
  });
});
