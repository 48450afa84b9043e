import { type AnyType, defineType, literalOf, type SqlType, type Value, valueAccepted } from './type';

/** MAP: a JavaScript Map. */
export type Map_<K extends AnyType = AnyType, V extends AnyType = AnyType, N extends boolean = false> = SqlType<
  `MAP<${K['kind']}, ${V['kind']}>`,
  N,
  ReadonlyMap<Value<K>, Value<V>>,
  { readonly key: K; readonly value: V }
>;

/**
 * `MAP<key, value>`.
 * @example t.map(t.string, t.bigint)
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/types/#map
 */
export const map = <const K extends AnyType, const V extends AnyType>(key: K, value: V): Map_<K, V> => {
  const sql = `MAP<${key.sql}, ${value.sql}>`;
  return defineType({
    kind: `MAP<${key.kind}, ${value.kind}>`,
    sql,
    storage: 'dict',
    parts: { key, value },
    // Flink's SQL has no literal of a MAP without entries.
    accepts: (map) =>
      map instanceof Map &&
      map.size > 0 &&
      [...map].every(([k, v]) => valueAccepted(k, key) && valueAccepted(v, value)),
    literal: (map: ReadonlyMap<unknown, unknown>) =>
      `CAST(MAP[${[...map].map(([k, v]) => `${literalOf(k, key)}, ${literalOf(v, value)}`).join(', ')}] AS ${sql})`,
  }) as Map_<K, V>;
};
