/** A real Flink runs the generated SQL and gives exactly the local runtime's rows, late ones included. */
import fc from 'fast-check';
import minuteAverages from '../../jobs/minute-averages';
import { locally, onFlink } from './both';
import { comparable, eventRows, everything, otherWindows } from './everything';
import { NAB, nabFiles, nabRows, shuffled } from './nab';
import { useFlink } from './oracle';

const flink = useFlink();

const files = nabFiles();
if (files.length === 0)
  console.warn(`skipped: the series of the Numenta Anomaly Benchmark are not at ${NAB}; set NAB_DATA`);

(files.length === 0 ? describe.skip : describe)('minute averages of real metrics', () => {
  it.each(files)('%s', async (file) => {
    // In the file's own time, then 100 times as fast: rows 3 s apart, in disorder within and beyond the watermark's 5 s.
    const fast = nabRows(file, 100);
    const variants = [nabRows(file), shuffled(fast, 5_000, 1), shuffled(fast, 180_000, 2)];
    const late: number[] = [];
    for (const rows of variants) {
      const here = locally(minuteAverages, rows);
      expect(here).toEqual(await onFlink(flink(), minuteAverages, rows));
      late.push(here.metrics_late?.length ?? 0);
    }
    // Disorder within the bound makes no row late, beyond it many.
    expect(late[1]).toBe(0);
    expect(late[2]).toBeGreaterThan(100);
  });
});

describe('random rows of every type', () => {
  it.each([everything, otherWindows])(
    'give the same results, nullable keys and extremes included: $name',
    async (job) => {
      await fc.assert(
        fc.asyncProperty(eventRows, async (rows) => {
          expect(comparable(locally(job, rows))).toEqual(comparable(await onFlink(flink(), job, rows)));
        }),
        { numRuns: 25, seed: 20_260, endOnFailure: true },
      );
    },
    300_000,
  );
});
