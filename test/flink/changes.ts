/** Every change that a job sends to its sinks, in its order and to the last digit, from both engines. */
import type { Job } from 'millrace';
import { type Batch, LocalJob } from 'millrace/engine';
import { type AnyRow, toBatch } from 'millrace/testing';
import { type RowKind, takesBack } from '../../runtime/engine/changes';
import { rowsOf } from '../../runtime/engine/final-table';
import type { FlinkOracle } from '../../runtime/testing/flink';
import { formatTimestamp } from '../../runtime/time';
import { type Stored, storedJson } from '../../runtime/types/stored';
import type { AnyType } from '../../runtime/types/type';
import { finalTables } from './changelog';

/** By table; `+` for a row that comes, `-` for one that is taken back. */
export type Changes = Readonly<Record<string, readonly string[]>>;
type Inputs = Readonly<Record<string, readonly AnyRow[]>>;

export async function flinkChanges(flink: FlinkOracle, job: Job, inputs: Inputs): Promise<Changes> {
  const { texts } = await finalTables(flink, job, inputs);
  return Object.fromEntries(
    Object.entries(texts).map(([table, lines]) => [
      table,
      lines.map((line) => {
        const change = JSON.parse(digitsKept(line)) as { data?: unknown[]; type?: string };
        const isChange = Array.isArray(change.data) && change.type !== undefined;
        return `${change.type === 'DELETE' ? '-' : '+'}${JSON.stringify(isChange ? change.data?.[0] : change)}`;
      }),
    ]),
  );
}

/** @param cuts places where each input is cut into batches. */
export function localChanges(job: Job, inputs: Inputs, cuts: readonly number[] = []): Changes {
  const schemas = new Map([...job.sinks, ...job.sideOutputs].map(({ table, schema }) => [table, schema]));
  const changes: Record<string, string[]> = Object.fromEntries([...schemas.keys()].map((table) => [table, []]));
  const local = new LocalJob(job, {
    rows(table: string, batch: Batch) {
      const columns = Object.entries(schemas.get(table) ?? {});
      rowsOf(batch).forEach((row, i) => {
        const members = columns.map(([name, type], j) => `${JSON.stringify(name)}:${spelled(row[j], type)}`);
        const sign = takesBack((batch.kinds?.[i] ?? 0) as RowKind) ? '-' : '+';
        changes[table]?.push(`${sign}${JSON.stringify(JSON.parse(digitsKept(`{${members.join(',')}}`)))}`);
      });
    },
  });
  for (const { table, schema } of job.sources) {
    const rows = inputs[table] ?? [];
    const places = [...cuts.filter((cut) => cut < rows.length), rows.length];
    places.reduce((from, to) => {
      local.push(table, toBatch(schema, rows.slice(from, to)));
      return to;
    }, 0);
  }
  for (const { table } of job.sources) local.end(table);
  return changes;
}

/** JSON as Flink's canal-json writes a value with times as SQL spells them. */
function spelled(form: unknown, type: AnyType): string {
  if (form === null) return 'null';
  if (type.spec.storage === 'time') {
    const text = formatTimestamp(form as number).replace(/\.?0+$/, '');
    return JSON.stringify(type.kind.includes('LTZ') ? `${text}Z` : text);
  }
  return storedJson(form as Stored, type);
}

/** Numbers as texts, which keep their digits: one text for each, as zeros at the end and exponents come and go. */
const digitsKept = (json: string): string =>
  json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (part) => (part.startsWith('"') ? part : `"#${digits(part)}"`));

function digits(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const all = (whole + fraction).replace(/^0+/, '');
  const kept = all.replace(/0+$/, '');
  return kept === '' ? `${sign}0` : `${sign}${kept}e${Number(exponent) - fraction.length + all.length - kept.length}`;
}
