/**
 * `npx tsx bench/types.ts [JOB.ts …]`: what the compiler does to check a job, as an editor does on every keystroke: type
 * instantiations, which are the same on every machine, and milliseconds, which are not.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '..');

export interface Cost {
  readonly file: string;
  readonly instantiations: number;
  readonly milliseconds: number;
  /** What the compiler says of it; a cost with mistakes is none. */
  readonly messages: readonly string[];
}

/** The cost of checking each file alone: the files that it imports are read, and checked no further than it uses them. */
export function costs(files: readonly string[]): Cost[] {
  const config = ts.parseConfigFileTextToJson('tsconfig.json', readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
  const { options } = ts.parseJsonConfigFileContent({ ...config.config, include: [], files: [] }, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  // Parsed once, checked anew for each.
  const parsed = new Map<string, ts.SourceFile | undefined>();
  const { getSourceFile } = host;
  host.getSourceFile = (file, version) => {
    if (!parsed.has(file)) parsed.set(file, getSourceFile(file, version));
    return parsed.get(file);
  };
  return files.map((file) => {
    const program = ts.createProgram([file], options, host);
    const source = program.getSourceFile(file) as ts.SourceFile;
    const from = performance.now();
    const diagnostics = program.getSemanticDiagnostics(source);
    return {
      file: relative(ROOT, file),
      milliseconds: performance.now() - from,
      instantiations: (program as unknown as { getInstantiationCount(): number }).getInstantiationCount(),
      messages: diagnostics.map((d) => ts.flattenDiagnosticMessageText(d.messageText, '\n')),
    };
  });
}

/** The jobs of this repository. */
export const jobFiles = (): string[] =>
  readdirSync(join(ROOT, 'jobs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(ROOT, 'jobs', file))
    .sort();

if (require.main === module) {
  const given = process.argv.slice(2).map((file) => resolve(file));
  const found = costs(given.length > 0 ? given : jobFiles());
  for (const { file, instantiations, milliseconds, messages } of found) {
    const count = instantiations.toLocaleString('en-US').padStart(8);
    process.stdout.write(`${count} instantiations  ${milliseconds.toFixed(0).padStart(5)} ms  ${file}\n`);
    for (const message of messages) process.stdout.write(`  ${message}\n`);
  }
}
