/** New cases on a real Flink: SEED=s draws others, CASES=n more of them. */
import { useFlink } from '../flink/oracle';
import { answers, PACK, report, Summary } from './oracle';
import { printSummary } from './print';

const flink = useFlink();
const SEED = Number(process.env.SEED ?? 20_261);
const CASES = Number(process.env.CASES ?? 300);

/** How often at least each operator is among them; less would prove nothing of it. */
const FLOOR: Readonly<Record<string, number>> = {
  ...{ Filter: 20, Project: 80, tumble: 20, hop: 12, cumulate: 10, session: 10, 'grouping sets': 10, having: 6 },
  ...{ 'window aggregate': 30, 'group aggregate': 25, 'aggregate of updates': 8, 'nested window aggregate': 2 },
  ...{ rank: 15, 'window rank': 12, 'rank of updates': 3, OverAggregate: 12, Match: 8, TemporalSort: 4, Limit: 4 },
  ...{ 'Join inner': 3, 'Join left': 3, 'Join right': 2, 'Join full': 2, 'Join semi': 4, 'Join anti': 4 },
  ...{ 'LookupJoin inner': 6, 'LookupJoin left': 6, 'TemporalJoin inner': 2, 'TemporalJoin left': 2 },
  ...{ 'UNION ALL': 5, UNION: 2, Correlate: 6, 'Correlate left': 2, 'late rows': 80 },
};

it(
  'gives the same rows for drawn jobs',
  async () => {
    const summary = new Summary();
    for (let at = 0; at < CASES; at += PACK) {
      const numbers = Array.from({ length: Math.min(PACK, CASES - at) }, (_, i) => at + i);
      for (const { number, of, outcome } of await answers(flink(), SEED, numbers)) summary.add(number, of, outcome);
    }
    process.stderr.write(printSummary(summary));
    expect(summary.different.map((one) => report(SEED, one))).toEqual([]);
    const thin = Object.entries(FLOOR).filter(([name, least]) => (summary.tally.operators.get(name) ?? 0) < least);
    expect(thin).toEqual([]);
  },
  12 * 60_000,
);
