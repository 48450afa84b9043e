/** The smallest case on which the engines still differ, as fast-check's arbitrary shrinks it, found in a bounded time. */
import type { FlinkOracle } from '../../runtime/testing/flink';
import type { Case } from './case';
import { compared } from './compare';
import { cases } from './draw/arbitrary';
import { type Outcome, onFlink } from './flink';
import { locally } from './local';
import type { Different } from './oracle';

const PATIENCE_MS = 30_000;
/** Candidates that are asked about at once: as one job they cost little more than one of them. */
const AT_ONCE = 12;

export async function smallest(flink: FlinkOracle, different: Different): Promise<Different> {
  const until = performance.now() + PATIENCE_MS;
  let best = different;
  for (let next: Different | undefined = best; next && performance.now() < until; ) {
    best = next;
    next = await smaller(flink, best, until);
  }
  return best;
}

/** The boldest of the smaller cases that differ in the same way. */
async function smaller(flink: FlinkOracle, than: Different, until: number): Promise<Different | undefined> {
  const candidates = cases().shrink(than.of, undefined)[Symbol.iterator]();
  while (performance.now() < until) {
    const asked: Case[] = [];
    while (asked.length < AT_ONCE) {
      const candidate = candidates.next();
      if (candidate.done) break;
      const of = candidate.value.value;
      const local = locally(of);
      // What fails takes the others of its job with it, and is another difference if there was none before.
      if (!('notLocal' in local) && !('failed' in local && than.verdict.table !== '')) asked.push(of);
    }
    if (asked.length === 0) return undefined;
    const outcomes = await onFlink(flink, asked);
    for (const [i, of] of asked.entries()) {
      const verdict = compared(of, outcomes[i] as Outcome, locally(of));
      if (verdict.is === 'different' && (verdict.table === '') === (than.verdict.table === ''))
        return { ...than, of, verdict };
    }
  }
  return undefined;
}
