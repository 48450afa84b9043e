/** `--engine flink`: the job's SQL on a Flink of this machine, over the same rows in the same order. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { buildBridge } from '../../bridge/build';
import { userJars } from '../../bridge/jars';
import type { Connector } from '../../runtime/connectors/connector';
import type { PropertyGroup } from '../../runtime/connectors/environment';
import { environment } from '../../runtime/connectors/environment';
import { fileFormat, openWriter } from '../../runtime/connectors/files';
import { filesystem } from '../../runtime/connectors/filesystem';
import { JSON_FORMAT } from '../../runtime/connectors/kinesis';
import type { Batch, Column } from '../../runtime/engine/batch';
import { MillraceError } from '../../runtime/errors';
import type { Job } from '../../runtime/job';
import { MALFORMED_COLUMNS } from '../../runtime/operators/malformed-rows';
import type { SourceNode } from '../../runtime/operators/source';
import { located } from '../../runtime/sql/failures';
import { script } from '../../runtime/sql/script';
import { DETERMINISTIC } from '../../runtime/sql/settings';
import { FLINK_JAVA_OPTIONS, type FlinkCounters } from '../../runtime/testing/flink';
import { fromBatch } from '../../runtime/testing/rows';
import type { Schema } from '../../runtime/types/type';
import { progress } from '../progress';
import { finalTables } from './final';
import { flinkRows } from './flink-rows';
import { records } from './inputs';
import { EXAMPLES, type RunPlan, type RunResult } from './plan';

export async function runOnFlink(
  plan: RunPlan,
  options: { readonly dashboard: boolean; readonly jars?: readonly string[] },
): Promise<RunResult> {
  const started = performance.now();
  const { job } = plan;
  const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  try {
    const bridge = await buildBridge();
    const classpath = [...bridge.classpath, ...userJars(), ...(options.jars ?? []).map((jar) => resolve(jar))];
    const inputs = new Map<string, FlinkInput>();
    for (const source of job.sources) inputs.set(source.table, await flinkInput(plan, source, folder));
    const sql = script(job);
    for (const { table } of job.lookups) inputs.set(table, lookupInput(table, plan.inputs.get(table) ?? []));
    writeFileSync(join(folder, 'job.sql'), sql);
    writeFileSync(join(folder, 'properties.json'), JSON.stringify(localProperties(job, folder, inputs)));
    return await runBridge(classpath, folder, sql, options.dashboard, async ({ sources, windows }) => {
      const written = await copyOut(plan, folder);
      return {
        sources: Object.fromEntries(
          Object.entries(sources).map(([table, { read, malformed, duplicates }]) => {
            const refused = inputs.get(table)?.refused ?? 0;
            return [table, { read: read + refused, malformed: malformed + refused, duplicates }];
          }),
        ),
        windows,
        ...written,
        millis: performance.now() - started,
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files of a source that the bridge can read. */
interface FlinkInput {
  readonly files: readonly string[];
  readonly format: 'json' | 'csv';
  readonly arrival: string | undefined;
  /** Records of columnar files that our reader has refused. */
  readonly refused: number;
}

/** JSON lines and CSV are Flink's to decode; columnar files, which the bridge does not read, become JSON lines first. */
async function flinkInput(plan: RunPlan, source: SourceNode, folder: string): Promise<FlinkInput> {
  const { table } = source;
  const arrival = plan.arrivals.get(table);
  const given = plan.inputs.get(table) ?? [];
  const formats = given.map((file) => fileFormat(file));
  if (formats.every((format) => format === 'csv'))
    return { files: given.map((f) => resolve(f)), format: 'csv', arrival, refused: 0 };
  let refused = 0;
  const aside = join(folder, `${table}_malformed.out`);
  mkdirSync(aside);
  const malformedRows = openWriter(join(aside, 'part-columnar.jsonl'), MALFORMED_COLUMNS);
  const files: string[] = [];
  for (const [i, file] of given.entries()) {
    if (formats[i] === 'json') {
      files.push(resolve(file));
      continue;
    }
    const lines = join(folder, `${table}-${i}.jsonl`);
    const writer = openWriter(lines, source.schema);
    for await (const { rows, malformed } of records(source, [file], arrival)) {
      if (rows) await writer.write(rows);
      if (malformed) await malformedRows.write(malformed);
      refused += malformed?.length ?? 0;
    }
    await writer.close();
    files.push(lines);
  }
  await malformedRows.close();
  return { files, format: 'json', arrival, refused };
}

/** Files of a lookup table, which the bridge reads as they are. @throws MillraceError INVALID_ARGUMENT for formats that it does not read. */
function lookupInput(table: string, files: readonly string[]): FlinkInput {
  const [format, ...others] = new Set(files.map((file) => fileFormat(file)));
  if ((format !== 'json' && format !== 'csv') || others.length > 0) {
    throw new MillraceError('INVALID_ARGUMENT', `--input ${table}: a lookup table is read from JSON lines or from CSV`);
  }
  return { files: files.map((f) => resolve(f)), format, arrival: undefined, refused: 0 };
}

/** Bindings under which Flink reads the given files and writes files of one folder, deterministically. */
export function localProperties(
  job: Job,
  folder: string,
  inputs: ReadonlyMap<string, Pick<FlinkInput, 'files' | 'format' | 'arrival'>>,
): PropertyGroup[] {
  const out = (table: string) => filesystem({ path: join(folder, `${table}.out`), format: 'json' });
  let bindings = environment('local').bindSideOutputs(out);
  for (const source of job.sources) {
    const { files, format, arrival } = inputs.get(source.table) as FlinkInput;
    bindings = bindings.bind({ node: source }, filesystem({ path: [...files], format, ...(arrival && { arrival }) }));
  }
  for (const node of job.lookups) {
    const { files, format } = inputs.get(node.table) as FlinkInput;
    bindings = bindings.bind({ node }, filesystem({ path: [...files], format }));
  }
  for (const sink of job.sinks)
    bindings = bindings.bind(
      sink,
      sink.primaryKey.length > 0 ? changelog(join(folder, `${sink.table}.out`)) : out(sink.table),
    );
  return [...bindings.propertyGroups(job), { PropertyGroupId: 'millrace.settings', PropertyMap: DETERMINISTIC }];
}

/** Files with what each row does, as inserts and deletions. */
const changelog = (path: string): Connector => ({
  name: 'changelog',
  sink: {
    ...{ connector: 'filesystem', path, format: 'canal-json' },
    ...Object.fromEntries(Object.entries(JSON_FORMAT).map(([option, value]) => [`canal-${option}`, value])),
  },
});

/** The rows that Flink wrote, through our reader and writer, so that both engines' files look alike. */
async function copyOut(plan: RunPlan, folder: string): Promise<Pick<RunResult, 'written' | 'examples'>> {
  const written: Record<string, number> = {};
  const examples: RunResult['examples'][number][] = [];
  const given = new Map([...plan.inputs.values()].flat().map((file) => [resolve(file), file]));
  const tables = [
    ...plan.job.sinks.map(({ table, schema }) => ({ table, schema, path: plan.outputs.get(table) ?? null, kind: '' })),
    ...plan.job.sideOutputs.map(({ table, schema, kind }) => ({ table, schema, kind, path: plan.aside.get(table) })),
  ];
  const finals = finalTables(plan.job);
  for (const { table, schema, path, kind } of tables) {
    const writer = path === undefined ? undefined : openWriter(path, schema);
    if (kind === '') written[table] = 0;
    const final = kind === '' ? finals.get(table) : undefined;
    for await (let batch of flinkRows(join(folder, `${table}.out`), { name: table, schema }, final)) {
      if (kind === '') written[table] = (written[table] as number) + batch.length;
      if (kind === 'malformed') {
        batch = nameFiles(batch, schema, given);
        if (examples.length < EXAMPLES) examples.push(...fromBatch(Object.keys(schema), batch));
      }
      await writer?.write(batch);
    }
    await writer?.close();
  }
  return { written, examples: examples.slice(0, EXAMPLES) };
}

/** Names files as the command line did: Flink calls them by their absolute paths. */
function nameFiles(batch: Batch, schema: Schema, given: ReadonlyMap<string, string>): Batch {
  const name = (path: string): string => given.get(path.replace(/^file:(\/\/(?=\/))?/, '')) ?? path;
  const shard = Object.keys(schema).indexOf('_shard');
  return { ...batch, columns: batch.columns.map((column, i) => (i === shard ? mapped(column, name) : column)) };
}

const mapped = (column: Column, text: (text: string) => string): Column => ({
  ...column,
  dictionary: { strings: column.dictionary?.strings.map(text) ?? [] },
});

async function runBridge<T>(
  classpath: readonly string[],
  folder: string,
  sql: string,
  dashboard: boolean,
  finished: (accounts: Accounts) => Promise<T>,
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
  const java = spawn('java', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  java.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (dashboard) process.stderr.write(text);
  });
  // The account is printed when the job has ended, also where the dashboard then stays open.
  const counters = new Promise<Accounts | undefined>((found) => {
    createInterface({ input: java.stdout })
      .on('line', (line) => line.startsWith('{"counters":') && found(accountsIn(line)))
      .on('close', () => found(undefined));
  });
  const exit = new Promise<number | null>((resolve, reject) => java.on('error', reject).on('close', resolve));
  const stop = (): void => void java.kill('SIGTERM');
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const counted = await Promise.race([counters, exit.then(() => undefined)]);
  if (!counted) {
    if (port === undefined) await exit;
    throw new MillraceError('FLINK_FAILED', located(said.trim(), sql) || 'Flink ended without a word');
  }
  const result = await finished(counted);
  if (port === undefined) {
    await exit;
    return result;
  }
  progress.say(`Flink's dashboard stays open at http://127.0.0.1:${port} until Ctrl-C`, {
    dashboard: `http://127.0.0.1:${port}`,
  });
  await exit;
  return result;
}

type Accounts = Pick<RunResult, 'sources' | 'windows'>;

/** Flink's own counters of a finished job: by source what it read, by window what came to it. */
function accountsIn(line: string): Accounts {
  const { counters } = JSON.parse(line) as { counters: FlinkCounters };
  const tables = Object.entries(counters.tables);
  return {
    sources: Object.fromEntries(
      tables
        .filter(([, of]) => 'read' in of)
        .map(([table, { read = 0, malformed = 0, duplicates = 0 }]) => [table, { read, malformed, duplicates }]),
    ),
    windows: Object.fromEntries(
      tables
        .filter(([, of]) => 'onTime' in of || 'late' in of)
        .map(([table, { onTime = 0, late = 0 }]) => [table, { onTime, late }]),
    ),
  };
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
