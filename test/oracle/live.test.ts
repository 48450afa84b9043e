/** New cases on a real Flink: SEED=s draws others, CASES=n more of them. */
import { useFlink } from '../flink/oracle';
import { answers, PACK, report, Summary } from './oracle';
import { printSummary } from './print';

const flink = useFlink();
const SEED = Number(process.env.SEED ?? 20_261);
const CASES = Number(process.env.CASES ?? 300);

/** How often at least each operator is among them; less would prove nothing of it. */
const FLOOR: Readonly<Record<string, number>> = {
  ...{ Filter: 20, Project: 60, tumble: 12, hop: 8, cumulate: 6, session: 6, 'window aggregate': 25 },
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
