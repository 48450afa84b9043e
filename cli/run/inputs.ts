/** Reading the inputs of a run: rows and malformed records, in their order. */
import { type MalformedRow, openReader } from '../../runtime/connectors/files';
import type { Batch } from '../../runtime/engine/batch';
import type { SourceNode } from '../../runtime/operators/source';
import { malformedBatch } from '../../runtime/testing/given';

/** Malformed records held before they become a batch: their bytes are in memory. */
const MOST_MALFORMED = 1_000;

/** Rows of a source, or records that are none. */
export interface Records {
  readonly rows?: Batch;
  readonly malformed?: Batch;
}

/** The records of files, one file after the other: batches of rows, and of malformed records with their columns. */
export async function* records(
  source: SourceNode,
  files: readonly string[],
  arrival?: string,
): AsyncGenerator<Records> {
  let malformed: MalformedRow[] = [];
  const aside = (): Batch => {
    const batch = malformedBatch(malformed);
    malformed = [];
    return batch;
  };
  for (const file of files) {
    const onMalformed = (row: MalformedRow): void => void malformed.push(row);
    for await (const rows of openReader(file, decodedTable(source, arrival), { onMalformed })) {
      if (malformed.length >= MOST_MALFORMED) yield { malformed: aside() };
      yield { rows };
    }
    if (malformed.length > 0) yield { malformed: aside() };
  }
}

/** What a reader has to know of a source. */
export function decodedTable(source: SourceNode, arrival?: string) {
  const { watermark } = source;
  const time = watermark && {
    column: watermark.column,
    clockSkewMs: watermark.clockSkew.ms,
    ...(arrival !== undefined && { arrival }),
  };
  return { name: source.table, schema: source.schema, ...(time && { time }) };
}
