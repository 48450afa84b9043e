import { Command } from 'commander';
import { explain } from '../explain';
import { loadJob } from '../load-job';

export const explainCommand = new Command('explain')
  .description('say what a job does with time, disorder and repeats, and what state that costs')
  .argument('<JOB>', 'a name under jobs/, or a path of a .ts file')
  .action(async (name: string) => {
    process.stdout.write(explain(await loadJob(name)));
  });
