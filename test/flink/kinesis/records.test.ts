import { aggregate, createStream, kinesisClient, putRecords, type StreamRecord } from '../../cloud/kinesis';
import { useKinesisLocal } from '../../cloud/kinesisLocal';
import { expectMetrics, record, sums, useJobs } from './job';

jest.setTimeout(300_000);

const kinesis = useKinesisLocal();
const start = useJobs(() => kinesis().endpoint);

const GOOD = Array.from({ length: 200 }, (_, seq) => ({ key: 'k', seq, seconds: seq }));
const END = { key: 'k', seq: 1000, seconds: 600 };
const good = ({ key, seq, seconds }: (typeof GOOD)[number]): StreamRecord => record(key, seq, seconds);

/** Bad records among the good ones, each with what is told of it. */
const BAD: [string | Buffer, string][] = [
  ['{"id":"x","key":"k","seq":1,"ts":"2099-01-01T00:00:00Z"}', 'TIME_IN_FUTURE'],
  ['{"id":"x","key":"k","seq":1,"ts":null}', 'NULL_NOT_ALLOWED'],
  ['{"id":"x","key":"k","seq":1}', 'NULL_NOT_ALLOWED'],
  ['{"id":"x","key":"k","seq":1,"ts":"yesterday"}', 'INVALID_TIMESTAMP'],
  ['{"id":"x","key":"k",', 'INVALID_JSON'],
  [Buffer.from([0xff, 0xfe]), 'INVALID_UTF8'],
  ['', 'INVALID_JSON'],
];

it('shows records that cannot be decoded, and no other row notices them', async () => {
  const client = kinesisClient(kinesis().endpoint);
  await createStream(client, 'bad', 1);
  const mixed = [...GOOD, END].flatMap((row, index) => {
    const bad = BAD[index / 20];
    return bad ? [{ data: bad[0] }, good(row)] : [good(row)];
  });
  await putRecords(client, 'bad', mixed);
  const { job } = await start('bad', { 'time.clock-skew': '60 s' });
  const expected = sums(GOOD, END.seconds);
  await job.waitFor(async () => (await job.rows('sums')).length >= expected.length);
  await job.waitFor(async () => (await job.rows('refused')).length >= BAD.length);
  expect(await job.rows('sums')).toEqual(expected);
  expect(await job.rows('late')).toEqual([]);
  const refused = await job.rows<{ error: string; raw: string; sequence: string; arrival: string }>('refused');
  const inOrder = refused.sort((a, b) => (BigInt(a.sequence) < BigInt(b.sequence) ? -1 : 1));
  expect(inOrder.map(({ error }) => error)).toEqual(BAD.map(([, error]) => error));
  expect(inOrder[0]?.raw).toBe(BAD[0]?.[0]);
  expect(Math.abs(Date.parse(`${inOrder[0]?.arrival}Z`) - Date.now())).toBeLessThan(300_000);
  await expectMetrics(job, {
    'Table.metrics.read': GOOD.length + 1 + BAD.length,
    'Table.metrics.malformed': BAD.length,
    numLateRecordsDropped: 0,
  });
});

it('takes an aggregate of the producer library apart, and drops repeats of a record', async () => {
  const client = kinesisClient(kinesis().endpoint);
  await createStream(client, 'aggregates', 1);
  const parts = [0, 1, 2].map((seq) => record('k', seq, seq));
  const whole = { data: aggregate([...parts, { key: 'k', data: 'bad' }]), key: 'k' };
  // Written again, as a producer does that got no answer.
  await putRecords(client, 'aggregates', [whole, record('k', 3, 3), whole]);
  const { job } = await start('aggregates', { 'record-id': 'id', 'record-id.within': '1 min' });
  await job.waitFor(async () => (await job.rows('refused')).length >= 5);
  const rows = await job.rows<{ seq: number; sequence: string }>('rows');
  expect(rows.map(({ seq }) => seq).sort()).toEqual([0, 1, 2, 3]);
  const parted = rows.filter(({ seq }) => seq < 3).sort((a, b) => a.seq - b.seq);
  expect(parted.map(({ sequence }) => sequence.replace(/^\d+/, ''))).toEqual([':0', ':1', ':2']);
  const refused = await job.rows<{ error: string; sequence: string; seq: number }>('refused');
  expect(refused.map(({ error, sequence }) => [error, sequence.replace(/^\d+/, '')])).toEqual([
    ['DUPLICATE_RECORD', ':0'],
    ['DUPLICATE_RECORD', ':1'],
    ['DUPLICATE_RECORD', ':2'],
    ['INVALID_JSON', ':3'],
    ['INVALID_JSON', ':3'],
  ]);
  await expectMetrics(job, { 'Table.metrics.duplicates': 3, 'Table.metrics.read': 9, 'Table.metrics.malformed': 2 });
});
