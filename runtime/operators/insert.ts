import { type CallSite, callSite } from '../call-site';
import { MillraceError } from '../errors';
import type { Sink } from '../sink';
import type { AnyType, Schema } from '../types/type';
import type { PlanNode } from './operator';

/** One INSERT INTO of a job. */
export interface Insert extends CallSite {
  readonly input: PlanNode;
  readonly sink: Sink<Schema, string>;
}

/** @throws MillraceError SINK_MISMATCH naming the sink, the column and the types. */
export function insert(input: PlanNode, sink: unknown): Insert {
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
  return { input, sink: target, ...callSite() };
}

/** NOT NULL values go into nullable columns; within ARRAY, MAP and ROW all types are the same, and fields in one order. */
const fits = (given: AnyType, wanted: AnyType): boolean =>
  given.spec.sql === wanted.spec.sql && !(given.isNullable && !wanted.isNullable);
