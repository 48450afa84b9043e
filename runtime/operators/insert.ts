import { type CallSite, callSite } from '../call-site';
import { MillraceError } from '../errors';
import type { Sink } from '../sink';
import type { AnyType, Schema } from '../types/type';
import { identifies } from './keys';
import type { PlanNode } from './operator';

/** One INSERT INTO of a job. */
export interface Insert extends CallSite {
  readonly input: PlanNode;
  readonly sink: Sink<Schema, string>;
  /** True where Flink keeps every row of the sink, to find out which change of several is the last. */
  readonly upsertMaterialize: boolean;
}

/** What an insert may cost. */
export interface InsertOptions {
  /**
   * Lets Flink put its SinkUpsertMaterializer before the sink where the table's changes are not known by the sink's
   * primary key. It keeps every row of the sink in state.
   */
  readonly upsertMaterialize?: boolean;
}

/** @throws MillraceError SINK_MISMATCH naming the sink, the column and the types, UPSERT_KEY_MISMATCH */
export function insert(input: PlanNode, sink: unknown, options: InsertOptions = {}): Insert {
  const target = sink as Sink<Schema, string>;
  const fail = (what: string, cure: string): never => {
    throw new MillraceError('SINK_MISMATCH', `insertInto ${target.table}: ${what}`, cure);
  };
  if (input.mode === 'update' && target.primaryKey.length === 0) {
    fail(
      'the table updates its earlier rows and the sink only appends',
      'Put a window before groupBy, or give the sink a primaryKey.',
    );
  }
  for (const [name, type] of Object.entries(target.schema)) {
    const given = input.schema[name];
    if (!given) return fail(`its column ${name} is not selected`, `Select it, or take it out of the sink.`);
    if (!fits(given, type)) {
      fail(
        `column ${name} is ${given.sql}, the sink's is ${type.sql}`,
        'Columns are matched by name and must have the same type: Flink would cut digits and letters off without a word.',
      );
    }
  }
  for (const name of Object.keys(input.schema)) {
    if (!(name in target.schema))
      fail(`it has no column ${name}`, `Its columns are ${Object.keys(target.schema).join(', ')}.`);
  }
  const isKnown = input.mode === 'append' || identifies(input.upsertKeys ?? [], target.primaryKey);
  if (!isKnown && !options.upsertMaterialize) throw keyMismatch(input, target);
  return { input, sink: target, upsertMaterialize: !isKnown, ...callSite() };
}

function keyMismatch({ upsertKeys = [] }: PlanNode, { table, primaryKey }: Sink<Schema, string>): MillraceError {
  const known = upsertKeys.map((key) => (key.length === 0 ? 'nothing: it is one row' : key.join(', '))).join('; or ');
  return new MillraceError(
    'UPSERT_KEY_MISMATCH',
    `insertInto ${table}: its primary key is ${primaryKey.join(', ')}, and the table's changes are known by ${known || 'no key'}`,
    'Give the sink a primary key that the changes are known by, or let Flink keep every row of the sink in state to put ' +
      'changes in order: insertInto(sink, { upsertMaterialize: true }).',
  );
}

/** NOT NULL values go into nullable columns; within ARRAY, MAP and ROW all types are the same, and fields in one order. */
const fits = (given: AnyType, wanted: AnyType): boolean =>
  given.spec.sql === wanted.spec.sql && !(given.isNullable && !wanted.isNullable);
