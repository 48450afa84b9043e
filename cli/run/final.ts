/** Sinks with a primary key: what is written of them is the table that their changes come to. */
import { FinalTable } from '../../runtime/engine/final-table';
import type { Job } from '../../runtime/job';

/** An empty table for each sink with a primary key. */
export const finalTables = (job: Job): Map<string, FinalTable> =>
  new Map(
    job.sinks.flatMap(({ table, schema, primaryKey }) =>
      primaryKey.length > 0 ? [[table, new FinalTable(schema, primaryKey)] as const] : [],
    ),
  );
