import { identifier } from '../sql/identifiers';
import { type AnyType, withNullability } from '../types/type';
import { maybe } from './called';
import type { ScalarFunction } from './function';
import { codecOf } from './support/codecs';

/** `a[i]` of an ARRAY, by a place from 1, or of a MAP, by its key. NULL where there is none. */
export const item: ScalarFunction = {
  name: 'ITEM',
  type: ([of]) => withNullability((of?.spec.parts?.element ?? of?.spec.parts?.value) as AnyType, true),
  sql: ([of, at], [type]) => `${withNullableValues(of as string, type as AnyType)}[${at}]`,
  code: maybe(([of, at], [type], result) =>
    type?.spec.parts?.element ? `$.at(${codecOf(result)}, ${of}, ${at})` : `$.get(${codecOf(result)}, ${of}, ${at})`,
  ),
};

/** Of NOT NULL values, Flink 1.20's code makes −1 or '' of one that is not there. */
function withNullableValues(sql: string, { spec }: AnyType): string {
  const { element, key, value } = spec.parts ?? {};
  if (element) return element.isNullable ? sql : `CAST(${sql} AS ARRAY<${element.spec.sql}>)`;
  return value?.isNullable ? sql : `CAST(${sql} AS MAP<${key?.sql}, ${value?.spec.sql}>)`;
}

/** A field of a ROW. */
export const fieldOf = (name: string): ScalarFunction => ({
  name: `.${name}`,
  type([row]) {
    const field = row?.spec.parts?.fields?.[name] as AnyType;
    return withNullability(field, field.isNullable || row?.isNullable === true);
  },
  // In parentheses, so that a ROW's name is not taken for a table's.
  sql: ([row]) => `(${row}).${identifier(name)}`,
  code: maybe(([row], [type]) => {
    const place = Object.keys(type?.spec.parts?.fields ?? {}).indexOf(name);
    return `$.field(${codecOf(type as AnyType)}, ${place}, ${row})`;
  }),
});

/** The type of a MAP's keys, in which a bare value is understood. */
export const keyOf = (map: AnyType): AnyType => map.spec.parts?.key as AnyType;
