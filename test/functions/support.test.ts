/** What generated code calls. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { support } from '../../runtime/engine/support';

it('no helper of one file takes the name of another’s', () => {
  const folder = join(__dirname, '..', '..', 'runtime', 'functions');
  const files = ['support', 'aggregate'].flatMap((name) =>
    readdirSync(join(folder, name)).map((file) => join(folder, name, file)),
  );
  const taken: string[] = [];
  for (const file of files) {
    for (const [name, of] of Object.entries(require(file) as object)) {
      if (!name.endsWith('Support')) continue;
      for (const [key, helper] of Object.entries(of as object)) {
        if ((support as Record<string, unknown>)[key] !== helper) taken.push(`${name}.${key}`);
      }
    }
  }
  expect(taken).toEqual([]);
});
