/** `--engine flink`: the job's SQL on a Flink of this machine, over the same rows in the same order. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBridge } from '../../bridge/build';
import type { PropertyGroup } from '../../runtime/connectors/environment';
import { environment } from '../../runtime/connectors/environment';
import { openReader, openWriter } from '../../runtime/connectors/files';
import { filesystem } from '../../runtime/connectors/filesystem';
import { MillraceError } from '../../runtime/errors';
import type { Job } from '../../runtime/job';
import { script } from '../../runtime/sql/script';
import { DETERMINISTIC } from '../../runtime/sql/settings';
import { FLINK_JAVA_OPTIONS } from '../../runtime/testing/flink';
import type { Schema } from '../../runtime/types/type';
import { progress } from '../progress';
import { Inputs } from './inputs';
import type { RunPlan, RunResult } from './plan';

export async function runOnFlink(plan: RunPlan, options: { readonly dashboard: boolean }): Promise<RunResult> {
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  try {
    const { classpath } = await buildBridge();
    const inputs = new Inputs(plan);
    for (const source of plan.job.sources) {
      // Flink gets the rows that were well formed, in their order: both engines then see the same table.
      const writer = openWriter(join(folder, `${source.table}.jsonl`), source.schema);
      for await (const batch of inputs.batches(source.table)) await writer.write(batch);
      await writer.close();
    }
    await inputs.close();

    writeFileSync(join(folder, 'job.sql'), script(plan.job));
    writeFileSync(join(folder, 'properties.json'), JSON.stringify(localProperties(plan.job, folder)));
    const collect = async (): Promise<Pick<RunResult, 'late' | 'written'>> => ({
      written: await copyOut(
        folder,
        new Map(plan.job.sinks.map((sink) => [sink.table, sink.schema])),
        (t) => plan.outputs.get(t) ?? null,
      ),
      late: await copyOut(folder, new Map(plan.job.sideOutputs.map((s) => [s.table, s.schema])), (t) =>
        plan.late.get(t),
      ),
    });
    const rows = await runBridge(classpath, folder, options.dashboard, collect);
    return {
      read: inputs.read,
      malformed: inputs.malformed,
      examples: inputs.examples,
      ...rows,
      millis: performance.now() - started,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bindings under which Flink reads and writes files of one folder, deterministically. */
export function localProperties(job: Job, folder: string): PropertyGroup[] {
  const file = (path: string) => filesystem({ path: join(folder, path), format: 'json' });
  let bindings = environment('local').bindSideOutputs((table) => file(`${table}.out`));
  for (const source of job.sources) bindings = bindings.bind({ node: source }, file(`${source.table}.jsonl`));
  for (const sink of job.sinks) bindings = bindings.bind(sink, file(`${sink.table}.out`));
  return [...bindings.propertyGroups(job), { PropertyGroupId: 'millrace.settings', PropertyMap: DETERMINISTIC }];
}

/** The rows that Flink wrote, through our reader and writer, so that both engines' files look alike. */
async function copyOut(
  folder: string,
  tables: ReadonlyMap<string, Schema>,
  target: (table: string) => string | null | undefined,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [table, schema] of tables) {
    const path = target(table);
    const writer = path === undefined ? undefined : openWriter(path, schema);
    counts[table] = 0;
    for await (const batch of flinkRows(join(folder, `${table}.out`), { name: table, schema })) {
      counts[table] += batch.length;
      await writer?.write(batch);
    }
    await writer?.close();
  }
  return counts;
}

/** Rows of a folder that Flink's filesystem sink has written. */
export async function* flinkRows(
  folder: string,
  table: { name: string; schema: Schema },
): ReturnType<typeof openReader> {
  let parts: string[] = [];
  try {
    parts = readdirSync(folder)
      .filter((name) => name.startsWith('part-'))
      .sort();
  } catch {
    return; // a sink that got no row makes no folder
  }
  const onMalformed = (row: { reason: string }): never => {
    throw new MillraceError(
      'FLINK_FAILED',
      `Flink wrote a row into ${table.name} that its schema does not allow: ${row.reason}`,
    );
  };
  for (const part of parts) yield* openReader(join(folder, part), table, { onMalformed, format: 'json' });
}

async function runBridge<T>(
  classpath: readonly string[],
  folder: string,
  dashboard: boolean,
  finished: () => Promise<T>,
): Promise<T> {
  const port = dashboard ? await dashboardPort() : undefined;
  const args = [
    ...FLINK_JAVA_OPTIONS,
    '-cp',
    classpath.join(process.platform === 'win32' ? ';' : ':'),
    'io.millrace.bridge.Main',
    '--script',
    join(folder, 'job.sql'),
    '--properties',
    join(folder, 'properties.json'),
    ...(port === undefined ? [] : ['--dashboard', String(port)]),
  ];
  const java = spawn('java', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  java.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (dashboard) process.stderr.write(text);
  });
  const exit = new Promise<number | null>((resolve, reject) => java.on('error', reject).on('close', resolve));
  if (port === undefined) {
    if ((await exit) !== 0) throw new MillraceError('FLINK_FAILED', said.trim() || 'Flink ended without a word');
    return finished();
  }
  const stop = (): void => void java.kill('SIGTERM');
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const done = await Promise.race([jobFinished(port).then(() => true), exit.then(() => false)]);
  if (!done) throw new MillraceError('FLINK_FAILED', said.trim() || 'Flink ended without a word');
  const result = await finished();
  progress.say(`Flink's dashboard stays open at http://127.0.0.1:${port} until Ctrl-C`, {
    dashboard: `http://127.0.0.1:${port}`,
  });
  await exit;
  return result;
}

/** Waits for the job of a local cluster to end, by the REST API that its dashboard uses. */
async function jobFinished(port: number): Promise<void> {
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/jobs/overview`).catch(() => undefined);
    const { jobs } = (response?.ok ? await response.json() : { jobs: [] }) as {
      jobs: { state: string; name: string }[];
    };
    const ended = jobs.length > 0 && jobs.every((job) => ['FINISHED', 'FAILED', 'CANCELED'].includes(job.state));
    if (ended) {
      const failed = jobs.find((job) => job.state !== 'FINISHED');
      if (failed)
        throw new MillraceError(
          'FLINK_FAILED',
          `job ${failed.name} is ${failed.state}; Flink's dashboard at http://127.0.0.1:${port} says why`,
        );
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Flink's own port where it is free, else another. */
function dashboardPort(): Promise<number> {
  const free = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const server = createServer()
        .once('error', reject)
        .listen(port, '127.0.0.1', () => {
          const { port: found } = server.address() as { port: number };
          server.close(() => resolve(found));
        });
    });
  return free(8081).catch(() => free(0));
}
