/** Drawn jobs whose rows a real Flink has given before: the local engine gives the same, and the SQL is still the same. */
import { report, Summary } from './oracle';
import { answersIn, isStale, RECORDED } from './store';

const recorded = [...answersIn(RECORDED)];

it('has recordings', () => {
  expect(recorded.length).toBeGreaterThanOrEqual(100);
});

it('asks Flink what it asked when it was recorded', () => {
  const stale = recorded.filter(isStale).map(({ number }) => number);
  if (stale.length > 0) {
    throw new Error(
      `recording is stale: re-record with \`npm run record:oracle\`\nThe SQL of cases ${stale.join(', ')} is another now.`,
    );
  }
});

it('gives the same rows', () => {
  const summary = new Summary();
  for (const { number, of, outcome } of recorded) summary.add(number, of, outcome);
  expect(summary.different.map((one) => report(0, one))).toEqual([]);
  // What was compared once is compared for ever.
  expect([...summary.skipped]).toEqual([]);
});
