/** `npm run test:flink -- --seed S --cases N [--from M]`: drawn jobs on a real Flink and on the local engine. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBridge } from '../bridge/build';
import { FlinkOracle } from '../runtime/testing/flink';
import { answers, PACK, report, Summary } from '../test/oracle/oracle';
import { printSummary } from '../test/oracle/print';
import { smallest } from '../test/oracle/smallest';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '500' },
    from: { type: 'string', default: '0' },
    pack: { type: 'string', default: String(PACK) },
    'no-shrink': { type: 'boolean', default: false },
  },
});
const [seed, cases, from, pack] = [values.seed, values.cases, values.from, values.pack].map(Number) as [
  number,
  number,
  number,
  number,
];
const FOLDER = join(__dirname, '..', '.millrace', 'oracle');

async function main(): Promise<void> {
  const { classpath } = await buildBridge();
  const flink = await FlinkOracle.start({ classpath });
  const summary = new Summary();
  const started = performance.now();
  try {
    for (let at = from; at < from + cases; at += pack) {
      const numbers = Array.from({ length: Math.min(pack, from + cases - at) }, (_, i) => at + i);
      const seen = summary.different.length;
      for (const { number, of, outcome } of await answers(flink, seed, numbers)) summary.add(number, of, outcome);
      for (const different of summary.different.slice(seen)) {
        const shrunk = values['no-shrink'] ? different : await smallest(flink, different);
        const text = report(seed, shrunk);
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(join(FOLDER, `seed-${seed}-case-${different.number}.ts`), text);
        process.stdout.write(`${text}\n`);
      }
      process.stderr.write(`${at - from + numbers.length}/${cases}: ${JSON.stringify(summary.verdicts)}\n`);
    }
  } finally {
    await flink.stop();
  }
  const seconds = (performance.now() - started) / 1_000;
  process.stdout.write(printSummary(summary));
  process.stdout.write(
    `seed ${seed}: ${cases} cases in ${Math.round(seconds)} s, ${Math.round((seconds * 1_000) / cases)} ms each\n`,
  );
  if (summary.different.length > 0) process.exitCode = 1;
}

main().catch((error) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exitCode = 1;
});
