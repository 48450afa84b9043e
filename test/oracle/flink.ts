/** Cases on a real Flink, many of them as one job. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, filesystem, type Job } from 'millrace';
import type { Connector } from '../../runtime/connectors/connector';
import { DETERMINISTIC } from '../../runtime/sql/settings';
import { FlinkError, type FlinkOracle } from '../../runtime/testing/flink';
import { build, type Case, sqlOf, together } from './case';

/** By table, without the prefix of its case, the changes in the order in which they came: `+I{…}`. */
export type Changes = Readonly<Record<string, readonly string[]>>;
export type Outcome = { readonly changes: Changes } | { readonly failed: string };

/**
 * What becomes of each case. Several are one job; where it fails, which of them it was is found by halves.
 */
export async function onFlink(flink: FlinkOracle, cases: readonly Case[]): Promise<Outcome[]> {
  if (cases.length === 0) return [];
  try {
    return await run(flink, cases);
  } catch (failure) {
    if (!(failure instanceof FlinkError)) throw failure;
    if (cases.length === 1) return [{ failed: failure.message }];
    // The planner mostly names a table of the case that it cannot plan.
    const [named, ...others] = new Set([...failure.message.matchAll(/\bc(\d+)_/g)].map(([, place]) => Number(place)));
    if (named !== undefined && others.length === 0) {
      const [rest, [one]] = [
        await onFlink(flink, cases.toSpliced(named, 1)),
        await onFlink(flink, [cases[named] as Case]),
      ];
      return rest.toSpliced(named, 0, one as Outcome);
    }
    const half = cases.length >> 1;
    return [...(await onFlink(flink, cases.slice(0, half))), ...(await onFlink(flink, cases.slice(half)))];
  }
}

async function run(flink: FlinkOracle, cases: readonly Case[]): Promise<Outcome[]> {
  const prefixes = cases.map((_, i) => (cases.length === 1 ? '' : `c${i}_`));
  const jobs = cases.map((one, i) => build(one, prefixes[i]).job);
  const job = cases.length === 1 ? (jobs[0] as Job) : together(jobs);
  const folder = mkdtempSync(join(tmpdir(), 'millrace-oracle-'));
  try {
    let bindings = environment('oracle').bindSideOutputs(() => COLLECT);
    for (const [i, { records }] of cases.entries()) {
      const { sources, lookups, sinks } = jobs[i] as Job;
      for (const node of [...sources, ...lookups]) {
        const file = join(folder, `${node.table}.jsonl`);
        const lines = records[node.table.slice((prefixes[i] as string).length)] ?? [];
        writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
        bindings = bindings.bind({ node }, filesystem({ path: file, format: 'json' }));
      }
      for (const sink of sinks) bindings = bindings.bind(sink, COLLECT);
    }
    const settings = { PropertyGroupId: 'millrace.settings', PropertyMap: DETERMINISTIC };
    const { collected } = await flink.run(sqlOf(job), [...bindings.propertyGroups(job), settings]);
    return jobs.map(({ sinks, sideOutputs }, i) => {
      const tables = [...sinks, ...sideOutputs].map(({ table }) => table);
      return {
        changes: Object.fromEntries(
          tables.map((table) => [table.slice((prefixes[i] as string).length), collected[table] ?? []]),
        ),
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rows with what kind of change each is, in memory. */
const COLLECT: Connector = {
  name: 'collect',
  sink: { connector: 'millrace-collect', format: 'json', 'json.timestamp-format.standard': 'SQL' },
};
