/**
 * `npm run bench -- [--rows N] [--names N] [--runs N]`: the founding job from JSON lines on the local runtime and on
 * Flink (parallelism 1, warm), in turn over the same file; medians, ratios, and how many times 1 TB a day that is.
 * Neither figure holds the start of a process; the local one is of the whole command otherwise.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBridge } from '../bridge/build';
import { localProperties } from '../cli/run/flink';
import minuteAverages from '../jobs/minute-averages';
import { script } from '../runtime/sql/script';
import { FlinkOracle } from '../runtime/testing/flink';
import { inputFile } from './input';

/** 1 TB a day at 130 bytes a row. */
const TERABYTE_A_DAY = 90_000;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    names: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '5' },
  },
});
const rows = Number(values.rows);

async function main(): Promise<void> {
  const input = await inputFile({ rows, names: Number(values.names) });
  const { classpath } = await buildBridge();
  const flink = await FlinkOracle.start({ classpath, jvmOptions: [] });
  const local: number[] = [];
  const remote: number[] = [];
  let peak = 0;
  try {
    await onFlink(flink, input); // warms the JVM up
    for (let run = 0; run < Number(values.runs); run++) {
      const here = onThisMachine(input);
      local.push(rows / here.seconds);
      peak = Math.max(peak, here.megabytes);
      remote.push(rows / (await onFlink(flink, input)));
    }
  } finally {
    await flink.stop();
  }
  const bytes = statSync(input).size;
  process.stdout.write(
    [
      `${rows.toLocaleString('en-US')} JSON lines of ${Math.round(bytes / rows)} bytes, ${values.names} names, ${values.runs} runs, median (min–max)`,
      `local   ${figures(local)}   peak ${Math.round(peak)} MB resident`,
      `Flink   ${figures(remote)}`,
      `local / Flink: ${(median(local) / median(remote)).toFixed(1)} times`,
      `local: ${(median(local) / TERABYTE_A_DAY).toFixed(1)} times 1 TB a day (${TERABYTE_A_DAY.toLocaleString('en-US')} rows/s)`,
      '',
    ].join('\n'),
  );
}

function onThisMachine(input: string): { seconds: number; megabytes: number } {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    const bin = join(__dirname, '..', 'bin', 'millrace.js');
    const args = [
      '--require',
      join(__dirname, 'peak.js'),
      bin,
      'run',
      'minute-averages',
      '--input',
      `metrics=${input}`,
    ];
    const { stderr, status } = spawnSync(
      process.execPath,
      [...args, '--output', join(folder, 'out.jsonl'), '--late', join(folder, 'late.jsonl'), '--json'],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    const facts = Object.assign(
      {},
      ...stderr
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ) as { millis: number; peakMegabytes: number };
    return { seconds: facts.millis / 1_000, megabytes: facts.peakMegabytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onFlink(flink: FlinkOracle, input: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    const inputs = new Map([['metrics', { files: [input], format: 'json' as const, arrival: undefined }]]);
    const properties = localProperties(minuteAverages, folder, inputs);
    return (await flink.run(script(minuteAverages), properties)).millis / 1_000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN;
const millions = (n: number): string => (n / 1e6).toFixed(2);
const figures = (all: readonly number[]): string =>
  `${millions(median(all))} M rows/s (${millions(Math.min(...all))}–${millions(Math.max(...all))})`;

main().catch((error) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exitCode = 1;
});
