/** The script of a job: what Flink runs. Names, columns and watermarks only; where tables live is bound at run time. */
import { createHash } from 'node:crypto';
import type { Job } from '../job';
import { RECORD_COLUMNS } from '../operators/source';
import type { Schema } from '../types/type';
import { identifier } from './identifiers';
import { characterLiteral, intervalLiteral } from './literals';
import { indent, type Query, render, SqlContext } from './query';
import { settings } from './settings';

/**
 * The Flink SQL of a job, stable to the byte for the same plan. A statement ends where a line ends in `;`, and no
 * identifier or literal has a line break in it, so that it can be split without a parser.
 */
export function script(job: Job): string {
  const tables = [
    ...job.sources.map((s) => createTable(s.table, { ...s.schema, ...RECORD_COLUMNS }, watermark(s.watermark))),
    ...[...job.lookups, ...job.sinks].map((s) => createTable(s.table, s.schema, primaryKey(s.primaryKey))),
    ...job.sideOutputs.map((s) => createTable(s.table, s.schema)),
  ];
  const context = new SqlContext(
    new Set([
      ...job.sources.map((s) => s.table),
      ...job.lookups.map((l) => l.table),
      ...job.sinks.map((s) => s.table),
      ...job.sideOutputs.map((s) => s.table),
    ]),
    new Map(job.sideOutputs.flatMap(({ split, table }) => (split ? [[split, table]] : []))),
  );
  const inserts = [
    ...job.inserts.map(({ input, sink }) => insertInto(sink.table, Object.keys(input.schema), context.query(input))),
    ...job.sideOutputs.map(({ table, schema, node }) => insertInto(table, Object.keys(schema), context.query(node))),
  ];
  const views = context.views.map(({ name, sql }) => `CREATE TEMPORARY VIEW ${identifier(name)} AS\n${sql}`);
  return [
    `-- ${job.name} (${job.lane} lane)`,
    ...Object.entries(settings(job)).map(
      ([key, value]) => `SET ${characterLiteral(key)} = ${characterLiteral(value)};`,
    ),
    '',
    ...[...tables, ...views].map((statement) => `${statement};\n`),
    'EXECUTE STATEMENT SET',
    'BEGIN',
    ...inserts.map((statement) => `${statement};`),
    'END;',
    '',
  ].join('\n');
}

/** SHA-256 of a script in hexadecimal, by which the bridge knows that it runs what was reviewed. */
export const scriptHash = (text: string): string => createHash('sha256').update(text).digest('hex');

function createTable(name: string, schema: Schema, ...more: readonly (string | undefined)[]): string {
  const lines = Object.entries(schema).map(([column, type]) => `${identifier(column)} ${type.sql}`);
  return `CREATE TEMPORARY TABLE ${identifier(name)} (\n${indent([...lines, ...more.filter((l) => l !== undefined)].join(',\n'))}\n)`;
}

function watermark(w: Job['sources'][number]['watermark']): string | undefined {
  if (!w) return undefined;
  const column = identifier(w.column);
  return `WATERMARK FOR ${column} AS ${column}${w.delay.ms === 0 ? '' : ` - ${intervalLiteral(w.delay.ms)}`}`;
}

// Flink does not enforce keys and wants that said.
const primaryKey = (key: readonly string[]): string | undefined =>
  key.length === 0 ? undefined : `PRIMARY KEY (${key.map(identifier).join(', ')}) NOT ENFORCED`;

/** Columns are named on both sides: Flink counts a `*` over a subquery as one column. */
function insertInto(table: string, columns: readonly string[], query: Query): string {
  const select = query.select ?? columns.map((name) => [name, identifier(name)] as const);
  return `INSERT INTO ${identifier(table)} (${columns.map(identifier).join(', ')})\n${render({ ...query, select })}`;
}
