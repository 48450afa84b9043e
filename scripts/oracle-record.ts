/**
 * `npm run record:oracle -- [--seed S] [--floor N]`: Flink's answers that `npm test` compares with, without a JVM. What is recorded and stale
 * is asked again; of what `npm run verify` has recorded of the seed cases are added until each operator, type and function
 * is there N times.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { buildBridge } from '../bridge/build';
import { FlinkOracle } from '../runtime/testing/flink';
import { build, isValid } from '../test/oracle/case';
import { compared } from '../test/oracle/compare';
import { type Outcome, onFlink } from '../test/oracle/flink';
import { locally } from '../test/oracle/local';
import { PACK } from '../test/oracle/oracle';
import { type Answer, answerOf, answersIn, isStale, RECORDED } from '../test/oracle/store';
import { Tally } from '../test/oracle/tally';

const { values } = parseArgs({ options: { seed: { type: 'string' }, floor: { type: 'string', default: '8' } } });
/** A case of many records is dear to keep. */
const LARGEST = 6_000;

async function refreshed(answers: readonly Answer[]): Promise<Answer[]> {
  const stale = answers.filter((answer) => isStale(answer) && isValid(answer.of));
  // What the language has come to refuse is no case any more.
  const valid = answers.filter(({ of }) => isValid(of));
  if (stale.length === 0) return valid;
  process.stderr.write(`${stale.length} recordings are stale\n`);
  const { classpath } = await buildBridge();
  const flink = await FlinkOracle.start({ classpath });
  try {
    const fresh = new Map<Answer, Answer>();
    for (let at = 0; at < stale.length; at += PACK) {
      const pack = stale.slice(at, at + PACK);
      const outcomes = await onFlink(
        flink,
        pack.map(({ of }) => of),
      );
      for (const [i, old] of pack.entries()) fresh.set(old, answerOf(old.number, old.of, outcomes[i] as Outcome));
    }
    return valid.map((answer) => fresh.get(answer) ?? answer);
  } finally {
    await flink.stop();
  }
}

/** Those of a seed's that bring something of which there is too little. */
function added(known: readonly Answer[], seed: string, floor: number): Answer[] {
  const tally = new Tally();
  for (const { of } of known) tally.add(build(of).job);
  const taken: Answer[] = [];
  for (const answer of answersIn(join(__dirname, '..', '.millrace', 'verify', `seed-${seed}.jsonl.gz`))) {
    if (isStale(answer) || JSON.stringify(answer).length > LARGEST) continue;
    if (compared(answer.of, answer.outcome, locally(answer.of)).is !== 'same') continue;
    const { job } = build(answer.of);
    if (!tally.brings(job, floor)) continue;
    tally.add(job);
    taken.push(answer);
  }
  return taken;
}

async function main(): Promise<void> {
  const known = await refreshed([...answersIn(RECORDED)]);
  const all = values.seed === undefined ? known : [...known, ...added(known, values.seed, Number(values.floor))];
  mkdirSync(dirname(RECORDED), { recursive: true });
  writeFileSync(RECORDED, gzipSync(all.map((answer) => `${JSON.stringify(answer)}\n`).join(''), { level: 9 }));
  process.stdout.write(`${all.length} cases are recorded in ${RECORDED}\n`);
}

main().catch((error) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exitCode = 1;
});
