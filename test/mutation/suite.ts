/** The tests that find mutants: recorded cases, golden scripts, and unit tests of the engine and the language. */
import { tests } from './shim';
import '../engine/arrow.test';
import '../engine/expressions.test';
import '../engine/final-table.test';
import '../engine/inputs.test';
import '../engine/sessions.test';
import '../engine/slices.test';
import '../engine/splits.test';
import '../engine/tumble.test';
import '../engine/window-rows.test';
import '../language/joins.test';
import '../language/relations.test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from 'millrace';
import { script } from '../../runtime/sql/script';
import { compared } from '../oracle/compare';
import { locally } from '../oracle/local';
import { answersIn, isStale } from '../oracle/store';
import { JOBS as JOINS } from '../sql/joins';
import { JOBS as RELATIONS } from '../sql/relations';

// The bundle lies elsewhere: paths are of the project's folder, where the process runs.
const fixtures = join(process.cwd(), 'fixtures');

/** Without comments, which say lines of TypeScript. */
const statements = (sql: string): string[] =>
  sql.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('--'));

for (const [name, job] of Object.entries({ ...JOINS, ...RELATIONS } as Record<string, Job>)) {
  tests.push({
    name: `script of ${name}`,
    run: () => {
      const golden = readFileSync(join(fixtures, 'sql', `${name}.sql`), 'utf8');
      expect(statements(script(job))).toEqual(statements(golden));
    },
  });
}

for (const answer of answersIn(join(fixtures, 'oracle', 'recorded.jsonl.gz'))) {
  const { number, of, outcome } = answer;
  tests.push({
    name: `recorded case ${number}`,
    run: () => {
      expect(isStale(answer)).toBe(false);
      expect(['same', 'bothFailed']).toContain(compared(of, outcome, locally(of)).is);
    },
  });
}

export { tests };
