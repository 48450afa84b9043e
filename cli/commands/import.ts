import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { MillraceError } from '../../runtime/errors';
import { importSql } from '../import/import';
import { readSchema } from '../import/schema';
import { loadJob } from '../load-job';
import { progress } from '../progress';

interface Options {
  readonly name?: string;
  readonly schema?: string;
  readonly table: ReadonlyMap<string, string>;
  readonly time?: string;
  readonly delay: number;
  readonly nullable?: true;
  readonly stdout?: true;
  readonly force?: true;
}

const collect = (value: string, previous: ReadonlyMap<string, string>): Map<string, string> => {
  const [, stream, table] = /^(.+)=(\w+)$/.exec(value) ?? [];
  if (!stream || !table) throw new InvalidArgumentError('It is not of the form STREAM=TABLE.');
  return new Map([...previous, [stream, table]]);
};

const seconds = (value: string): number => {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('It is not a whole number of seconds.');
  return Number(value);
};

export const importCommand = new Command('import')
  .description('turn the SQL of Kinesis Data Analytics for SQL into a job file, and say what became of each construct')
  .argument('<FILE>', "an application's script: CREATE STREAM and CREATE PUMP statements")
  .option('--schema <FILE>', "JSON: an InputSchema, or an application's description (describe-application)")
  .option('--name <NAME>', "the job's name (default: from the file's)")
  .option('--table <STREAM=TABLE>', 'what a stream is called in the job; may be repeated', collect, new Map())
  .option('--time <COLUMN>', 'the column that ROWTIME becomes where the schema has not just one time')
  .option('--delay <SECONDS>', 'the disorder that the watermark waits for', seconds, 5)
  .option('--nullable', "keep NULL among the values of a source's columns")
  .option('--stdout', 'print the job file, and the report to stderr')
  .option('--force', 'write over a job file that is there')
  .action(async (file: string, options: Options) => {
    if (!existsSync(file)) throw new MillraceError('UNKNOWN_FILE', `there is no file ${file}`);
    const name = options.name ?? basename(file, extname(file)).replace(/[^A-Za-z0-9_-]+/g, '-');
    const { text, report } = importSql(readFileSync(file, 'utf8'), {
      ...{ name, tables: options.table, delay: options.delay, nullable: options.nullable === true },
      ...(options.time !== undefined && { time: options.time }),
      ...(options.schema !== undefined && { configuration: readSchema(options.schema) }),
    });
    if (options.stdout) {
      process.stdout.write(text);
      progress.say(report.toString().trimEnd());
      return;
    }
    const target = join('jobs', `${name}.ts`);
    if (existsSync(target) && !options.force) {
      throw new MillraceError(
        'FILE_EXISTS',
        `${target} is there already`,
        'Give another --name, or --force to write over it.',
      );
    }
    mkdirSync('jobs', { recursive: true });
    writeFileSync(target, text);
    process.stdout.write(report.toString());
    // Its types are checked, as they are whenever it is run.
    await loadJob(target);
    progress.say(`wrote ${target}, whose types are right; where its streams live is bound in cdktf/bindings.ts`);
  });
