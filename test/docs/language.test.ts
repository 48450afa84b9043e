/** The code in docs/language.md is one program: it compiles, and Flink plans it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadJob } from '../../cli/load-job';
import type { Job } from '../../runtime/job';
import { script } from '../../runtime/sql/script';
import { useFlink } from '../flink/oracle';
import { standIns } from '../flink/stand-ins';

const ROOT = resolve(__dirname, '..', '..');
const flink = useFlink();
let job: Job;

beforeAll(async () => {
  let isCode = false;
  // Lines keep their numbers, so that a mistake is told by the line of the document.
  const program = readFileSync(join(ROOT, 'docs', 'language.md'), 'utf8')
    .split('\n')
    .map((line) => {
      if (line.startsWith('```')) {
        isCode = line === '```ts';
        return '';
      }
      return isCode ? line : '';
    });
  mkdirSync(join(ROOT, '.millrace'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.millrace', 'docs-'));
  try {
    const file = join(folder, 'language.ts');
    writeFileSync(file, program.join('\n'));
    job = await loadJob(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

it('is planned by Flink', async () => {
  const plan = await flink().explain(script(job), standIns(job));
  for (const operator of [
    'IntervalJoin',
    'TemporalJoin',
    'LookupJoin',
    'WindowRank',
    'WindowAggregate',
    'OverAggregate',
  ])
    expect(plan).toContain(operator);
});
