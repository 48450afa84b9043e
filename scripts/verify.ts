/**
 * `npm run verify -- [--seed S] [--cases N] [--record-only | --replay] [--shrink] [--jvms J]`: the long proof. Drawn jobs on a real Flink and on the local runtime; see
 * docs/verification.md. Flink's answers are kept under .millrace/verify, so that a run that was cut off goes on where it was, and is
 * compared again without a JVM for as long as the SQL of its jobs is the same.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBridge } from '../bridge/build';
import { FlinkOracle } from '../runtime/testing/flink';
import { answers, type Different, PACK, report, Summary } from '../test/oracle/oracle';
import { printSummary } from '../test/oracle/print';
import { smallest } from '../test/oracle/smallest';
import { type Answer, answersIn, append, isStale } from '../test/oracle/store';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '2000' },
    jvms: { type: 'string', default: '1' },
    'record-only': { type: 'boolean', default: false },
    replay: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
  },
});
const [seed, cases, jvms] = [values.seed, values.cases, values.jvms].map(Number) as [number, number, number];
const folder = join(__dirname, '..', '.millrace', 'verify');
const file = join(folder, `seed-${seed}.jsonl.gz`);

/** The newest answer to each case, as far as the language still asks the same. */
function kept(): Map<number, Answer> {
  const found = new Map<number, Answer>();
  for (const answer of answersIn(file)) if (answer.number < cases) found.set(answer.number, answer);
  for (const answer of found.values()) if (isStale(answer)) found.delete(answer.number);
  return found;
}

async function record(numbers: readonly number[]): Promise<void> {
  const left = [...numbers];
  let done = 0;
  const started = performance.now();
  const { classpath } = await buildBridge();
  const work = async (): Promise<void> => {
    const flink = await FlinkOracle.start({ classpath });
    try {
      for (let pack = left.splice(0, PACK); pack.length > 0; pack = left.splice(0, PACK)) {
        append(file, await answers(flink, seed, pack));
        done += pack.length;
        const each = (performance.now() - started) / done;
        process.stderr.write(`${done}/${numbers.length} recorded, ${Math.round(each)} ms each\n`);
      }
    } finally {
      await flink.stop();
    }
  };
  await Promise.all(Array.from({ length: jvms }, work));
}

/** The smallest cases that still differ, for which Flink is asked. */
async function smaller(all: readonly Different[]): Promise<Different[]> {
  const { classpath } = await buildBridge();
  const flink = await FlinkOracle.start({ classpath });
  const found: Different[] = [];
  try {
    for (const different of all) found.push(await smallest(flink, different));
  } finally {
    await flink.stop();
  }
  return found;
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  let known = kept();
  const missing = Array.from({ length: cases }, (_, number) => number).filter((number) => !known.has(number));
  if (missing.length > 0 && !values.replay) {
    process.stderr.write(`${known.size} of ${cases} cases are recorded\n`);
    await record(missing);
    known = kept();
  }
  if (values['record-only']) return;
  const started = performance.now();
  const summary = new Summary();
  for (const { number, of, outcome } of known.values()) summary.add(number, of, outcome);
  const shrunk = values.shrink ? await smaller(summary.different) : summary.different;
  for (const different of shrunk) {
    writeFileSync(join(folder, `seed-${seed}-case-${different.number}.ts`), report(seed, different));
  }
  process.stdout.write(printSummary(summary));
  const numbers = summary.different.map(({ number }) => number);
  if (numbers.length > 0) process.stdout.write(`different: ${numbers.join(', ')}; each is a file in ${folder}\n`);
  const seconds = Math.round((performance.now() - started) / 1_000);
  process.stdout.write(
    `seed ${seed}: ${known.size} of ${cases} cases compared in ${seconds} s, ${numbers.length} differences\n`,
  );
  if (numbers.length > 0 || known.size < cases) process.exitCode = 1;
}

main().catch((error) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exitCode = 1;
});
