/** What the code of aggregates calls by the name `$`. */
import { MillraceError } from '../../errors';

/** The values of a group by how often they are there, and the best of them: MIN or MAX of rows that may be taken back. */
export interface Extreme {
  best: unknown;
  /** Values that are there. One that was taken back before it came is counted below 0, and is none of them. */
  size: number;
  readonly counts: Map<unknown, number>;
}
export type Compare = (a: never, b: never) => number;

/** In a Map 0.0 and −0.0 would be one. */
const keyOf = (value: unknown): unknown => (Object.is(value, -0) ? '-0' : value);
const unkeyed = (key: unknown): unknown => (key === '-0' ? -0 : key);
const count = (counts: Map<unknown, number>, key: unknown, times: number): void => {
  if (times === 0) counts.delete(key);
  else counts.set(key, times);
};

/** @param sign 1 for MIN, −1 for MAX */
function extremeAdd(state: Extreme, value: unknown, compare: Compare, sign: number): void {
  if (state.size === 0 || compare(state.best as never, value as never) * sign > 0) state.best = value;
  const key = keyOf(value);
  const times = (state.counts.get(key) ?? 0) + 1;
  count(state.counts, key, times);
  if (times === 1) state.size++;
}

function extremeRemove(state: Extreme, value: unknown, compare: Compare, sign: number): void {
  const key = keyOf(value);
  const times = (state.counts.get(key) ?? 0) - 1;
  count(state.counts, key, times);
  if (times !== 0) return;
  state.size--;
  if (state.size === 0) state.best = null;
  else if (Object.is(value, state.best)) bestOf(state, compare, sign);
}

function extremeMerge(state: Extreme, other: Extreme, compare: Compare, sign: number): void {
  if (state.size === 0 || (other.size > 0 && compare(state.best as never, other.best as never) * sign > 0))
    state.best = other.best;
  let lost = false;
  for (const [key, others] of other.counts) {
    const before = state.counts.get(key) ?? 0;
    count(state.counts, key, before + others);
    if (before > 0 && before + others <= 0) {
      state.size--;
      lost ||= Object.is(unkeyed(key), state.best);
    } else if (before <= 0 && before + others > 0) state.size++;
  }
  if (lost) bestOf(state, compare, sign);
}

function bestOf(state: Extreme, compare: Compare, sign: number): void {
  state.best = null;
  for (const key of state.counts.keys()) {
    const value = unkeyed(key);
    if (state.best === null || compare(state.best as never, value as never) * sign > 0) state.best = value;
  }
  if (state.best === null) state.size = 0;
}

const compareForms = <T extends string | bigint>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** Takes the first of equal values out of a list. */
function removeFirst(list: unknown[], value: unknown): void {
  const place = list.findIndex((one) => Object.is(one, value));
  if (place >= 0) list.splice(place, 1);
}

/** @throws MillraceError DUPLICATE_KEY: it fails the job on Flink too */
function putMember(members: Map<string, string>, key: string | null, json: string | null, keepsNull: boolean): void {
  if (key === null || members.has(key)) {
    throw new MillraceError(
      'DUPLICATE_KEY',
      `JSON_OBJECTAGG: the key ${JSON.stringify(key)} is ${key === null ? 'no text' : 'there already'}, which fails the job on Flink too`,
      'Keys must be texts that are unique within a group.',
    );
  }
  if (json !== null || keepsNull) members.set(key, json ?? 'null');
}

/** A member whose value is NULL stays, as on Flink. */
function removeMember(members: Map<string, string>, key: string, json: string | null): void {
  if (json !== null && members.get(key) === json) members.delete(key);
}

/** POWER(x, 0.5) in Java, which is no square root where it comes to −0.0 and −Infinity. */
const root = (x: number): number =>
  x > 0 ? Math.sqrt(x) : x === 0 ? 0 : x === Number.NEGATIVE_INFINITY ? -x : Number.NaN;

export const aggregateSupport = {
  root,
  extremeAdd,
  extremeRemove,
  extremeMerge,
  compareForms,
  removeFirst,
  putMember,
  removeMember,
};
