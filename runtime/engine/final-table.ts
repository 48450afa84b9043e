/** What a changelog comes to. */
import type { Schema } from '../types/type';
import type { Batch, Column } from './batch';
import { INSERT, type RowKind, takesBack } from './changes';
import { keyOf, type Row } from './row-code';
import { rowWriter } from './row-operator';
import { OutputBuilder } from './timed';

/** A table that changes are applied to: of one row for each primary key, or without one of rows that may be there twice. */
export class FinalTable {
  private readonly kept = new Map<unknown, Row[]>();
  private readonly primaryKey: (row: Row) => unknown;
  private readonly all: (row: Row) => unknown;

  constructor(
    private readonly schema: Schema,
    private readonly key: readonly string[] = [],
  ) {
    this.all = keyOf(Object.keys(schema), schema);
    this.primaryKey = key.length > 0 ? keyOf(key, schema) : this.all;
  }

  /** @throws TypeError for a row that is taken back and was never there. */
  apply(batch: Batch): void {
    rowsOf(batch).forEach((row, i) => {
      this.change(row, (batch.kinds?.[i] ?? INSERT) as RowKind);
    });
  }

  /** Its rows in the engine's forms, those that came or changed last at the end. */
  rows(): Row[] {
    return [...this.kept.values()].flat();
  }

  batch(): Batch {
    const out = new OutputBuilder(this.schema);
    const write = rowWriter(out, this.schema);
    for (const row of this.rows()) write(row, out.next(0));
    let batch: Batch = { length: 0, columns: [] };
    out.flush({ onBatch: (made) => (batch = made), onWatermark() {}, onIdle() {} });
    return batch;
  }

  private change(row: Row, kind: RowKind): void {
    const key = this.primaryKey(row);
    const there = this.kept.get(key) ?? [];
    this.kept.delete(key);
    if (this.key.length > 0) {
      if (!takesBack(kind)) this.kept.set(key, [row]);
      return;
    }
    if (takesBack(kind)) {
      if (there.length === 0) throw new TypeError(`a row was taken back that was not there: ${this.all(row)}`);
      there.pop();
    } else there.push(row);
    if (there.length > 0) this.kept.set(key, there);
  }
}

/** The rows of a batch in the engine's forms. */
export function rowsOf({ length, columns }: Batch): Row[] {
  return Array.from({ length }, (_, i) => columns.map((column) => formAt(column, i)));
}

function formAt({ type, values, nulls, dictionary }: Column, i: number): unknown {
  if (nulls?.[i] === 1) return null;
  const value = values[i];
  if (dictionary) return dictionary.strings[value as number];
  return type.spec.storage === 'bool' ? value === 1 : value;
}
