/** Rows as objects, for tests and small things; the engine itself never makes one. */
import { elementsOf, type Member, membersOf } from '../connectors/files/jsonParser';
import { decodeValue } from '../connectors/files/values';
import { allocate, type Batch, type Column } from '../engine/batch';
import { fromBinaryString } from '../types/bytes';
import { familyOf } from '../types/kinds';
import { type Stored, stored } from '../types/stored';
import type { AnyType, Schema, Value } from '../types/type';

/** A row of a table as a JavaScript object, with the values that its types say; null for NULL. */
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
      else {
        const form = stored(value, type);
        if (typeof form !== 'string') values[i] = form as number;
        else {
          if (!codes.has(form)) codes.set(form, strings.push(form) - 1);
          values[i] = codes.get(form) as number;
        }
      }
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
export function valueAt({ type, values, nulls, dictionary }: Column, row: number): unknown {
  if (nulls?.[row] === 1) return null;
  const value = values[row] as number | bigint;
  if (dictionary) return fromStored(dictionary.strings[value as number] as string, type);
  return fromStored(type.spec.storage === 'bool' ? value === 1 : value, type);
}

/** The JavaScript value of the local engine's form of it. */
function fromStored(form: Stored, type: AnyType): unknown {
  const { parts } = type.spec;
  switch (familyOf(type.kind)) {
    case 'binary':
      return fromBinaryString(form as string);
    case 'timestamp':
    case 'timestamp_ltz':
      return typeof form === 'number' ? new Date(form) : form;
    case 'array':
      return elementsOf(form as string).map((member) => fromJson(member, parts?.element as AnyType));
    case 'map': {
      const members = [...membersOf(form as string)];
      return new Map(members.map(([key, member]) => [key, fromJson(member, parts?.value as AnyType)]));
    }
    case 'row': {
      const members = membersOf(form as string);
      const fields = Object.entries(parts?.fields ?? {});
      return Object.fromEntries(fields.map(([name, field]) => [name, fromJson(members.get(name) as Member, field)]));
    }
    default:
      return form;
  }
}

function fromJson({ form, text }: Member, type: AnyType): unknown {
  return form === 'null' ? null : fromStored(decodeValue('', type, form, text) as Stored, type);
}
