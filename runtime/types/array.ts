import { type AnyType, defineType, literalOf, type SqlType, type Value, valueAccepted } from './type';

/** ARRAY: a JavaScript array. */
export type Array_<E extends AnyType = AnyType, N extends boolean = false> = SqlType<
  `ARRAY<${E['kind']}>`,
  N,
  readonly Value<E>[],
  { readonly element: E }
>;

/**
 * `ARRAY<element>`.
 * @example t.array(t.string.nullable())
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/types/#array
 */
export const array = <const E extends AnyType>(element: E): Array_<E> =>
  defineType<`ARRAY<${E['kind']}>`, readonly Value<E>[], { readonly element: E }>({
    kind: `ARRAY<${element.kind}>`,
    sql: `ARRAY<${element.sql}>`,
    storage: 'dict',
    parts: { element },
    // Flink's SQL has no literal of an ARRAY without elements.
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every((v) => valueAccepted(v, element)),
    literal: (value: readonly unknown[]) =>
      `CAST(ARRAY[${value.map((v) => literalOf(v, element)).join(', ')}] AS ARRAY<${element.sql}>)`,
  });
