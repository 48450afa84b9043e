/** Rows as objects, for tests and small things; the engine itself never makes one. */
import { allocate, type Batch, type Column } from '../engine/batch';
import { binaryString, fromBinaryString } from '../types/bytes';
import type { AnyType, Schema, Value } from '../types/type';

/** A row of a table as a JavaScript object: numbers, bigint for BIGINT, Date for TIMESTAMP, Uint8Array for BYTES, null for NULL. */
export type RowOf<S extends Schema> = { readonly [K in keyof S]: Value<S[K]> };
export type AnyRow = Readonly<Record<string, unknown>>;

/** A batch of the given rows. */
export function toBatch(schema: Schema, rows: readonly AnyRow[]): Batch {
  const columns = Object.entries(schema).map(([name, type]): Column => {
    const values = allocate(type, rows.length);
    const nulls = new Uint8Array(rows.length);
    const strings: string[] = [];
    const codes = new Map<string, number>();
    rows.forEach((row, i) => {
      const value = row[name];
      if (value === null || value === undefined) nulls[i] = 1;
      else if (type.spec.storage === 'dict') {
        const text = value instanceof Uint8Array ? binaryString(value) : (value as string);
        if (!codes.has(text)) codes.set(text, strings.push(text) - 1);
        values[i] = codes.get(text) as number;
      } else values[i] = (value instanceof Date ? value.getTime() : value) as number;
    });
    const dictionary = type.spec.storage === 'dict' ? { strings } : undefined;
    return { type, values, nulls: type.isNullable ? nulls : undefined, dictionary };
  });
  return { length: rows.length, columns };
}

/** The rows of a batch. */
export function fromBatch(names: readonly string[], batch: Batch): AnyRow[] {
  return Array.from({ length: batch.length }, (_, i) =>
    Object.fromEntries(names.map((name, j) => [name, valueAt(batch.columns[j] as Column, i)])),
  );
}

/** The JavaScript value of one cell. */
export function valueAt(column: Column, row: number): unknown {
  if (column.nulls?.[row] === 1) return null;
  const value = column.values[row] as number | bigint;
  return FROM_STORAGE[column.type.spec.storage]?.(value as number, column) ?? value;
}

const FROM_STORAGE: Partial<Record<AnyType['spec']['storage'], (value: number, column: Column) => unknown>> = {
  dict: (value, column) => {
    const text = column.dictionary?.strings[value] as string;
    return column.type.kind === 'BYTES' ? fromBinaryString(text) : text;
  },
  time: (value) => new Date(value),
  bool: (value) => value === 1,
};
