/** Flink's planner on every script under fixtures/sql, and on Nexmark's queries. */
import { script } from 'millrace';
import { QUERIES } from '../nexmark/jobs';
import { JOBS } from '../sql/jobs';
import { useFlink } from './oracle';

const flink = useFlink();

/** Jobs that do keep totals for ever. */
const TOTALS = new Set([
  'updates',
  'joins-outer',
  'set-operations',
  'relations-distinct',
  'relations-grouping-sets',
  'relations-having',
  'relations-state-ttl',
  'relations-top-n',
  'q4',
  'q15',
  'q16',
  'q17',
]);

it.each(Object.entries({ ...JOBS, ...QUERIES }))(
  '%s: one scan, and so one watermark, for each table',
  async (_, job) => {
    const sinks = [...job.sinks.map((sink) => sink.table), ...job.sideOutputs.map((s) => s.table)];
    const plan = await flink().explain(script(job), [
      ...job.sources.map(({ table }) => ({
        PropertyGroupId: `table.${table}`,
        PropertyMap: { connector: 'datagen' },
      })),
      ...job.lookups.map(({ table }) => ({
        PropertyGroupId: `table.${table}`,
        PropertyMap: { connector: 'millrace-lookup', path: '/nowhere', format: 'json' },
      })),
      ...sinks.map((table) => ({
        PropertyGroupId: `table.${table}`,
        PropertyMap: { connector: 'blackhole' },
      })),
    ]);
    const execution = plan.slice(plan.indexOf('== Optimized Execution Plan =='));
    expect(execution.match(/TableSourceScan/g)).toHaveLength(job.sources.length);
    // Rows are counted once, however many aggregates read the window; under a subquery Flink plans the count again.
    const counted = [...execution.matchAll(/COUNTED\('(\w+)'/g)].map(([, label]) => label);
    expect(new Set(counted).size).toBe(job.sideOutputs.filter((s) => s.split).length);
    if (!script(job).includes('EXISTS (')) expect(counted).toHaveLength(new Set(counted).size);
    // An unbounded aggregate where a window was meant would keep state for ever and send updates.
    expect(/\bGroupAggregate/.test(execution)).toBe(TOTALS.has(job.name));
    // The language's changelog modes are Flink's.
    const physical = plan.slice(
      plan.indexOf('== Optimized Physical Plan =='),
      plan.indexOf('== Optimized Execution Plan =='),
    );
    const modes = [...physical.matchAll(/^Sink\(.*\n.*changelogMode=\[([^\]]*)\]\)$/gm)].map(([, mode]) => mode);
    expect(modes.slice(0, job.inserts.length).map((mode) => (mode === 'I' ? 'append' : 'update'))).toEqual(
      job.inserts.map(({ input }) => input.mode),
    );
    // Where we say that changes are not known by a sink's primary key, and only there, Flink keeps the sink's rows.
    const materialized = physical.match(/^Sink\(.*$/gm)?.map((line) => line.includes('upsertMaterialize=[true]'));
    expect(materialized?.slice(0, job.inserts.length)).toEqual(job.inserts.map((i) => i.upsertMaterialize));
  },
);
