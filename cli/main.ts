/** The command `millrace`. stdout is data, stderr is progress; exit codes: 0 done, 1 failed, 2 wrong arguments or input. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { MillraceError } from '../runtime/errors';
import { PACKAGE_ROOT } from '../runtime/package-root';
import { buildCommand } from './commands/build';
import { devCommand } from './commands/dev';
import { diffCommand } from './commands/diff';
import { explainCommand } from './commands/explain';
import { importCommand } from './commands/import';
import { runCommand } from './commands/run';
import { sqlCommand } from './commands/sql';
import { whyCommand } from './commands/why';
import { progress } from './progress';

const version = (JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string }).version;

export const program = new Command('millrace')
  .description('Streaming analytics jobs in typed TypeScript: on your laptop, and on Apache Flink.')
  .version(version)
  .showHelpAfterError('(millrace --help tells more)')
  .addHelpText(
    'after',
    `
Results go to stdout (or to --output), progress to stderr. NO_COLOR is respected.
Exit codes: 0 done; 1 the job failed while it ran; 2 wrong arguments, job file or input.`,
  )
  .exitOverride()
  .addCommand(runCommand)
  .addCommand(sqlCommand)
  .addCommand(explainCommand)
  .addCommand(whyCommand)
  .addCommand(devCommand)
  .addCommand(buildCommand)
  .addCommand(diffCommand)
  .addCommand(importCommand);
for (const command of program.commands) command.exitOverride().showHelpAfterError('(millrace --help tells more)');

/** Errors that come of running a sound job; all others are the caller's to mend. */
const FAILED_WHILE_RUNNING = new Set([
  'DIVISION_BY_ZERO',
  'FLINK_FAILED',
  'WRITE_FAILED',
  'BRIDGE_FAILED',
  'MISSING_TOOL',
]);

async function main(): Promise<number> {
  try {
    await program.parseAsync(process.argv);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof MillraceError) {
      progress.error(error);
      return FAILED_WHILE_RUNNING.has(error.code) ? 1 : 2;
    }
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return 0;
    // What no one foresaw is a defect of ours: here the stack helps.
    process.stderr.write(
      `millrace failed unexpectedly; please report this:\n${(error as Error).stack ?? String(error)}\n`,
    );
    return 1;
  }
}

// The reader of stdout may go away (`| head`): that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

if (!process.env.JEST_WORKER_ID) {
  main().then((code) => {
    // A command that has come to a verdict may have set one already.
    process.exitCode = code || process.exitCode;
  });
}
