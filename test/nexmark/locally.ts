/** Runs Nexmark's queries on the local runtime over generated events. */
import { auctions, bids, type NexmarkOptions, people, sideInputs } from '../../fixtures/nexmark/generator';
import type { Job } from '../../runtime/job';
import type { AnyRow } from '../../runtime/testing/rows';
import type { JsonRow } from '../flink/changelog';
import { localTables } from '../flink/locally';

/** The final rows of a query's one sink. */
export function locally(job: Job, options: NexmarkOptions): string[] {
  const rows: Record<string, Iterable<object>> = {
    person: people(options),
    auction: auctions(options),
    bid: bids(options),
    side_input: sideInputs(1500),
  };
  const given = Object.fromEntries(
    [...job.sources, ...job.lookups].map(({ table }) => [table, [...(rows[table] ?? [])] as AnyRow[]]),
  );
  const [sink] = job.sinks;
  return sink ? comparable(localTables(job, given)[sink.table] ?? [], job) : [];
}

/** Rows as texts that are the same for the same row, however it was written. */
export function comparable(rows: readonly JsonRow[], { sinks: [sink] }: Job): string[] {
  const names = Object.keys(sink?.schema ?? {});
  return rows.map((row) => JSON.stringify(names.map((name) => row[name] ?? null)));
}
