import { Command } from 'commander';
import { script } from '../../runtime/sql/script';
import { loadJob } from '../load-job';

export const sqlCommand = new Command('sql')
  .description("print a job's Flink SQL script")
  .argument('<JOB>', 'a name under jobs/, or a path of a .ts file')
  .action(async (name: string) => {
    process.stdout.write(script(await loadJob(name)));
  });
