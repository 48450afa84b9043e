/** `npm test`: installs what the tests need, runs them, and ends with a line that counts them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPrerequisites } from './prerequisites';

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

const missing = installPrerequisites();
for (const tool of missing) process.stderr.write(`${tool}\n`);
if (missing.length > 0 && process.env.CI === 'true') {
  process.stderr.write('Under CI=true nothing may be missing.\n');
  process.exit(1);
}

const report = join(mkdtempSync(join(tmpdir(), 'millrace-test-')), 'report.json');
const jest = join(__dirname, '..', 'node_modules', 'jest', 'bin', 'jest.js');
const args = [jest, '--json', `--outputFile=${report}`, ...process.argv.slice(2)];
// With --json the report goes to stdout, too; people read what jest says on stderr.
const { status } = spawnSync(process.execPath, args, { stdio: ['inherit', 'ignore', 'inherit'] });
const counts = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
// A suite that could not even be loaded has no failed test, and is one.
const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
if (counts.numPendingTests > 0)
  process.stdout.write(`skipped: ${counts.numPendingTests}, each named above with its reason\n`);
process.stdout.write(`${counts.numPassedTests} passed, ${failed} failed\n`);
process.exitCode = status ?? 1;
