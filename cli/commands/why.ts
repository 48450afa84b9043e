import { Command } from 'commander';
import { sentences, waitingSentences } from '../../runtime/engine/why-text';
import { arrivalColumns, checkTable, filesByTable } from '../assignments';
import { loadJob } from '../load-job';
import { notWaiting, waitingAt, whyLocally } from '../run/why';

interface Options {
  readonly input: readonly string[];
  readonly arrival: readonly string[];
  readonly idle: readonly string[];
  readonly end: readonly string[];
  readonly window?: string;
  readonly json?: boolean;
}

const collect = (value: string, previous: readonly string[]): string[] => [...previous, value];

export const whyCommand = new Command('why')
  .description('say where the rows went, and why windows have not fired')
  .argument('<JOB>', 'a name under jobs/, or a path of a .ts file (FILE#NAME where it exports several jobs)')
  .option('--input <TABLE=FILE>', 'rows of a source, which goes on behind them: may be repeated', collect, [])
  .option('--arrival <TABLE=COLUMN>', 'the TIMESTAMP column that tells when a record arrived', collect, [])
  .option('--idle <TABLE>', 'a source that has gone idle behind its rows; may be repeated', collect, [])
  .option('--end <TABLE>', 'a source that has ended behind its rows; may be repeated', collect, [])
  .option('--window <TIME>', 'only what waits for this time, the end of a window: "2026-03-29 00:58:00"')
  .option('--json', 'as JSON')
  .action(async (name: string, options: Options) => {
    const job = await loadJob(name);
    const tables = job.sources.map((source) => source.table);
    for (const [option, values] of [['--idle', options.idle] as const, ['--end', options.end] as const])
      for (const table of values) checkTable(`${option} ${table}`, table, tables);
    const why = await whyLocally({
      job,
      inputs: filesByTable('--input', options.input, tables),
      arrivals: arrivalColumns(options.arrival, job.sources),
      ...{ idle: options.idle, ended: options.end },
    });
    const waiting = waitingAt(why, options.window);
    if (options.json) {
      // JSON has no infinities, and so no time before the first.
      const finite = (_: string, value: unknown) =>
        typeof value === 'number' && !Number.isFinite(value) ? null : value;
      process.stdout.write(`${JSON.stringify({ ...why, waiting }, finite, 2)}\n`);
    } else if (options.window === undefined) process.stdout.write(`${sentences(why)}\n`);
    else if (waiting.length === 0) process.stdout.write(`${notWaiting(why, options.window)}\n`);
    else process.stdout.write(`${waiting.flatMap(waitingSentences).join('\n')}\n`);
  });
