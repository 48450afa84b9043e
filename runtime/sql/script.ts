/** The script of a job: what Flink runs. Names, columns and watermarks only; where tables live is bound at run time. */
import { createHash } from 'node:crypto';
import type { CallSite } from '../call-site';
import { MillraceError } from '../errors';
import { userFunctions } from '../functions/user-defined';
import type { Job } from '../job';
import { relationName } from '../operators/join';
import type { PlanNode } from '../operators/operator';
import { RECORD_COLUMNS } from '../operators/source';
import { isTimeAttribute } from '../operators/time-attributes';
import type { Schema } from '../types/type';
import { commented, placeOf } from './comments';
import { identifier } from './identifiers';
import { characterLiteral, intervalLiteral } from './literals';
import { indent, type Query, render, SqlContext } from './query';
import { settings } from './settings';

/**
 * The Flink SQL of a job, stable to the byte for the same plan. A statement ends where a line ends in `;`, and no
 * identifier or literal has a line break in it, so that it can be split without a parser. Comments say where in TypeScript
 * each clause is written, and so move with its lines: of what a script does, `statementsHash` is the hash.
 */
export function script(job: Job): string {
  const tables = [
    ...userFunctions(job).map(
      ({ name, class: of }) => `CREATE TEMPORARY FUNCTION ${identifier(name)} AS ${characterLiteral(of)}`,
    ),
    ...job.sources.map((s) =>
      commented(s, createTable(s.table, { ...s.schema, ...RECORD_COLUMNS }, watermark(s.watermark))),
    ),
    ...job.lookups.map((l) => commented(l, createTable(l.table, l.schema, primaryKey(l.primaryKey)))),
    ...job.sinks.map((s) => commented(s.declared, createTable(s.table, s.schema, primaryKey(s.primaryKey)))),
    ...job.sideOutputs.map((s) => commented(s.node, createTable(s.table, s.schema))),
  ];
  const context = new SqlContext(
    new Set([
      ...job.sources.map((s) => s.table),
      ...job.lookups.map((l) => l.table),
      ...job.sinks.map((s) => s.table),
      ...job.sideOutputs.map((s) => s.table),
    ]),
    new Map(job.sideOutputs.flatMap(({ split, table }) => (split ? [[split, table]] : []))),
    shared(job),
  );
  const inserts = [
    ...job.inserts.map((i) => insertInto(i, i.sink.table, i.input, context.query(i.input))),
    ...job.sideOutputs.map((s) => insertInto(s.node, s.table, s.node, context.query(s.node))),
  ];
  return [
    `-- ${job.name} (${job.lane} lane)`,
    ...Object.entries(settings(job)).map(
      ([key, value]) => `SET ${characterLiteral(key)} = ${characterLiteral(value)};`,
    ),
    '',
    ...[...tables, ...context.views].map((statement) => `${ended(statement)}\n`),
    'EXECUTE STATEMENT SET',
    'BEGIN',
    ...inserts.map(ended),
    'END;',
    '',
  ].join('\n');
}

/**
 * A statement with its end. SQL that is written by hand may have several lines, but none may be taken for the end.
 * @throws MillraceError INVALID_SQL
 */
function ended(statement: string): string {
  const lines = statement.split(/\r?\n/);
  const wrong = lines.findIndex((line) => line.trimEnd().endsWith(';'));
  if (wrong !== -1) {
    const { at = '', call = '' } = placeOf(lines.join('\n'), wrong + 1) ?? {};
    throw new MillraceError(
      'INVALID_SQL',
      `${at} ${call}: a line of SQL ends in a semicolon, as statements do: ${(lines[wrong] as string).trim()}`.trim(),
      'Write the expression without it.',
    );
  }
  return `${statement};`;
}

/** SHA-256 of a script in hexadecimal, by which the bridge knows that it runs what was reviewed. */
export const scriptHash = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * SHA-256 of a script without its comments: equal for scripts that do the same, wherever in TypeScript their parts are
 * written. Only people's question whether a job has changed is answered by it. What was reviewed and what is deployed are
 * known by `scriptHash`, of every byte: a hash with a notion of comments of its own would trust that notion to be Flink's.
 */
export const statementsHash = (text: string): string =>
  scriptHash(
    text
      .split('\n')
      .filter((line) => !/^\s*--/.test(line))
      .join('\n'),
  );

/** The relations that more than one other, or insert, reads, with names for their views. */
function shared(job: Job): Map<PlanNode, string> {
  const readers = new Map<PlanNode, number>();
  const visit = (node: PlanNode): void => {
    const known = readers.get(node) ?? 0;
    readers.set(node, known + 1);
    if (known === 0) for (const input of node.inputs) visit(input);
  };
  for (const { input } of job.inserts) visit(input);
  for (const { node } of job.sideOutputs) visit(node);
  const snake = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  return new Map(
    [...readers].filter(([, n]) => n > 1).map(([node]) => [node, `${relationName(node)}_${snake(node.operator.name)}`]),
  );
}

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
function insertInto(site: Partial<CallSite>, table: string, node: PlanNode, query: Query): string {
  const columns = Object.keys(node.schema);
  const select = query.select ?? columns.map((name) => [name, identifier(name)] as const);
  const into = `INSERT INTO ${identifier(table)} (${columns.map(identifier).join(', ')})`;
  return commented(site, `${into}\n${render({ ...query, select: oneTime(select, node) }, site)}`);
}

/** Flink's sinks refuse rows with several time attributes: all but the first are cast. */
function oneTime(select: NonNullable<Query['select']>, node: PlanNode): NonNullable<Query['select']> {
  const [, ...others] = Object.keys(node.schema).filter((name) => isTimeAttribute(node, name));
  if (others.length === 0) return select;
  const type = (name: string): string | undefined => node.schema[name]?.spec.sql;
  return select.map(([name, sql]) => [name, others.includes(name) ? `CAST(${sql} AS ${type(name)})` : sql] as const);
}
