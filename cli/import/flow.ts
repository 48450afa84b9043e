/** Which streams read which, and for whom the time of rows matters. */
import type { From, Name, Query, Sql } from './ast';
import { type Catalog, isArrival, type Stream } from './catalog';
import { collect } from './scope';

/** The streams that a query reads. */
export function reads(query: Query): readonly Name[] {
  if (query.op === 'union') return [...reads(query.left), ...reads(query.right)];
  const of = (from: typeof query.from): readonly Name[] => {
    if (from.op === 'stream') return [from.name];
    if (from.op === 'join') return [...of(from.left), ...of(from.right)];
    return reads(from.op === 'query' ? from.query : from.cursor);
  };
  return of(query.from);
}

export function isRead(catalog: Catalog, stream: Stream): boolean {
  return catalog.pumps.some((pump) => reads(pump.query).some((name) => catalog.find(name) === stream));
}

/** Whether some pump makes windows of a stream's rows, names their time, or hands it on to one that does. */
export function needsTime(catalog: Catalog, stream: Stream, seen: readonly Stream[] = []): boolean {
  if (seen.includes(stream)) return false;
  return catalog.pumps.some((pump) => {
    if (!reads(pump.query).some((name) => catalog.find(name) === stream)) return false;
    const into = catalog.find(pump.into);
    return usesTime(pump.query) || (into !== undefined && needsTime(catalog, into, [...seen, stream]));
  });
}

function usesTime(query: Query): boolean {
  if (query.op === 'union') return usesTime(query.left) || usesTime(query.right);
  const { items, where, groupBy, windowedBy, from } = query;
  const values: Sql[] = [...items.flatMap((i) => ('star' in i ? [] : [i.value])), ...(where ? [where] : [])];
  const timed = (sql: Sql): boolean =>
    (sql.op === 'call' && sql.over !== undefined) || (sql.op === 'column' && isArrival(sql.name));
  if (groupBy.length > 0 || windowedBy || values.some((v) => collect(v, timed).length > 0)) return true;
  if (from.op === 'function') return /_TUMBLING$/.test(from.name) || usesTime(from.cursor);
  return hasWindow(from) || (from.op === 'query' && usesTime(from.query));
}

/** Whether streams are joined over windows. */
function hasWindow(from: From): boolean {
  if (from.op === 'join') return hasWindow(from.left) || hasWindow(from.right);
  return from.op === 'stream' && from.over !== undefined;
}
