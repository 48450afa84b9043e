import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of millrace's package.json, from sources and from a build alike. */
export const PACKAGE_ROOT = ((): string => {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

/** Everything that can be made again: compiled bridges, checked job files. */
export const CACHE = join(PACKAGE_ROOT, '.millrace');
