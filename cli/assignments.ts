import { MillraceError } from '../runtime/errors';
import type { SourceNode } from '../runtime/operators/source';

/** Options of the form TABLE=FILE, which may be repeated: files by table. @throws MillraceError UNKNOWN_TABLE, INVALID_ARGUMENT */
export function filesByTable(
  option: string,
  values: readonly string[],
  tables: readonly string[],
): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const value of values) {
    const at = value.indexOf('=');
    if (at < 1)
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${option} ${value} is not of the form TABLE=${option === '--arrival' ? 'COLUMN' : 'FILE'}`,
      );
    const table = value.slice(0, at);
    checkTable(`${option} ${value}`, table, tables);
    files.set(table, [...(files.get(table) ?? []), value.slice(at + 1)]);
  }
  return files;
}

/** @throws MillraceError UNKNOWN_TABLE */
export function checkTable(option: string, table: string, tables: readonly string[]): void {
  if (tables.includes(table)) return;
  throw new MillraceError(
    'UNKNOWN_TABLE',
    `${option}: the job reads no table ${table}`,
    `It reads ${tables.join(', ')}.`,
  );
}

/** An option that is FILE where there is one table, and TABLE=FILE where there are several. */
export function outputFiles(option: string, values: readonly string[], tables: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const value of values) {
    const at = value.indexOf('=');
    const named = at > 0 && tables.includes(value.slice(0, at));
    if (!named && tables.length !== 1) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${option} ${value}: the job has ${tables.length === 0 ? 'no such table' : `several tables here: ${tables.join(', ')}`}`,
        tables.length === 0 ? undefined : `Name one: ${option} ${tables[0]}=${value}.`,
      );
    }
    files.set(named ? value.slice(0, at) : (tables[0] as string), named ? value.slice(at + 1) : value);
  }
  return files;
}

/** `--arrival TABLE=COLUMN` of each source. @throws MillraceError UNKNOWN_TABLE, INVALID_ARGUMENT, UNKNOWN_COLUMN */
export function arrivalColumns(values: readonly string[], sources: readonly SourceNode[]): Map<string, string> {
  const byTable = filesByTable(
    '--arrival',
    values,
    sources.map((s) => s.table),
  );
  return new Map(
    [...byTable].map(([table, columns]) => {
      const column = columns.at(-1) as string;
      const schema = sources.find((s) => s.table === table)?.schema ?? {};
      if (schema[column]?.kind !== 'TIMESTAMP')
        throw new MillraceError(
          'UNKNOWN_COLUMN',
          `--arrival ${table}=${column}: ${table} has no such TIMESTAMP column`,
        );
      return [table, column];
    }),
  );
}
