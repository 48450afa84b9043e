import { Command, Option } from 'commander';
import { MillraceError } from '../../runtime/errors';
import { arrivalColumns, filesByTable, outputFiles } from '../assignments';
import { loadJob } from '../load-job';
import { progress } from '../progress';
import { runOnFlink } from '../run/flink';
import { runLocally } from '../run/local';
import type { RunPlan } from '../run/plan';
import { summarize } from '../run/summary';

interface Options {
  readonly engine: 'local' | 'flink';
  readonly jar: string[];
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly arrival: readonly string[];
  readonly late: readonly string[];
  readonly malformed: readonly string[];
  readonly duplicates: readonly string[];
  readonly dashboard?: boolean;
  readonly json?: boolean;
}

const collect = (value: string, previous: readonly string[]): string[] => [...previous, value];

export const runCommand = new Command('run')
  .description('run a job over bounded inputs, in their order, with a watermark after every row')
  .argument('<JOB>', 'a name under jobs/, or a path of a .ts file (FILE#NAME where it exports several jobs)')
  .addOption(new Option('--engine <engine>', 'what runs it').choices(['local', 'flink']).default('local'))
  .option('--input <TABLE=FILE>', 'rows of a source: .jsonl, .csv, .arrow or .parquet; may be repeated', collect, [])
  .option(
    '--output <FILE>',
    'result rows: .jsonl or .arrow; TABLE=FILE where the job has several sinks (default: stdout)',
    collect,
    [],
  )
  .option(
    '--arrival <TABLE=COLUMN>',
    'the TIMESTAMP column that tells when a record arrived: a time too far behind it is then malformed',
    collect,
    [],
  )
  .option('--late <FILE>', 'rows that came too late for their window: .jsonl or .arrow', collect, [])
  .option('--malformed <FILE>', 'records that could not be read, with reason, position and bytes', collect, [])
  .option('--duplicates <FILE>', "rows that repeat an earlier one's record id", collect, [])
  .option('--jar <FILE>', 'with --engine flink: classes of your own functions; may be repeated', collect, [])
  .option('--dashboard', "with --engine flink: keep Flink's web dashboard open until Ctrl-C")
  .option('--json', 'progress and summary on stderr as JSON lines')
  .action(async (name: string, options: Options) => {
    progress.useJson(options.json);
    if (options.jar.length > 0 && options.engine !== 'flink') {
      throw new MillraceError(
        'INVALID_OPTION',
        '--jar has classes for Flink, and this runs locally',
        'Add --engine flink.',
      );
    }
    if (options.dashboard && options.engine !== 'flink') {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        "--dashboard shows Flink's dashboard",
        'Add --engine flink, or use millrace dev.',
      );
    }
    const job = await loadJob(name);
    const sources = [...job.sources, ...job.lookups].map((s) => s.table);
    const sinks = job.sinks.map((sink) => sink.table);
    const inputs = filesByTable('--input', options.input, sources);
    for (const table of sources) {
      if (!inputs.has(table)) {
        throw new MillraceError(
          'MISSING_INPUT',
          `job ${job.name} reads ${table}, and no file is given for it`,
          `Add --input ${table}=FILE.`,
        );
      }
    }
    const outputs = outputFiles('--output', options.output, sinks);
    const missing = sinks.filter((sink) => !outputs.has(sink));
    if (missing.length > 1 || (missing.length === 1 && sinks.length > 1)) {
      throw new MillraceError(
        'MISSING_OUTPUT',
        `job ${job.name} writes several tables`,
        `Add --output ${missing[0]}=FILE.`,
      );
    }
    const aside = new Map(
      (['late', 'malformed', 'duplicates'] as const).flatMap((kind) => {
        const tables = job.sideOutputs.filter((s) => s.kind === kind).map((s) => s.table);
        return [...outputFiles(`--${kind}`, options[kind], tables)];
      }),
    );
    const arrivals = arrivalColumns(options.arrival, job.sources);
    const plan: RunPlan = { job, inputs, arrivals, outputs, aside };
    const result = await (options.engine === 'flink'
      ? runOnFlink(plan, { dashboard: options.dashboard === true, jars: options.jar })
      : runLocally(plan));
    summarize(plan, result);
  });
