/** Cases on the local engine. */
import { MillraceError } from 'millrace';
import { type Batch, LocalJob } from 'millrace/engine';
import { fromBatch } from 'millrace/testing';
import { JsonLinesDecoder } from '../../runtime/connectors/files/json';
import type { Schema } from '../../runtime/types/type';
import { build, type Case } from './case';
import { rowText } from './compare';

/** By table the changes in the order in which they came, as `+I` and so on with the row's text. */
export type LocalChanges = Readonly<Record<string, readonly string[]>>;
export type LocalOutcome =
  | { readonly changes: LocalChanges }
  | { readonly failed: string }
  /** What the local engine has not, or says that it does not compute for such values. */
  | { readonly notLocal: string };

/** Codes of what is left to Flink, by the job or by a value of it. */
const DECLINED = /^(NOT_LOCAL|UNSUPPORTED_.*|UNREADABLE_DATE)$/;
const KINDS = ['+I', '-U', '+U', '-D'];

export function locally(of: Case): LocalOutcome {
  try {
    return { changes: run(of) };
  } catch (failure) {
    if (failure instanceof MillraceError && DECLINED.test(failure.code))
      return {
        notLocal: `${failure.code === 'NOT_LOCAL' ? '' : `${failure.code}: `}${failure.message.split('\n')[0]}`,
      };
    return { failed: failure instanceof Error ? `${failure.name}: ${failure.message}` : String(failure) };
  }
}

function run(of: Case): LocalChanges {
  const { job } = build(of);
  const tables = [...job.sinks, ...job.sideOutputs];
  const names = new Map(tables.map(({ table, schema }) => [table, Object.keys(schema)]));
  const changes: Record<string, string[]> = Object.fromEntries(tables.map(({ table }) => [table, []]));
  const local = new LocalJob(job, {
    rows(table: string, batch: Batch) {
      fromBatch(names.get(table) ?? [], batch).forEach((row, i) => {
        changes[table]?.push(`${KINDS[batch.kinds?.[i] ?? 0]}${rowText(row)}`);
      });
    },
  });
  for (const { table, schema } of job.lookups) local.lookup(table, ...decoded(table, schema, of.records[table] ?? []));
  for (const { table, schema } of job.sources) {
    for (const batch of decoded(table, schema, of.records[table] ?? [])) local.push(table, batch);
  }
  for (const { table } of job.sources) local.end(table);
  return changes;
}

/** Lines of JSON as batches of a table, none of them malformed. */
export function decoded(name: string, schema: Schema, lines: readonly string[]): Batch[] {
  const onMalformed = ({ reason }: { reason: string }): never => {
    throw new TypeError(`a record of ${name} is malformed: ${reason}`);
  };
  const decoder = new JsonLinesDecoder({ name, schema }, { onMalformed, file: name });
  decoder.push(Buffer.from(lines.map((line) => `${line}\n`).join('')));
  decoder.end();
  const batches: Batch[] = [];
  for (let batch = decoder.take(); batch !== null; batch = decoder.take()) batches.push(batch);
  return batches;
}
