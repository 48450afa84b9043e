/** Type-checks job files, and remembers what it has found right. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as TypeScript from 'typescript';
import { MillraceError } from '../runtime/errors';
import { CACHE, PACKAGE_ROOT } from '../runtime/package-root';

/**
 * @param file the job file; `inputs` are all files that it is made of.
 * @throws MillraceError TYPE_ERROR with the compiler's messages.
 */
export function typeCheck(file: string, inputs: readonly string[]): void {
  const stamp = join(CACHE, 'checked', fingerprint(inputs));
  if (existsSync(stamp)) return;
  // The compiler takes half a second to load: it is not needed for a file that has been found right before.
  const ts = require('typescript') as typeof TypeScript;
  const program = ts.createProgram([file], compilerOptions(ts, file));
  const diagnostics = ts.getPreEmitDiagnostics(program).filter((d) => !d.file || inputs.includes(d.file.fileName));
  if (diagnostics.length > 0) {
    const host = {
      getCurrentDirectory: () => process.cwd(),
      getCanonicalFileName: (name: string) => name,
      getNewLine: () => '\n',
    };
    const shown = diagnostics.slice(0, 10).map((d) => ts.formatDiagnostic(d, host).trimEnd());
    if (diagnostics.length > shown.length) shown.push(`… and ${diagnostics.length - shown.length} more`);
    throw new MillraceError('TYPE_ERROR', `${file} does not compile:\n${shown.join('\n')}`);
  }
  mkdirSync(join(CACHE, 'checked'), { recursive: true });
  writeFileSync(stamp, '');
}

function compilerOptions(ts: typeof TypeScript, file: string): TypeScript.CompilerOptions {
  const config = ts.findConfigFile(file, ts.sys.fileExists);
  const own = config
    ? ts.parseJsonConfigFileContent(ts.readConfigFile(config, ts.sys.readFile).config, ts.sys, join(config, '..'))
        .options
    : {};
  const source = existsSync(join(PACKAGE_ROOT, 'cli', 'main.ts')) ? ['runtime', '.ts'] : ['dist/runtime', '.d.ts'];
  const entry = (name: string): string[] => [join(PACKAGE_ROOT, source[0] as string, `${name}${source[1]}`)];
  return {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    ...own,
    noEmit: true,
    composite: false,
    incremental: false,
    skipLibCheck: true,
    // Types are those of the package that runs the job, wherever the job file stands.
    paths: {
      ...own.paths,
      millrace: entry('index'),
      'millrace/engine': entry('engine/index'),
      'millrace/testing': entry('testing/index'),
    },
    typeRoots: [join(PACKAGE_ROOT, 'node_modules', '@types')],
    types: existsSync(join(PACKAGE_ROOT, 'node_modules', '@types', 'node')) ? ['node'] : [],
  };
}

/** Of the job's files, and of the library that they are checked against. */
function fingerprint(inputs: readonly string[]): string {
  const hash = createHash('sha256').update(readFileSync(join(PACKAGE_ROOT, 'package.json')));
  for (const input of [...inputs].sort()) hash.update(input).update(readFileSync(input));
  for (const file of libraryFiles(join(PACKAGE_ROOT, 'runtime'))) hash.update(`${file} ${statSync(file).mtimeMs}`);
  return hash.digest('hex');
}

function libraryFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
