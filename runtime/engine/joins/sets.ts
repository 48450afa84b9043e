/** UNION, INTERSECT and EXCEPT: how often a row is in the result follows from how often it is in each table. */
import { notLocal } from '../../functions/function';
import type { SetOperationNode, SetOperator } from '../../operators/set-operation';
import { DELETE, INSERT, type RowKind, takesBack } from '../changes';
import { keyOf, type Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { isExpired } from './kept-rows';
import type { Side } from './sides';

const TIMES: Readonly<Record<Exclude<SetOperator, 'UNION ALL'>, (left: number, right: number) => number>> = {
  UNION: (left, right) => Math.min(left + right, 1),
  INTERSECT: (left, right) => Math.min(left, right, 1),
  'INTERSECT ALL': Math.min,
  EXCEPT: (left, right) => (right > 0 ? 0 : Math.min(left, 1)),
  'EXCEPT ALL': (left, right) => Math.max(left - right, 0),
};

export class SetOperation implements RowOperator {
  /** By row, how often it is in each table. */
  state: Map<unknown, { readonly counts: [left: number, right: number]; readonly written: number }> = new Map();
  private readonly key;
  private readonly times: (left: number, right: number) => number;
  /** By side, where the columns of the result are. */
  private readonly places: readonly (readonly number[])[];

  constructor(
    { inputs, schema, operation }: SetOperationNode & { operation: keyof typeof TIMES },
    private readonly context: RowContext,
  ) {
    // Flink puts these together of a join and an aggregate, each of which forgets by itself.
    if (context.stateTtl !== undefined && (operation === 'INTERSECT' || operation === 'EXCEPT'))
      throw notLocal(`${operation} with a state TTL`);
    this.key = keyOf(Object.keys(schema), schema);
    this.times = TIMES[operation];
    this.places = placesOf(inputs, schema);
  }

  onRow(given: Row, kind: RowKind, side: Side): void {
    const row = (this.places[side] as readonly number[]).map((place) => given[place]);
    const key = this.key(row);
    const known = this.state.get(key);
    const counts: [number, number] = known && !isExpired(known.written, this.context) ? known.counts : [0, 0];
    const before = this.times(...counts);
    counts[side] = Math.max(counts[side] + (takesBack(kind) ? -1 : 1), 0);
    if (counts[0] + counts[1] > 0) this.state.set(key, { counts, written: this.context.now });
    else this.state.delete(key);
    const after = this.times(...counts);
    for (let i = before; i < after; i++) this.context.emit(row, INSERT);
    for (let i = after; i < before; i++) this.context.emit(row, DELETE);
  }
}

/** Where the columns of a result are in each of its inputs, which have them by name. */
export const placesOf = (
  inputs: SetOperationNode['inputs'],
  schema: SetOperationNode['schema'],
): readonly (readonly number[])[] =>
  inputs.map((input) => {
    const names = Object.keys(input.schema);
    return Object.keys(schema).map((name) => names.indexOf(name));
  });
