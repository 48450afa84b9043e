import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BridgeJob, type BridgeJobOptions, emulatorOptions, group, startJob } from './bridgeJob';
import { createStream, kinesisClient, putRecords } from './kinesis';
import { useKinesisLocal } from './kinesisLocal';
import { motoDescribe, useMoto } from './moto';

const SCRIPT = `
CREATE TEMPORARY TABLE \`numbers\` (\`n\` INT NOT NULL);
CREATE TEMPORARY TABLE \`squares\` (\`n\` INT NOT NULL, \`square\` INT NOT NULL);
EXECUTE STATEMENT SET
BEGIN
INSERT INTO \`squares\` SELECT \`n\`, \`n\` * \`n\` FROM \`numbers\`;
END;
`;
const FAN_OUT = { 'scan.stream.recordpublisher': 'EFO', 'scan.stream.efo.consumername': 'squares' };
/** Records \`from\` to \`to\`, without the latter. */
const records = (from: number, to: number): { data: string }[] =>
  Array.from({ length: to - from }, (_, index) => ({ data: JSON.stringify({ n: from + index }) }));
const squares = (to: number): unknown[] => Array.from({ length: to }, (_, n) => ({ n, square: n * n }));
const byN = (a: { n: number }, b: { n: number }): number => a.n - b.n;

jest.setTimeout(300_000);

let folder: string;
const running: BridgeJob[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-cloud-'));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((job) => job.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function start(endpoint: string, more: Record<string, string>, options: Partial<BridgeJobOptions> = {}) {
  const source = { ...emulatorOptions(endpoint), connector: 'kinesis', stream: 'numbers', format: 'json' };
  const properties = [
    group('table.numbers', { ...source, 'scan.stream.initpos': 'TRIM_HORIZON', ...more }),
    group('table.squares', { connector: 'filesystem', path: join(folder, 'squares'), format: 'json' }),
  ];
  const job = await startJob({ script: SCRIPT, properties, folder, ...options });
  running.push(job);
  return job;
}

const written = async (job: BridgeJob): Promise<unknown[]> => (await job.rows<{ n: number }>('squares')).sort(byN);

describe('a job on an emulated stream', () => {
  const kinesis = useKinesisLocal();

  it('reads by enhanced fan-out, stops with a savepoint and goes on from it', async () => {
    const client = kinesisClient(kinesis().endpoint);
    await createStream(client, 'numbers', 2);
    await putRecords(client, 'numbers', records(0, 50));
    const first = await start(kinesis().endpoint, FAN_OUT);
    await first.waitFor(async () => (await first.rows('squares')).length >= 50);
    // The sink's own operator; what a source puts out is counted by the operators after it alone.
    expect(await first.metrics('numRecordsOut', 'no.such.counter')).toMatchObject({ 'no.such.counter': 0 });
    await first.waitFor(async () => (await first.metrics('numRecordsOut')).numRecordsOut >= 50);
    const savepoint = await first.stopWithSavepoint(join(folder, 'savepoints'));
    expect(await first.state()).toBe('FINISHED');
    await first.stop();

    await putRecords(client, 'numbers', records(50, 80));
    const second = await start(kinesis().endpoint, FAN_OUT, { restoreFrom: savepoint });
    await second.waitFor(async () => (await second.rows('squares')).length >= 80);
    expect(await written(second)).toEqual(squares(80));
    await second.cancel();
    expect((await second.ended()).said).toMatch(/failed: .*cancel/i);
  });

  it('says why a job failed', async () => {
    const job = await start(kinesis().endpoint, { stream: 'nowhere' });
    expect(await job.ended()).toMatchObject({ code: 1, said: expect.stringContaining('nowhere') });
    await expect(job.waitFor(() => false)).rejects.toThrow('nowhere');
  });
});

motoDescribe('a job on a stream of moto', () => {
  const moto = useMoto();

  it('reads by polling', async () => {
    const client = kinesisClient(moto().endpoint);
    await createStream(client, 'numbers', 2);
    await putRecords(client, 'numbers', records(0, 700));
    const job = await start(moto().endpoint, {});
    await job.waitFor(async () => (await job.rows('squares')).length >= 700);
    expect(await written(job)).toEqual(squares(700));
  });
});
