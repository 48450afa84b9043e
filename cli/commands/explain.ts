import { Command } from 'commander';
import { script } from '../../runtime/sql/script';
import { propertiesOf } from '../build/bindings';
import { explainPlan } from '../build/compile';
import { explain } from '../explain/explain';
import { loadJob } from '../load-job';

interface Options {
  readonly flink?: boolean;
  readonly properties?: string;
}

export const explainCommand = new Command('explain')
  .description('say what a job does: its operators and their state, its time, disorder and repeats')
  .argument('<JOB>', 'a name under jobs/, or a path of a .ts file')
  .option('--flink', "add the plan of Flink's own planner, which needs a JVM")
  .option('--properties <FILE>', 'for --flink: property groups of the tables (default: those of cdktf/bindings.ts)')
  .action(async (name: string, { flink, properties }: Options) => {
    const job = await loadJob(name);
    process.stdout.write(explain(job));
    if (flink) process.stdout.write(`\n${await explainPlan(script(job), await propertiesOf(job, properties))}`);
  });
