import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXCLUSIONS } from './exclusions';

it('says in docs/verification.md what is not compared', () => {
  const docs = readFileSync(join(__dirname, '..', '..', 'docs', 'verification.md'), 'utf8');
  const missing = EXCLUSIONS.filter(({ what, why }) => !docs.includes(`| ${what} | ${why} |`));
  expect(missing).toEqual([]);
});
