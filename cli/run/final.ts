/** Sinks with a primary key: what is written of them is the table that their changes come to. */
import { FinalTable } from '../../runtime/engine/final-table';
import type { Job } from '../../runtime/job';

/**
 * An empty table for each sink with a primary key.
 * @param changes what they are given: `upserts` where a sink's changes have been brought in order already.
 */
export const tablesOf = (job: Job, changes: 'all' | 'upserts' = 'all'): Map<string, FinalTable> =>
  new Map(
    job.sinks
      .filter(({ primaryKey }) => primaryKey.length > 0)
      .map(({ table, schema, primaryKey }) => {
        const isMaterialized =
          changes === 'all' &&
          job.inserts.some(({ sink, upsertMaterialize }) => sink.table === table && upsertMaterialize);
        return [table, new FinalTable(schema, primaryKey, { isMaterialized })];
      }),
  );
