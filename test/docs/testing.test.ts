/** README's chapter on testing is run as it stands: its example holds, and its property finds what the text says. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { transformSync } from 'esbuild';

const README = readFileSync(join(resolve(__dirname, '..', '..'), 'README.md'), 'utf8');
const chapter = /\n## Testing\n([\s\S]*?)\n## /.exec(README)?.[1] as string;
const program = /```ts\n([\s\S]*?)```/.exec(chapter)?.[1] as string;
const said = [...chapter.matchAll(/^ {4}(.*)$/gm)].map(([, line]) => line as string);

const tests = new Map<string, () => void>();
const modules: Record<string, unknown> = {
  'fast-check': require('fast-check'),
  millrace: require('millrace'),
  'millrace/testing': require('millrace/testing'),
};
const { code } = transformSync(program, { loader: 'ts', format: 'cjs' });
new Function('require', 'module', 'it', 'expect', code)(
  (id: string) => modules[id],
  { exports: {} },
  (name: string, test: () => void) => tests.set(name, test),
  expect,
);

it('has an example that holds', () => {
  tests.get('gives the first price of each minute')?.();
  expect(tests.size).toBe(2);
});

it('has a property that finds the planted bug, in the words that the chapter shows', () => {
  let found = '';
  try {
    tests.get('does not depend on the order in which rows arrive')?.();
  } catch (error) {
    found = ((error as Error).cause as Error).message;
  }
  const shown = said.slice(said.indexOf('opening differs:')).join('\n');
  expect(shown.split('\n')).toHaveLength(3);
  // Which prices it ends with depends on where fast-check began.
  const shape = (text: string): string =>
    text
      .replace(/item: "[^"]*"/g, 'item')
      .replace(/-?\d+ }/g, 'n }')
      .replace(/order [\d, ]+:/, 'other order:');
  expect(shape(found)).toBe(shape(shown));
});
