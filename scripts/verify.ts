/**
 * `npm run verify -- [--seed S] [--cases N]`: the long proof. Random rows through two jobs that have every function, type,
 * window and operator between them, on a real Flink and on the local runtime; rows must be equal to the bit. Stops at the first difference and
 * prints the rows. What is done is remembered under .millrace/verify, so that a run that was cut off goes on where it was.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import fc from 'fast-check';
import { buildBridge } from '../bridge/build';
import { FlinkOracle } from '../runtime/testing/flink';
import { locally, onFlink } from '../test/flink/both';
import { comparable, eventRows, everything, otherWindows } from '../test/flink/everything';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, cases: { type: 'string', default: '2000' } },
});
const seed = Number(values.seed);
const cases = Number(values.cases);
const folder = join(__dirname, '..', '.millrace', 'verify');
const file = join(folder, `seed-${seed}.json`);

function load(): { done: number; rows: number; seconds: number } {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { done: 0, rows: 0, seconds: 0 };
  }
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const state = load();
  const { classpath } = await buildBridge();
  const flink = await FlinkOracle.start({ classpath });
  try {
    while (state.done < cases) {
      const started = performance.now();
      // Each case has a seed of its own: any of them can be run again alone.
      const [rows] = fc.sample(eventRows, { seed: seed * 1_000_003 + state.done, numRuns: 1 });
      if (!rows) throw new TypeError('a sample has one value');
      for (const job of [everything, otherWindows]) {
        const expected = comparable(await onFlink(flink, job, rows));
        const actual = comparable(locally(job, rows));
        if (isDeepStrictEqual(actual, expected)) continue;
        const report = { job: job.name, rows, expected, actual };
        const failure = join(folder, `seed-${seed}-case-${state.done}.json`);
        writeFileSync(
          failure,
          JSON.stringify(report, (_, v) => (typeof v === 'bigint' ? `${v}n` : v), 2),
        );
        throw new Error(`seed ${seed}, case ${state.done}: the engines differ; rows and results are in ${failure}`);
      }
      state.done++;
      state.rows += rows.length;
      state.seconds += (performance.now() - started) / 1_000;
      writeFileSync(file, JSON.stringify(state));
      if (state.done % 50 === 0)
        process.stderr.write(`${state.done}/${cases} cases, ${state.rows} rows, 0 differences\n`);
    }
  } finally {
    await flink.stop();
  }
  process.stdout.write(
    `seed ${seed}: ${state.done} cases, ${state.rows} rows, 0 differences, ${Math.round(state.seconds)} s\n`,
  );
}

main().catch((error) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
