/** A job's script, its compiled plan with ids carried over from the deployed build, and the manifest of both. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PropertyGroup } from '../../runtime/connectors/environment';
import type { Job } from '../../runtime/job';
import { script, scriptHash, statementsHash } from '../../runtime/sql/script';
import { settings } from '../../runtime/sql/settings';
import { sha256 } from './columns';
import { compilePlan } from './compile';
import { MANIFEST_FORMAT, type Manifest } from './manifest';
import { type Matching, match } from './match';
import { operators, type TableBinding } from './operators';
import { parsePlan, renumber } from './plan';

export interface Build {
  readonly script: string;
  readonly plan: string;
  readonly manifest: Manifest;
  /** How this plan's operators (by their new ids) go on with those of the build it was made against. */
  readonly matching: Matching;
}

/** Compiles the SQL of a job with its bindings into Flink's plan, as JSON. */
export type Compiler = (script: string, properties: readonly PropertyGroup[]) => Promise<string>;

/**
 * Builds a job. The same job, bindings and manifest give the same bytes.
 *
 * @param against the manifest of the deployed build; without one, every operator is new
 * @throws MillraceError MISSING_TOOL without a JVM, BRIDGE_FAILED when Flink refuses the job
 */
export async function build(
  job: Job,
  properties: readonly PropertyGroup[],
  against?: Manifest,
  compile: Compiler = compilePlan,
): Promise<Build> {
  const sql = script(job);
  const compiled = await compile(sql, properties);
  const graph = parsePlan(compiled);
  const tables = bindingsOf(properties);
  const fresh = operators(graph, tables);
  const { carried, ambiguous } = match(fresh, against?.operators ?? []);

  let greatestId = against?.greatestId ?? 0;
  const ids = new Map<number, number>();
  for (const { id } of fresh) ids.set(id, carried.get(id)?.id ?? ++greatestId);
  const idOf = (id: number): number => ids.get(id) as number;

  const plan = renumber(compiled, ids);
  return {
    script: sql,
    plan,
    manifest: {
      format: MANIFEST_FORMAT,
      job: job.name,
      flink: graph.flinkVersion,
      scriptSha256: scriptHash(sql),
      statementsSha256: statementsHash(sql),
      planSha256: sha256(plan),
      maxParallelism: maxParallelism(job, properties),
      greatestId,
      tables,
      operators: fresh.map((operator) => ({ ...operator, id: idOf(operator.id), sinks: [...operator.sinks] })),
    },
    matching: {
      carried: new Map([...carried].map(([id, old]) => [idOf(id), old])),
      ambiguous: new Set([...ambiguous].map((o) => (fresh.includes(o) ? { ...o, id: idOf(o.id) } : o))),
    },
  };
}

/** Writes job.sql, plan.json and manifest.json, the manifest last: where it is, the others are whole. */
export function writeBuild(folder: string, { script, plan, manifest }: Build): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => {
    const temporary = join(folder, `.${name}.${process.pid}`);
    writeFileSync(temporary, text);
    renameSync(temporary, join(folder, name));
  };
  write('job.sql', script);
  write('plan.json', plan);
  write('manifest.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Where each table lives, as far as state depends on it. */
export function bindingsOf(properties: readonly PropertyGroup[]): Record<string, TableBinding> {
  const tables: Record<string, TableBinding> = {};
  for (const { PropertyGroupId: id, PropertyMap: options } of properties) {
    const { connector, format, 'record-id': recordId } = options;
    if (!id.startsWith('table.') || connector === undefined) continue;
    tables[id.slice('table.'.length)] = { connector, ...(format && { format }), ...(recordId && { recordId }) };
  }
  return Object.fromEntries(Object.entries(tables).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As the bridge does it: the environment's settings win over the script's. */
function maxParallelism(job: Job, properties: readonly PropertyGroup[]): number {
  const key = 'pipeline.max-parallelism';
  const group = properties.find(({ PropertyGroupId }) => PropertyGroupId === 'millrace.settings');
  return Number(group?.PropertyMap[key] ?? settings(job)[key]);
}
