/** A case: a job and the records that it is given. Plain data, from which the job is built. */
import { createHash } from 'node:crypto';
import { lookup, MillraceError, source } from 'millrace';
import { Job } from '../../runtime/job';
import type { Insert } from '../../runtime/operators/insert';
import type { PlanNode } from '../../runtime/operators/operator';
import { Sink } from '../../runtime/sink';
import { script } from '../../runtime/sql/script';
import { DETERMINISTIC } from '../../runtime/sql/settings';
import type { Schema } from '../../runtime/types/type';
import { evaluate, print, type Term } from './term';

export interface Case {
  /** Declared tables and what is made of them, each by its name and after what it is made of. */
  readonly relations: Readonly<Record<string, Term>>;
  /** Names of the relations that are written, each into a sink of its own. */
  readonly outputs: readonly string[];
  /** By table the records, lines of JSON in their order of arrival. */
  readonly records: Readonly<Record<string, readonly string[]>>;
}

/** A relation as the language gives it. */
export interface Built {
  readonly job: Job;
  readonly relations: Readonly<Record<string, { readonly node: PlanNode }>>;
}

/**
 * @param prefix goes before the names of all tables, so that several cases make one job.
 * @throws MillraceError where the language refuses it, TypeError where it is no program
 */
export function build({ relations, outputs }: Case, prefix = ''): Built {
  const scope: Record<string, unknown> = {
    source: (name: string, schema: Schema) => source(prefix + name, schema),
    lookup: (name: string, schema: Schema, options: never) => lookup(prefix + name, schema, options),
  };
  const built: Record<string, { node: PlanNode }> = {};
  for (const [name, term] of Object.entries(relations)) {
    const relation = evaluate(term, scope) as { node: PlanNode };
    if (typeof relation?.node?.id !== 'number') throw new TypeError(`${name} is no relation`);
    scope[name] = built[name] = relation;
  }
  const inserts = outputs.map((name) => insertOf(`${prefix}out_${name}`, built[name]?.node as PlanNode));
  return { job: withoutMalformed(new Job('oracle', 'regular', inserts)), relations: built };
}

/**
 * Into a sink of the relation's own columns. One without a key, which takes every change as it comes: which key a sink
 * can have is the language's to check, and the tests' of `insertInto`.
 */
function insertOf(table: string, node: PlanNode): Insert {
  const site = { at: 'oracle', call: 'insertInto' };
  return { input: node, sink: new Sink(table, node.schema, [], site), upsertMaterialize: false, ...site };
}

/** Records are written so that none is malformed: their tables would be empty, and cost Flink an operator each. */
function withoutMalformed(job: Job): Job {
  const sideOutputs = job.sideOutputs.filter(({ kind }) => kind !== 'malformed');
  return Object.assign(Object.create(Job.prototype) as Job, job, { sideOutputs });
}

/** The jobs of several cases as one. */
export function together(jobs: readonly Job[]): Job {
  return withoutMalformed(
    new Job(
      'oracle',
      'regular',
      jobs.flatMap(({ inserts }) => inserts),
    ),
  );
}

/** What Flink's answer depends on: statements without comments, records and settings. */
export function questionOf(of: Case, sql: string, flink: string): string {
  const statements = sql.replace(/^\s*--.*\n/gm, '');
  const hash = createHash('sha256');
  hash.update(JSON.stringify([flink, DETERMINISTIC, statements, of.records]));
  return hash.digest('hex').slice(0, 32);
}

export const sqlOf = (job: Job): string => script(job);

/** The case as a TypeScript file, ready to be a regression test's. */
export function printCase({ relations, outputs, records }: Case): string {
  const used = new Set<string>();
  const names = new Set(Object.keys(relations));
  const constants = Object.entries(relations).map(([name, term]) => `const ${name} = ${print(term, used, names)};`);
  const lines = Object.entries(records).map(
    ([table, all]) => `  ${table}: [\n${all.map((line) => `    ${quoted(line)},\n`).join('')}  ],\n`,
  );
  return [
    `import { ${[...used].sort().join(', ')} } from 'millrace';`,
    '',
    ...constants,
    '',
    `export const outputs = { ${outputs.join(', ')} };`,
    `export const records = {\n${lines.join('')}};`,
    '',
  ].join('\n');
}

const quoted = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;

/** Whether the program is one of the language's. */
export function isValid(of: Case): boolean {
  try {
    sqlOf(build(of).job);
    return true;
  } catch (failure) {
    if (failure instanceof MillraceError || failure instanceof TypeError) return false;
    throw failure;
  }
}
