import { identifier } from '../sql/identifiers';
import { type AnyType, withNullability } from '../types/type';
import type { ScalarFunction } from './function';

/** `a[i]` of an ARRAY, by a place from 1, or of a MAP, by its key. NULL where there is none. */
export const item: ScalarFunction = {
  name: 'ITEM',
  type: ([of]) => withNullability((of?.spec.parts?.element ?? of?.spec.parts?.value) as AnyType, true),
  sql: ([of, at]) => `${of}[${at}]`,
};

/** A field of a ROW. */
export const fieldOf = (name: string): ScalarFunction => ({
  name: `.${name}`,
  type([row]) {
    const field = row?.spec.parts?.fields?.[name] as AnyType;
    return withNullability(field, field.isNullable || row?.isNullable === true);
  },
  // In parentheses, so that a ROW's name is not taken for a table's.
  sql: ([row]) => `(${row}).${identifier(name)}`,
});

/** The type of a MAP's keys, in which a bare value is understood. */
export const keyOf = (map: AnyType): AnyType => map.spec.parts?.key as AnyType;
