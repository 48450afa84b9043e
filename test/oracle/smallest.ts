/** The smallest case on which the engines still differ, found by fast-check in a bounded time. */
import fc from 'fast-check';
import type { FlinkOracle } from '../../runtime/testing/flink';
import type { Case } from './case';
import { compared } from './compare';
import { cases } from './draw/arbitrary';
import { type Outcome, onFlink } from './flink';
import { locally } from './local';
import type { Different } from './oracle';

const PATIENCE_MS = 25_000;

export async function smallest(flink: FlinkOracle, different: Different): Promise<Different> {
  let found = different;
  const arbitrary = cases();
  const isDifferent = async (of: Case): Promise<boolean> => {
    const local = locally(of);
    if ('notLocal' in local) return false;
    const verdict = compared(of, (await onFlink(flink, [of]))[0] as Outcome, local);
    // A failure is no smaller case of other rows.
    if (verdict.is !== 'different' || (verdict.table === '') !== (different.verdict.table === '')) return false;
    found = { ...different, of, verdict };
    return true;
  };
  const until = performance.now() + PATIENCE_MS;
  await fc.check(
    fc.asyncProperty(
      startingWith(different.of, arbitrary),
      async (of) => performance.now() > until || !(await isDifferent(of)),
    ),
    { numRuns: 1, interruptAfterTimeLimit: PATIENCE_MS },
  );
  return found;
}

/** One value, which shrinks as those of the arbitrary do. */
function startingWith<T>(value: T, of: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return new (class extends fc.Arbitrary<T> {
    override generate(): fc.Value<T> {
      return new fc.Value(value, undefined);
    }
    override canShrinkWithoutContext(one: unknown): one is T {
      return of.canShrinkWithoutContext(one);
    }
    override shrink(one: T): fc.Stream<fc.Value<T>> {
      return of.shrink(one, undefined);
    }
  })();
}
