import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '..', '..');

const PRELUDE = `
import { abs, avg, charLength, coalesce, lower, upper, count, job, lit, max, min, minutes, seconds, sink, source, sum, t, lookup } from 'millrace';
const events = source('events', { name: t.string, note: t.string.nullable(), value: t.double, size: t.int, flag: t.boolean, at: t.timestamp });
const metrics = events.watermark('at', seconds(5));
const other = source('other', { name: t.string, value: t.double, at: t.timestamp }).watermark('at', seconds(5));
const numbers = source('numbers', { name: t.string, code: t.char(2), size: t.int, value: t.double, price: t.decimal(10, 2), day: t.date, clock: t.time, at: t.timestamp, instant: t.timestampLtz, notes: t.array(t.string.nullable()), counts: t.map(t.string, t.bigint), user: t.row({ name: t.string, age: t.int.nullable() }) });
const averages = sink('averages', { name: t.string, window_start: t.timestamp, mean: t.double });
const totals = sink('totals', { name: t.string, n: t.bigint });
const upserts = sink('upserts', { name: t.string, n: t.bigint }, { primaryKey: ['name'] });
const users = lookup('users', { id: t.double, name: t.string }, { primaryKey: ['id'] });
import { asc, desc, grouping, last, one, oneOrMore, optional } from 'millrace';
`;

function compilerOptions(): ts.CompilerOptions {
  const config = ts.parseConfigFileTextToJson('tsconfig.json', readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
  const { options } = ts.parseJsonConfigFileContent({ ...config.config, include: [], files: [] }, ts.sys, ROOT);
  return { ...options, noUnusedLocals: false };
}

const SNIPPET = join(ROOT, 'test', 'types', 'completion-snippet.ts');
let snippet = { text: '', version: 0 };
let service: ts.LanguageService | undefined;

/** The names that an editor offers at the `|` of a snippet. */
export function complete(code: string): string[] {
  snippet = { text: PRELUDE + code.replace('|', ''), version: snippet.version + 1 };
  service ??= ts.createLanguageService({
    getCompilationSettings: compilerOptions,
    getCurrentDirectory: () => ROOT,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [SNIPPET],
    getScriptVersion: (file) => (file === SNIPPET ? String(snippet.version) : '0'),
    getScriptSnapshot: (file) =>
      ts.ScriptSnapshot.fromString(file === SNIPPET ? snippet.text : readFileSync(file, 'utf8')),
    fileExists: (file) => file === SNIPPET || ts.sys.fileExists(file),
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  return (service.getCompletionsAtPosition(SNIPPET, PRELUDE.length + code.indexOf('|'), {})?.entries ?? []).map(
    (e) => e.name,
  );
}

/** The compiler's messages for each snippet, all compiled as one program: loading the library's types is what costs. */
export function compile(snippets: Readonly<Record<string, string>>): Record<string, string[]> {
  const options = compilerOptions();
  const files = new Map(
    Object.entries(snippets).map(([name, code], i) => [join(ROOT, 'test', 'types', `snippet${i}.ts`), { name, code }]),
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => (files.has(file) ? PRELUDE + files.get(file)?.code : readFile(file));
  host.getSourceFile = (file, languageVersion) =>
    files.has(file)
      ? ts.createSourceFile(file, `${PRELUDE}${files.get(file)?.code}\nexport {};`, languageVersion, true)
      : getSourceFile(file, languageVersion);
  const program = ts.createProgram([...files.keys()], options, host);
  return Object.fromEntries(
    [...files].map(([file, { name }]) => {
      const source = program.getSourceFile(file) as ts.SourceFile;
      const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [name, diagnostics.map((d) => ts.flattenDiagnosticMessageText(d.messageText, '\n'))];
    }),
  );
}
