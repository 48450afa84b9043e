/** The job of ../sources/job on an emulated stream. */

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BridgeJob, type BridgeJobOptions, emulatorOptions, startJob } from '../../cloud/bridgeJob';
import { type JobOptions, properties, script } from '../sources/job';

export interface RunningJob {
  job: BridgeJob;
  folder: string;
}

/** Jobs and their folders, gone after each test. */
export function useJobs(endpoint: () => string) {
  let folder: string;
  const running: BridgeJob[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-kinesis-'));
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((job) => job.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  return async (
    stream: string,
    table: Record<string, string> = {},
    options: JobOptions & Partial<BridgeJobOptions> = {},
  ): Promise<RunningJob> => {
    const source = { connector: 'millrace-kinesis', stream, format: 'json', 'scan.stream.initpos': 'TRIM_HORIZON' };
    const polling = { 'scan.shard.getrecords.intervalmillis': '100' };
    const settings = { 'pipeline.auto-watermark-interval': '50 ms', 'table.exec.source.idle-timeout': '1 min' };
    const job = await startJob({
      script: script({ ...options, settings: { ...settings, ...options.settings } }),
      properties: properties({ ...source, ...polling, ...emulatorOptions(endpoint()), ...table }, folder),
      folder,
      ...options,
    });
    running.push(job);
    return { job, folder };
  };
}

export interface Row {
  key: string;
  seq: number;
  shard: string;
  sequence: string;
}

export interface Sum {
  key: string;
  window_start: string;
  n: number;
  total: number;
}

/** The rows of sink `rows` as they were written, at parallelism 1. */
export async function rowsInOrder(folder: string): Promise<Row[]> {
  const names = (await readdir(folder)).filter((name) => name.includes('part-'));
  const number = (name: string): number => Number(/-0-(\d+)/.exec(name)?.[1]);
  const texts = await Promise.all(
    names.sort((a, b) => number(a) - number(b)).map((name) => readFile(join(folder, name), 'utf8')),
  );
  return texts.flatMap((text) => text.split('\n').slice(0, -1)).map((line) => JSON.parse(line) as Row);
}

/** They are seconds old when the REST API gives them, so it is asked until they are as expected. */
export async function expectMetrics(job: BridgeJob, expected: Record<string, number>): Promise<void> {
  const names = Object.keys(expected);
  const isThere = async (): Promise<boolean> => {
    const found = await job.metrics(...names);
    return names.every((name) => found[name] === expected[name]);
  };
  await job.waitFor(isThere, 10_000).catch(() => {});
  expect(await job.metrics(...names)).toEqual(expected);
}

const START = Date.UTC(2026, 0, 1);

/** A record of a key's n-th row, at so many seconds after the start of 2026. */
export function record(key: string, seq: number, seconds: number): { data: string; key: string } {
  const ts = new Date(START + seconds * 1000).toISOString();
  return { data: JSON.stringify({ id: `${key}${seq}`, key, seq, ts }), key };
}

/** The sums of windows that were complete before `seconds`. */
export function sums(rows: readonly { key: string; seq: number; seconds: number }[], before: number): Sum[] {
  const found = new Map<string, Sum>();
  for (const { key, seq, seconds } of rows) {
    const window = Math.floor(seconds / 60) * 60;
    if (window + 60 > before) continue;
    const window_start = new Date(START + window * 1000).toISOString().slice(0, 19).replace('T', ' ');
    const sum = found.get(`${key} ${window}`) ?? { key, window_start, n: 0, total: 0 };
    found.set(`${key} ${window}`, { ...sum, n: sum.n + 1, total: sum.total + seq });
  }
  return [...found.values()].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/**
 * A front of an emulator for AT_TIMESTAMP. Without CBOR the AWS SDK v1 inside Flink sends milliseconds, where the
 * emulator, as all other SDKs, means seconds.
 */
export async function timestampsInSeconds(endpoint: string): Promise<{ endpoint: string; stop: () => void }> {
  const server = createServer(async (asked, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks)
      .toString()
      .replace(/"Timestamp":(\d{10})(\d{3})\b/, '"Timestamp":$1.$2');
    const headers = { ...asked.headers, 'content-length': Buffer.byteLength(body) };
    const onward = request(`${endpoint}${asked.url}`, { method: asked.method, headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
