import { readdirSync } from 'node:fs';
import { join } from 'node:path';

it('no two helpers of functions have one name: the later would take the place of the other', () => {
  const folder = join(__dirname, '../../../runtime/functions/support');
  const names = readdirSync(folder).flatMap((file) =>
    Object.entries(require(join(folder, file)) as Record<string, object>).flatMap(([name, value]) =>
      name.endsWith('Support') ? Object.keys(value) : [],
    ),
  );
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
