/**
 * The order in which Java's HashMap gives what it keeps by times, which is the order in which rows leave a frame of
 * Flink's: sums of DOUBLEs show it. Of more than eight times in one bucket, which Java makes a tree of, it may differ.
 */

/** Plain data, to be part of an operator's state. */
export interface JavaMap<V> {
  /** In the order in which they were put. */
  readonly entries: Map<number, V>;
  buckets: number;
}

export const newJavaMap = <V>(): JavaMap<V> => ({ entries: new Map(), buckets: 16 });

/** @param time in milliseconds, which is not there yet */
export function putJava<V>(map: JavaMap<V>, time: number, value: V): void {
  const { entries } = map;
  // Small maps are made wider also where one bucket is crowded.
  if (map.buckets < 64) {
    const bucket = bucketOf(time, map.buckets);
    let alike = 0;
    for (const other of entries.keys()) if (bucketOf(other, map.buckets) === bucket) alike++;
    if (alike >= 8) map.buckets *= 2;
  }
  entries.set(time, value);
  if (entries.size > map.buckets * 0.75) map.buckets *= 2;
}

/** Those that are asked for, in Java's order. */
export function inJavaOrder<V>(map: JavaMap<V>, isWanted: (time: number) => boolean): [time: number, value: V][] {
  const wanted = [...map.entries].filter(([time]) => isWanted(time));
  if (wanted.length < 2) return wanted;
  return wanted.sort(([a], [b]) => bucketOf(a, map.buckets) - bucketOf(b, map.buckets));
}

/** As a java.lang.Long is hashed, and its hash spread. */
function bucketOf(time: number, buckets: number): number {
  const high = Math.floor(time / 2 ** 32);
  const hash = (time - high * 2 ** 32) ^ high;
  return (hash ^ (hash >>> 16)) & (buckets - 1);
}
