import { join } from 'node:path';
import { Command } from 'commander';
import { propertiesOf } from '../build/bindings';
import { build, writeBuild } from '../build/build';
import { readManifest } from '../build/manifest';
import { verdict, verdictText } from '../build/verdict';
import { warnings } from '../explain/warnings';
import { loadJob } from '../load-job';
import { progress } from '../progress';

interface Options {
  readonly against?: string;
  readonly out?: string;
  readonly properties?: string;
  readonly json?: boolean;
}

export const buildCommand = new Command('build')
  .description("compile a job into Flink's plan, its operators under the ids that a running job's state is kept under")
  .argument('<JOB>', 'a name under jobs/, or a path of a .ts file')
  .option('--against <MANIFEST>', 'manifest.json of the build that is deployed: matched operators keep their ids')
  .option('--out <DIR>', 'where job.sql, plan.json and manifest.json go (default: build/JOB)')
  .option('--properties <FILE>', 'property groups of the tables (default: those that cdktf/bindings.ts gives)')
  .option('--json', 'progress on stderr as JSON lines')
  .action(async (name: string, options: Options) => {
    progress.useJson(options.json);
    const job = await loadJob(name);
    const deployed = options.against === undefined ? undefined : readManifest(options.against);
    const built = await build(job, await propertiesOf(job, options.properties), deployed);
    for (const warning of warnings(job)) progress.say(`warning: ${warning}`, { warning });
    const folder = options.out ?? join('build', job.name);
    writeBuild(folder, built);
    progress.say(`built ${job.name} into ${folder}`, { built: folder, planSha256: built.manifest.planSha256 });
    if (deployed) {
      const result = verdict(deployed, built);
      progress.say(verdictText(result).trimEnd(), { verdict: result });
    } else {
      progress.say('without --against every operator is new: state of a job that runs already would not be found', {
        against: null,
      });
    }
  });
