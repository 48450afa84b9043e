import { Command, Option } from 'commander';
import { MillraceError } from '../../runtime/errors';
import { filesByTable } from '../assignments';
import { startDev } from '../dev/dev';
import { loadJob } from '../load-job';
import { progress } from '../progress';

interface Options {
  readonly input: readonly string[];
  readonly speed: number;
  readonly rate: number;
  readonly port: number;
  readonly open: boolean;
  readonly json?: boolean;
}

function positive(name: string, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value > 0 && value <= max))
      throw new MillraceError('INVALID_ARGUMENT', `${name} ${text} is not a number above 0 and up to ${max}`);
    return value;
  };
}

export const devCommand = new Command('dev')
  .description('run a job on live data in this process, and show its results on a page')
  .argument('[JOB]', 'a name under jobs/, or a path of a .ts file', 'minute-averages')
  .option(
    '--input <TABLE=FILE>',
    'replay a file instead of the generator; may be repeated',
    (v: string, all: string[]) => [...all, v],
    [] as string[],
  )
  .addOption(
    new Option('--speed <N>', 'event time passes N times as fast as the clock')
      .argParser(positive('--speed', 1e6))
      .default(1),
  )
  .addOption(
    new Option('--rate <N>', 'rows a second that the generator makes')
      .argParser(positive('--rate', 200_000))
      .default(500),
  )
  .addOption(
    new Option('--port <PORT>', 'port of the page; 0 for any')
      .argParser((text) => (text === '0' ? 0 : positive('--port', 65_535)(text)))
      .default(4400),
  )
  .option('--no-open', 'do not open a browser')
  .option('--json', 'progress on stderr as JSON lines')
  .action(async (name: string, options: Options) => {
    progress.useJson(options.json);
    const job = await loadJob(name);
    const files = filesByTable(
      '--input',
      options.input,
      [...job.sources, ...job.lookups].map((s) => s.table),
    );
    const dev = await startDev(job, {
      files,
      speed: options.speed,
      rowsPerSecond: options.rate,
      port: options.port,
      open: options.open,
    });
    await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
    await dev.close();
  });
