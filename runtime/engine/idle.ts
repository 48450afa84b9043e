/** State of keys that nobody writes for as long as the job's state TTL, in processing time, is given up. */
import type { RowContext } from './row-operator';

/** What is kept of a key: plain data. */
export interface Idle {
  /** When it is given up unless it is written before. */
  until?: number;
}

/**
 * Keeps a part, which is written now.
 * @param parts in the order in which they are given up
 * @param longest how many times the TTL it may be kept: Flink's OVER aggregates set a timer less often then
 */
export function keepPart<P extends Idle>(
  parts: Map<unknown, P>,
  key: unknown,
  part: P,
  { now, stateTtl }: RowContext,
  longest = 1,
): void {
  if (stateTtl !== undefined) {
    if (part.until !== undefined && now + stateTtl <= part.until) return;
    part.until = now + Math.trunc(stateTtl * longest);
    parts.delete(key);
  }
  parts.set(key, part);
}

/** Gives up the parts whose time has come. What is busy waits for another turn. */
export function dropIdle<P extends Idle>(
  parts: Map<unknown, P>,
  context: RowContext,
  isBusy: (part: P) => boolean = () => false,
  longest = 1,
): void {
  for (const [key, part] of parts) {
    if (part.until === undefined || part.until > context.now) return;
    if (isBusy(part)) keepPart(parts, key, part, context, longest);
    else parts.delete(key);
  }
}

/** Of timers that are set not for each row: between the TTL and half as long again. */
export const TIMERS = 1.5;
