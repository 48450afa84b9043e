/** Makes the page's files from its sources. The one place that knows of the bundler and of where the sources are. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MillraceError } from '../runtime/errors';

export interface Page {
  readonly html: string;
  readonly script: string;
  readonly style: string;
  readonly icon: string;
  /** Changes with any of the files. */
  readonly build: string;
}

/** Beside this file, or, when this file is build output two levels down, where the package keeps its sources. */
const PLACES = [join(__dirname, 'page'), join(__dirname, '..', '..', 'dashboard', 'page')];

export async function bundlePage(): Promise<Page> {
  const directory = PLACES.find((place) => existsSync(join(place, 'main.ts')));
  if (!directory) {
    throw new MillraceError('PAGE_MISSING', `the dashboard's page is not in ${PLACES[0]}`, 'Install millrace again.');
  }
  // Loaded only now: the other commands start without it.
  const { build } = await import('esbuild');
  const [{ outputFiles }, html, icon] = await Promise.all([
    build({
      absWorkingDir: directory,
      entryPoints: ['main.ts', 'style.css'],
      outdir: 'out',
      bundle: true,
      write: false,
      minify: true,
      format: 'iife',
      target: 'es2022',
      logLevel: 'silent',
      // An installed package has no tsconfig.json above the page for its own one to extend.
      tsconfigRaw: '{}',
    }),
    readFile(join(directory, 'index.html'), 'utf8'),
    readFile(join(directory, 'icon.svg'), 'utf8'),
  ]);
  const output = (extension: string): string => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  const files = { html, icon, script: output('.js'), style: output('.css') };
  return { ...files, build: createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16) };
}
