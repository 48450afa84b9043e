import { Command } from 'commander';
import { MillraceError } from '../../runtime/errors';
import { script, scriptHash, statementsHash } from '../../runtime/sql/script';
import { propertiesOf } from '../build/bindings';
import { bindingsOf, build } from '../build/build';
import { readManifest } from '../build/manifest';
import { type Verdict, verdict, verdictText } from '../build/verdict';
import { loadJob } from '../load-job';

interface Options {
  readonly against: string;
  readonly properties?: string;
  readonly json?: boolean;
}

export const diffCommand = new Command('diff')
  .description("say what an upgrade does to a running job's state: kept, lost or new, operator by operator")
  .argument('<JOB>', 'a name under jobs/, or a path of a .ts file')
  .requiredOption('--against <MANIFEST>', 'manifest.json of the build that is deployed')
  .option('--properties <FILE>', 'property groups of the tables (default: those that cdktf/bindings.ts gives)')
  .option('--json', 'the verdict on stdout as JSON')
  .addHelpText(
    'after',
    '\nExit codes: 0 no state is lost; 1 state is lost, or it cannot be told; 2 wrong arguments or input.',
  )
  .action(async (name: string, options: Options) => {
    const deployed = readManifest(options.against);
    const job = await loadJob(name);
    const properties = await propertiesOf(job, options.properties);
    let result: Verdict;
    try {
      result = verdict(deployed, await build(job, properties, deployed));
    } catch (error) {
      if (!(error instanceof MillraceError && error.code === 'MISSING_TOOL')) throw error;
      const sql = script(job);
      const { statementsSha256: statements } = deployed;
      const same =
        (statements === undefined ? deployed.scriptSha256 === scriptHash(sql) : statements === statementsHash(sql)) &&
        JSON.stringify(deployed.tables) === JSON.stringify(bindingsOf(properties));
      compareScripts(same, error, options.json === true);
      return;
    }
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : verdictText(result));
    if (result.operators.some((operator) => operator.verdict === 'lost')) process.exitCode = 1;
  });

/** All that can be told without Flink's planner. */
function compareScripts(same: boolean, reason: MillraceError, json: boolean): void {
  const text = same
    ? 'The script and its connectors are the deployed ones: with the deployed plan all state is kept.'
    : 'The script or a connector has changed. Which state is kept only the compiled plan tells, and there is none without a JVM: run this way, ' +
      'the bridge plans the script itself, numbers operators as they come, and state may not be restored.';
  process.stdout.write(json ? `${JSON.stringify({ sameScript: same, operators: null })}\n` : `${text}\n`);
  process.stderr.write(`only the scripts were compared: ${reason.message}\n`);
  if (!same) process.exitCode = 1;
}
