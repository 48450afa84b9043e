/** `npm test`: installs what the tests need, runs them, and ends with a line that counts them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leashed } from '../test/cloud/leash';
import { motoLacks, motoPython } from '../test/cloud/moto';
import { installPrerequisites } from './prerequisites';

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

async function main(): Promise<number> {
  const missing = installPrerequisites();
  for (const tool of missing) process.stderr.write(`${tool}\n`);
  if (missing.length > 0 && process.env.CI === 'true') {
    process.stderr.write('Under CI=true nothing may be missing.\n');
    return 1;
  }
  // Here, since test files that run at the same time would each install it. They say what it means when it fails.
  if (motoLacks() === undefined) await motoPython().catch((failure) => process.stderr.write(`${failure.message}\n`));

  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  try {
    return await runJest(join(folder, 'report.json'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runJest(report: string): Promise<number> {
  const jest = join(__dirname, '..', 'node_modules', 'jest', 'bin', 'jest.js');
  const args = [jest, '--json', `--outputFile=${report}`, ...process.argv.slice(2)];
  // With --json the report goes to stdout, too; people read what jest says on stderr. On the leash the workers end
  // with this process, and with the workers all that tests have started.
  const run = leashed(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  const status = await new Promise<number | null>((resolve) => run.once('close', resolve));
  const counts = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
  // A suite that could not even be loaded has no failed test, and is one.
  const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  if (counts.numPendingTests > 0)
    process.stdout.write(`skipped: ${counts.numPendingTests}, each named above with its reason\n`);
  process.stdout.write(`${counts.numPassedTests} passed, ${failed} failed\n`);
  return status ?? 1;
}

main().then((status) => {
  process.exitCode = status;
});
