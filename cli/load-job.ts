/** From the JOB argument of a command to a job: finds the file, checks its types, bundles and runs it. */
import { existsSync, readdirSync } from 'node:fs';
import Module from 'node:module';
import { basename, join, resolve } from 'node:path';
import type { BuildFailure } from 'esbuild';
import { BUNDLED } from '../runtime/call-site';
import { MillraceError } from '../runtime/errors';
import { Job } from '../runtime/job';
import { PACKAGE_ROOT } from '../runtime/package-root';
import { typeCheck } from './type-check';

/**
 * @param argument a name under jobs/ (`minute-averages`), or a path of a .ts file; `#name` picks one of several jobs.
 * @throws MillraceError UNKNOWN_JOB, SYNTAX_ERROR, TYPE_ERROR, JOB_THREW, NO_JOB, SEVERAL_JOBS
 */
export async function loadJob(argument: string): Promise<Job> {
  const [path, name] = argument.split('#') as [string, string | undefined];
  const file = jobFile(path);
  const { code, inputs } = await bundle(file);
  typeCheck(file, inputs);
  return pick(evaluate(file, code), file, name);
}

/** The exports of another TypeScript file, such as a project's bindings; its types are not checked. */
export async function loadModule(file: string): Promise<Record<string, unknown>> {
  return evaluate(file, (await bundle(file)).code);
}

function jobFile(argument: string): string {
  if (/\.[cm]?ts$/.test(argument)) {
    const file = resolve(argument);
    if (!existsSync(file)) throw new MillraceError('UNKNOWN_JOB', `there is no job file ${argument}`);
    return file;
  }
  const folders = [...new Set([resolve('jobs'), join(PACKAGE_ROOT, 'jobs')])].filter(existsSync);
  for (const folder of folders) {
    const file = join(folder, `${argument}.ts`);
    if (existsSync(file)) return file;
  }
  const known = folders.flatMap((folder) => readdirSync(folder)).filter((f) => f.endsWith('.ts') && f !== 'tables.ts');
  throw new MillraceError(
    'UNKNOWN_JOB',
    `there is no job ${argument} under jobs/`,
    `There are: ${known.map((f) => basename(f, '.ts')).join(', ') || 'none'}. A path of a .ts file works, too.`,
  );
}

/** The job file and what it imports by relative path, as one module; packages stay outside. */
async function bundle(file: string): Promise<{ code: string; inputs: string[] }> {
  const esbuild = await import('esbuild');
  try {
    const result = await esbuild.build({
      entryPoints: [file],
      bundle: true,
      write: false,
      metafile: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      sourcemap: 'inline',
      outfile: `${file}${BUNDLED}`,
      logLevel: 'silent',
      absWorkingDir: process.cwd(),
      // A tsconfig's paths would turn the library into a part of the bundle, a second one beside ours.
      tsconfigRaw: {},
    });
    return {
      code: result.outputFiles[0]?.text ?? '',
      inputs: Object.keys(result.metafile.inputs).map((p) => resolve(p)),
    };
  } catch (error) {
    const { errors } = error as BuildFailure;
    if (!errors) throw error;
    const shown = await esbuild.formatMessages(errors, { kind: 'error', color: false });
    throw new MillraceError('SYNTAX_ERROR', `${file} does not compile:\n${shown.join('').trim()}`);
  }
}

/** `millrace` inside a job is the library that runs it: a second copy would not know the first one's classes. */
const OWN: Record<string, string> = {
  millrace: '../runtime/index',
  'millrace/engine': '../runtime/engine/index',
  'millrace/testing': '../runtime/testing/index',
};

function evaluate(file: string, code: string): Record<string, unknown> {
  const module = new Module(file) as Module & { _compile(code: string, file: string): void };
  module.filename = file;
  module.paths = (Module as unknown as { _nodeModulePaths(from: string): string[] })._nodeModulePaths(join(file, '..'));
  const original = module.require.bind(module);
  module.require = Object.assign((id: string) => (OWN[id] ? require(OWN[id]) : original(id)), original);
  process.setSourceMapsEnabled(true);
  try {
    // Under a name of its own: a position is then either one of the bundle or of the TypeScript, and never in doubt.
    module._compile(code, `${file}${BUNDLED}`);
  } catch (error) {
    if (error instanceof MillraceError) throw new MillraceError(error.code, `${file}: ${error.message}`);
    const at = position(error, file);
    throw new MillraceError(
      'JOB_THREW',
      `${at} threw while it was loaded: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return module.exports as Record<string, unknown>;
}

/** `file:line:column` of the first frame in the job file. */
function position(error: unknown, file: string): string {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const frame = frames.find((line) => line.includes(`${basename(file)}:`));
  const place = frame && /:(\d+:\d+)\)?$/.exec(frame);
  return place ? `${file}:${place[1]}` : file;
}

function pick(exports: Record<string, unknown>, file: string, name: string | undefined): Job {
  const jobs = [...new Set(Object.values(exports))].filter((value) => value instanceof Job);
  const names = jobs.map((job) => job.name).join(', ');
  if (jobs.length === 0) {
    throw new MillraceError('NO_JOB', `${file} exports no job`, 'Add: export default job(name, { lane }, [inserts]).');
  }
  const [only] = name === undefined ? jobs : jobs.filter((job) => job.name === name);
  if (!only) throw new MillraceError('UNKNOWN_JOB', `${file} exports no job ${name}`, `It exports ${names}.`);
  if (name === undefined && jobs.length > 1) {
    throw new MillraceError(
      'SEVERAL_JOBS',
      `${file} exports several jobs: ${names}`,
      `Pick one: ${file}#${only.name}.`,
    );
  }
  return only;
}
