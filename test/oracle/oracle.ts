/** Asks both engines about one drawn case after the other. */
import type { FlinkOracle } from '../../runtime/testing/flink';
import { build, type Case, printCase } from './case';
import { compared, type Verdict } from './compare';
import { caseOf } from './draw/arbitrary';
import { type Outcome, onFlink } from './flink';
import { locally } from './local';
import { type Answer, answerOf } from './store';
import { Tally } from './tally';

/** How many cases one job on Flink is made of. */
export const PACK = 25;

export interface Different {
  readonly number: number;
  readonly of: Case;
  readonly verdict: Verdict & { readonly is: 'different' };
}

/** What has come of many cases. */
export class Summary {
  readonly tally = new Tally();
  readonly verdicts: Record<Verdict['is'], number> = { same: 0, bothFailed: 0, notLocal: 0, refused: 0, different: 0 };
  /** Why cases were not compared, with the first numbers of each. */
  readonly skipped = new Map<string, number[]>();
  readonly different: Different[] = [];
  rows = 0;

  add(number: number, of: Case, outcome: Outcome): Verdict {
    const verdict = compared(of, outcome, locally(of));
    this.verdicts[verdict.is]++;
    if (verdict.is === 'same') this.rows += verdict.rows;
    if (verdict.is === 'same' || verdict.is === 'bothFailed') this.tally.add(build(of).job);
    if (verdict.is === 'notLocal') this.skip(verdict.what, number);
    if (verdict.is === 'refused')
      this.skip(`Flink cannot plan it: ${verdict.why.split(' — ')[0]?.slice(0, 160)}`, number);
    if (verdict.is === 'different') this.different.push({ number, of, verdict });
    return verdict;
  }

  private skip(why: string, number: number): void {
    this.skipped.set(why, [...(this.skipped.get(why) ?? []), number]);
  }
}

/** Cases by their numbers, with Flink's answers. */
export async function answers(flink: FlinkOracle, seed: number, numbers: readonly number[]): Promise<Answer[]> {
  const cases = numbers.map((number) => caseOf(seed, number));
  const outcomes = await askFlink(flink, cases);
  return cases.map((of, i) => answerOf(numbers[i] as number, of, outcomes[i] as Outcome));
}

/** What fails here will fail there, and takes the others of its job with it: it runs alone. */
async function askFlink(flink: FlinkOracle, cases: readonly Case[]): Promise<Outcome[]> {
  const fails = cases.map((of) => 'failed' in locally(of));
  const together = await onFlink(
    flink,
    cases.filter((_, i) => !fails[i]),
  );
  const outcomes: Outcome[] = [];
  for (const [i, of] of cases.entries()) {
    outcomes.push(fails[i] ? ((await onFlink(flink, [of]))[0] as Outcome) : (together.shift() as Outcome));
  }
  return outcomes;
}

/** A difference as a file of TypeScript. */
export function report(seed: number, { number, of, verdict }: Different): string {
  const only = (these: readonly string[], others: readonly string[]): string[] => {
    const left = [...others];
    return these.flatMap((row) => {
      const place = left.indexOf(row);
      if (place >= 0) left.splice(place, 1);
      return place >= 0 ? [] : [`//   ${row}`];
    });
  };
  return [
    `// Seed ${seed}, case ${number}: the engines differ${verdict.table === '' ? '' : ` in ${verdict.table}`}.`,
    '// Only Flink:',
    ...only(verdict.flink, verdict.local),
    '// Only the local engine:',
    ...only(verdict.local, verdict.flink),
    '',
    printCase(of),
  ].join('\n');
}
