/** What Flink's filesystem sink has written, read by our reader. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openReader } from '../../runtime/connectors/files';
import { DELETE, INSERT } from '../../runtime/engine/changes';
import type { FinalTable } from '../../runtime/engine/final-table';
import { MillraceError } from '../../runtime/errors';
import type { Schema } from '../../runtime/types/type';

/**
 * Rows of a folder that Flink's filesystem sink has written.
 * @param final where they are changes, the table that they come to.
 */
export async function* flinkRows(
  folder: string,
  table: { name: string; schema: Schema },
  final?: FinalTable,
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
  const read = (part: string) => openReader(join(folder, part), table, { onMalformed, format: 'json' });
  if (!final) {
    for (const part of parts) yield* read(part);
    return;
  }
  for (const part of parts) {
    const kinds = splitChanges(join(folder, part), join(folder, `rows-${part}`));
    let at = 0;
    for await (const batch of read(`rows-${part}`)) {
      final.apply({ ...batch, kinds: kinds.subarray(at, at + batch.length) });
      at += batch.length;
    }
  }
  const rows = final.batch();
  if (rows.length > 0) yield rows;
}

/** Takes lines such as `{"data":[{"k":1}],"type":"DELETE"}` apart: rows into a file, and what each does. */
function splitChanges(from: string, to: string): Uint8Array {
  const lines = readFileSync(from, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  // The row's own text: JSON.parse would lose digits.
  writeFileSync(to, lines.map((line) => `${line.slice(line.indexOf('[') + 1, line.lastIndexOf(']'))}\n`).join(''));
  return Uint8Array.from(lines, (line) => (line.endsWith('"DELETE"}') ? DELETE : INSERT));
}
