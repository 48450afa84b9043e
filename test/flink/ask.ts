/** Questions to Flink: the values of expressions over one row. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlinkOracle } from '../../runtime/testing/flink';

/**
 * Flink's answer to each expression, a text.
 * @param columns the types of `c0`, `c1` and so on, which are NULL.
 */
export async function answers(
  flink: FlinkOracle,
  expressions: readonly string[],
  columns: readonly string[] = ['INT'],
): Promise<(string | null)[]> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  try {
    const sql = [
      "SET 'execution.runtime-mode' = 'BATCH';",
      "SET 'table.local-time-zone' = 'UTC';",
      `CREATE TEMPORARY TABLE \`row\` (${columns.map((type, i) => `\`c${i}\` ${type}`).join(', ')});`,
      `CREATE TEMPORARY TABLE \`answers\` (${expressions.map((_, i) => `\`a${i}\` STRING`).join(', ')});`,
      'EXECUTE STATEMENT SET',
      'BEGIN',
      `INSERT INTO \`answers\` SELECT ${expressions.join(', ')} FROM \`row\`;`,
      'END;',
    ];
    const nulls = Object.fromEntries(columns.map((_, i) => [`fields.c${i}.null-rate`, '1']));
    await flink.run(sql.join('\n'), [
      { PropertyGroupId: 'table.row', PropertyMap: { connector: 'datagen', 'number-of-rows': '1', ...nulls } },
      { PropertyGroupId: 'table.answers', PropertyMap: { connector: 'filesystem', path: folder, format: 'json' } },
    ]);
    const [file] = readdirSync(folder).filter((name) => name.startsWith('part-'));
    const row = JSON.parse(readFileSync(join(folder, file as string), 'utf8')) as Record<string, string | null>;
    return expressions.map((_, i) => row[`a${i}`] as string | null);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
