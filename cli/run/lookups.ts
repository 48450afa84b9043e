/** Reading lookup tables, which are small: all rows, or none. */
import { openReader } from '../../runtime/connectors/files';
import type { Batch } from '../../runtime/engine/batch';
import type { LocalJob } from '../../runtime/engine/pipeline';
import { MillraceError } from '../../runtime/errors';

/**
 * Gives a job the rows of its lookup tables.
 * @throws MillraceError MISSING_INPUT for a table without a file, MALFORMED_RECORD for a record that is no row: as on
 * Flink the whole table is refused; DUPLICATE_KEY
 */
export async function readLookups(local: LocalJob, files: ReadonlyMap<string, readonly string[]>): Promise<void> {
  for (const { table, schema } of local.job.lookups) {
    const given = files.get(table);
    if (!given) {
      throw new MillraceError(
        'MISSING_INPUT',
        `job ${local.job.name} looks rows up in ${table}, and no file is given for it`,
        `Add --input ${table}=FILE.`,
      );
    }
    const batches: Batch[] = [];
    for (const file of given) {
      const onMalformed = ({ line, reason }: { readonly line: number; readonly reason: string }): never => {
        throw new MillraceError(
          'MALFORMED_RECORD',
          `lookup table ${table}: ${file}, line ${line}: ${reason}`,
          'A lookup table is taken as a whole or not at all: mend the record, or take it out.',
        );
      };
      for await (const rows of openReader(file, { name: table, schema }, { onMalformed })) batches.push(rows);
    }
    local.lookup(table, ...batches);
  }
}
